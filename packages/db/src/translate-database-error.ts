import { DomainError, isDomainError } from '@switchyard/domain';

const hasCode = (value: unknown): value is { code: string; message: string; constraint?: string } =>
  typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string';

const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EPIPE',
  '57P01',
  '57P02',
  '57P03',
  '08006',
  '08001',
  '08003',
]);

/** How the driver says, without a code, that a connection broke under a statement or before it. */
const brokenConnection = /^(Connection terminated|Client has encountered a connection error|Client was closed)/;

const isConnectionLost = (cause: unknown): boolean =>
  (hasCode(cause) && connectionCodes.has(cause.code)) ||
  (cause instanceof Error && brokenConnection.test(cause.message));

/** Text that JSON and JavaScript can hold and PostgreSQL cannot. 22P02 alone also says that an id is none. */
const isUnstorable = ({ code, message }: { readonly code: string; readonly message: string }): boolean =>
  code === '22021' || code === '22P05' || (code === '22P02' && message.includes('type json'));

/** Driver error → DomainError. Anything it does not know passes unchanged, with its cause intact. */
export const translateDatabaseError = (cause: unknown): unknown => {
  if (isDomainError(cause)) return cause;
  if (isConnectionLost(cause)) {
    return new DomainError('unavailable', 'The database cannot be reached right now; the call may be repeated.', {
      retryable: true,
      cause,
    });
  }
  if (!hasCode(cause)) return cause;
  // 23505 from SQL, P2002 from the typed client: a unique constraint.
  if (cause.code === '23505' || cause.code === 'P2002') {
    return new DomainError('conflict', 'Something with the same name or key already exists.', {
      details: { constraint: cause.constraint ?? '' },
      cause,
    });
  }
  // Serialisation failure, deadlock: the transaction may simply be run again.
  if (cause.code === '40001' || cause.code === '40P01') {
    return new DomainError('conflict', 'Two changes met; please try again.', { retryable: true, cause });
  }
  if (isUnstorable(cause)) {
    return new DomainError('invalid_input', 'A text contains NUL or half a character, which cannot be stored.', {
      cause,
    });
  }
  if (cause.code === '57014') {
    return new DomainError('unavailable', 'The database took too long to answer; narrow the request.', { cause });
  }
  return cause;
};
