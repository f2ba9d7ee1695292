import { DomainError, isDomainError, type JsonObject } from '@switchyard/domain';
import { objectIn, parseObject, textIn } from '@switchyard/suppliers';

/** Nobody is told to come back later than in a day: a quota of a supplier begins anew by then, and more is a slip or an attack. */
const retryAfterMsMax = 24 * 3_600_000;

const bounded = (ms: number): number => Math.min(retryAfterMsMax, Math.max(0, Math.round(ms)));

/** Retry-After in seconds or as a date, or the millisecond form that labs send too. */
const retryAfterOf = (headers: Readonly<Record<string, unknown>>, nowMs: number): number | null => {
  const ms = Number(headers['retry-after-ms'] ?? Number.NaN);
  if (Number.isFinite(ms)) return bounded(ms);
  const written = headers['retry-after'];
  if (typeof written !== 'string') return null;
  const seconds = Number(written);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(written) - nowMs;
  return Number.isFinite(wait) ? bounded(wait) : null;
};

/** What the supplier said, in the parts that clients of its format read. */
const saidIn = (text: string): JsonObject => {
  const body = parseObject(text);
  const error = objectIn(body, 'error') ?? {};
  const message = textIn(error, 'message') || textIn(body, 'message');
  const { type = null, code = null, param = null } = error;
  return { message: message.slice(0, 2000), type, code, param };
};

/** Statuses that are about what the client sent; everything else is about the supplier or this installation. */
const clientCodes = { 400: 'invalid_input', 404: 'not_found', 413: 'too_large', 422: 'invalid_input' } as const;

const isClientStatus = (status: number): status is keyof typeof clientCodes => status in clientCodes;

export interface RefusedReply {
  readonly supplier: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly nowMs: number;
}

/** A reply with another status than 200 as an error. `details.said` is what the supplier's own client would have read. */
export const failureOfReply = ({ supplier, status, headers, text, nowMs }: RefusedReply): DomainError => {
  const retryAfterMs = retryAfterOf(headers, nowMs);
  const said = saidIn(text);
  const isSimulated = headers['x-switchyard-simulated'] === 'true';
  const details = { status, said, isSimulated, ...(retryAfterMs === null ? {} : { retryAfterMs }) };
  const words = textIn(said, 'message');
  if (status === 429) {
    return new DomainError('rate_limited', `${supplier} is limiting calls. ${words}`.trim(), {
      details,
      retryable: true,
    });
  }
  if (status === 401 || status === 403) {
    return new DomainError('misconfigured', `${supplier} refused the key that is stored for it. Enter a valid one.`, {
      details: { status },
    });
  }
  if (isClientStatus(status)) {
    return new DomainError(clientCodes[status], words || `${supplier} refused the request (${status}).`, { details });
  }
  const retryable = status >= 500 || status === 408 || status === 409 || status === 425;
  return new DomainError('upstream_failed', `${supplier} failed (${status}). ${words}`.trim(), { details, retryable });
};

/** A failure of ours that is about the supplier, and would read to a client as one of its own. */
const aboutSupplier = (supplier: string, failure: DomainError): DomainError => {
  const { code, message, details } = failure;
  if (code === 'too_large' && typeof details.status !== 'number') {
    return new DomainError('upstream_failed', message, { details, cause: failure });
  }
  if (code !== 'address_refused') return failure;
  // Who calls has no business with the address.
  const why = typeof details.host === 'string' ? message.replaceAll(details.host, 'its address') : message;
  return new DomainError('misconfigured', `${supplier} cannot be asked. ${why}`, {
    details: { reason: 'address_refused' },
    cause: failure,
  });
};

/** Anything thrown while a supplier was asked, as an error of ours. */
export const failureOfThrown = (supplier: string, thrown: unknown): DomainError => {
  if (isDomainError(thrown)) return aboutSupplier(supplier, thrown);
  return new DomainError('upstream_failed', `The connection to ${supplier} failed or was cut.`, {
    retryable: true,
    cause: thrown,
  });
};

/** A failure that a supplier told of in an answer that had begun: nothing is billed for it. */
export const supplierFailure = (message: string): DomainError =>
  new DomainError('upstream_failed', message || 'The supplier failed.', {
    details: { reason: 'supplier_error' },
    retryable: true,
  });
