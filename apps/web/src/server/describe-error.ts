import { type ErrorCode, isDomainError, type JsonObject } from '@switchyard/domain';
import type { TRPCError } from '@trpc/server';
import { z } from 'zod';

export interface ErrorDescription {
  readonly code: ErrorCode;
  /** For the person: what is wrong and what to do. */
  readonly message: string;
  /** For `invalid_input`, `fields` maps the path of a field to what is wrong with it. */
  readonly details: JsonObject;
}

const describeInvalidInput = (cause: z.core.$ZodError): ErrorDescription => {
  const fields: Record<string, string> = {};
  for (const issue of cause.issues) fields[issue.path.join('.')] ??= issue.message;
  const [first] = cause.issues;
  return {
    code: 'invalid_input',
    message: first?.message ?? 'Something in this form is not valid.',
    details: { fields },
  };
};

/** What a failed procedure tells the browser. Defects say nothing but where to look in the log. */
export const describeError = ({ code, message, cause }: TRPCError, requestId: string): ErrorDescription => {
  if (isDomainError(cause)) return { code: cause.code, message: cause.message, details: cause.details };
  if (code === 'BAD_REQUEST' && cause instanceof z.core.$ZodError) return describeInvalidInput(cause);
  if (code === 'BAD_REQUEST') return { code: 'invalid_input', message, details: {} };
  if (code === 'NOT_FOUND') return { code: 'not_found', message: 'There is nothing at this address.', details: {} };
  const quote = requestId === '' ? 'the time' : requestId;
  return {
    code: 'internal',
    message: `Something went wrong inside Switchyard. Quote ${quote} when you report it.`,
    details: {},
  };
};
