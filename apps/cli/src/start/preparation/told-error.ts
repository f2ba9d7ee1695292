import type { JsonObject } from '@switchyard/domain';
import { DomainError, type ErrorCode, isDomainError } from '@switchyard/domain/error';

/** An error on its way from one process to another, as JSON. */
export interface ToldError {
  readonly message: string;
  readonly stack: string;
  /** Null for anything but a DomainError. */
  readonly domain: { readonly code: ErrorCode; readonly details: JsonObject; readonly retryable: boolean } | null;
}

export const tellError = (error: unknown): ToldError => {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  if (!isDomainError(error)) return { message, stack, domain: null };
  const { code, details, retryable } = error;
  return { message, stack, domain: { code, details, retryable } };
};

/** The same error here: what people read, the code, and where it was thrown. */
export const errorFrom = ({ message, stack, domain }: ToldError): Error => {
  const original = new Error(message);
  original.stack = stack;
  if (domain === null) return original;
  const { code, details, retryable } = domain;
  return new DomainError(code, message, { details, retryable, cause: original });
};
