import { z } from 'zod';
import { DomainError, type ErrorCode, errorCodes, isDomainError } from './error.ts';
import { jsonObjectSchema } from './json.ts';

const codes = Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]];

/** A failure stored as data on a step, attempt or run. `message` is shown to people; `operatorNote` is for logs. */
export const failureSchema = z.object({
  code: z.enum(codes),
  message: z.string(),
  details: jsonObjectSchema.default({}),
  retryable: z.boolean().default(false),
  operatorNote: z.string().optional(),
});
export type Failure = z.infer<typeof failureSchema>;

/** Turns anything thrown into data; unknown throwables become `internal` with their text in the operator note. */
export const toFailure = (thrown: unknown): Failure => {
  if (isDomainError(thrown)) {
    const { code, message, details, retryable, cause } = thrown;
    const operatorNote = cause === undefined ? {} : { operatorNote: describeCause(cause) };
    return { code, message, details, retryable, ...operatorNote };
  }
  return {
    code: 'internal',
    message: 'Something went wrong inside Switchyard.',
    details: {},
    retryable: true,
    operatorNote: describeCause(thrown),
  };
};

/** The way back from data to an exception. */
export const fromFailure = (failure: Failure): DomainError =>
  new DomainError(failure.code, failure.message, { details: failure.details, retryable: failure.retryable });

const describeCause = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause);
  const inner = cause.cause === undefined ? '' : ` ← ${describeCause(cause.cause)}`;
  return `${cause.name}: ${cause.message}${inner}`;
};
