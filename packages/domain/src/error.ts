import type { JsonObject } from './json.ts';

/**
 * The closed list of failures. Value: how an API answers.
 * A new code needs a line here and nowhere else: tRPC and HTTP read this table.
 */
export const errorCodes = {
  /** Input does not fit its schema; the caller corrects the named fields. */
  invalid_input: { http: 400, trpc: 'BAD_REQUEST' },
  /** A workflow definition cannot be published or run; details list the problems per node. */
  invalid_definition: { http: 422, trpc: 'UNPROCESSABLE_CONTENT' },
  /** An expression does not parse, type-check or exceeded its bounds. */
  invalid_expression: { http: 422, trpc: 'UNPROCESSABLE_CONTENT' },
  /** No session, key or signature, or one that is not valid; the caller signs in. */
  unauthenticated: { http: 401, trpc: 'UNAUTHORIZED' },
  /** Known caller, not allowed; an administrator grants the role or scope. */
  forbidden: { http: 403, trpc: 'FORBIDDEN' },
  /** Does not exist, or belongs to another organisation (deliberately indistinguishable). */
  not_found: { http: 404, trpc: 'NOT_FOUND' },
  /** Somebody else was first, or the thing changed since it was read; the caller reloads. */
  conflict: { http: 409, trpc: 'CONFLICT' },
  /** Body, file or value is over its limit. */
  too_large: { http: 413, trpc: 'PAYLOAD_TOO_LARGE' },
  /** Content type not accepted here. */
  unsupported_media_type: { http: 415, trpc: 'UNSUPPORTED_MEDIA_TYPE' },
  /** Too many calls; details.retryAfterMs says when to come back. */
  rate_limited: { http: 429, trpc: 'TOO_MANY_REQUESTS' },
  /** The state of the thing does not permit this operation (run finished, approval decided …). */
  not_permitted_now: { http: 409, trpc: 'CONFLICT' },
  /** A supplier, source or HTTP endpoint failed; details name it. */
  upstream_failed: { http: 502, trpc: 'BAD_GATEWAY' },
  /** A supplier, source or HTTP endpoint did not answer in time. */
  upstream_timeout: { http: 504, trpc: 'GATEWAY_TIMEOUT' },
  /** An outbound address is not allowed (private range, scheme, redirect). */
  address_refused: { http: 422, trpc: 'UNPROCESSABLE_CONTENT' },
  /** A source of truth is missing, stale or does not have the expected fields. */
  source_unavailable: { http: 409, trpc: 'CONFLICT' },
  /** A large value is missing in its store or damaged; an operator restores it from a backup. */
  payload_lost: { http: 409, trpc: 'CONFLICT' },
  /** A budget has too little left for the call; details name it and say when it begins anew. Somebody tops it up. */
  budget_exhausted: { http: 402, trpc: 'PAYMENT_REQUIRED' },
  /** No supplier may or can do the task. */
  no_supplier: { http: 409, trpc: 'CONFLICT' },
  /** The attempt's effect may or may not have happened; a person must say which. */
  outcome_unknown: { http: 409, trpc: 'CONFLICT' },
  /** A bound of the process was reached: steps of a run, rounds of a loop, depth of runs inside runs. */
  limit_exceeded: { http: 422, trpc: 'UNPROCESSABLE_CONTENT' },
  /** A join can no longer get what it waits for; the process must be drawn otherwise. */
  join_unmet: { http: 422, trpc: 'UNPROCESSABLE_CONTENT' },
  /** Configuration of this installation is missing or wrong; an operator mends it. */
  misconfigured: { http: 503, trpc: 'SERVICE_UNAVAILABLE' },
  /** Database or queue not reachable; retried. */
  unavailable: { http: 503, trpc: 'SERVICE_UNAVAILABLE' },
  /** A defect; the message carries an id to quote. */
  internal: { http: 500, trpc: 'INTERNAL_SERVER_ERROR' },
} as const satisfies Record<string, { http: number; trpc: string }>;

export type ErrorCode = keyof typeof errorCodes;

export interface DomainErrorOptions {
  /** Machine-readable facts; never secrets. */
  readonly details?: JsonObject;
  /** True when the same call may succeed later without change. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/** The same in every copy of this module: bundlers put it into a process more than once, and `instanceof` tells the copies apart. */
const brand: unique symbol = Symbol.for('switchyard.DomainError');

/** The one error type that crosses package borders. `message` is for people: what is wrong, where, what to do. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly details: JsonObject;
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, options: DomainErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'DomainError';
    this.code = code;
    this.details = options.details ?? {};
    this.retryable = options.retryable ?? false;
  }

  get [brand](): true {
    return true;
  }
}

/** Whether this is a DomainError, of whichever copy of the module. */
export const isDomainError = (value: unknown): value is DomainError => value instanceof Error && brand in value;
