import { DomainError, isDomainError, type JsonObject, type JsonValue } from '@switchyard/domain';
import type { GuardedFetch } from './guarded-fetch.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; absent means no body. */
  readonly body?: JsonValue;
  /** Sent as `Idempotency-Key`, so that the endpoint can recognise a repeat. */
  readonly idempotencyKey?: string;
  readonly timeoutMs: number;
  /** Default 2 MB. */
  readonly bytesMax?: number;
  readonly signal?: AbortSignal;
}

export interface HttpReply {
  readonly status: number;
  readonly isSuccess: boolean;
  /** Lower-case names; cookies and other credentials are left out. */
  readonly headers: Record<string, string>;
  /** Parsed where the reply is JSON, else its text; null when empty. */
  readonly body: JsonValue;
  /** From Retry-After, seconds or date; null without. */
  readonly retryAfterMs: number | null;
}

const hiddenHeaders = new Set(['set-cookie', 'set-cookie2', 'authorization', 'proxy-authenticate', 'www-authenticate']);
/** The connection never stood, so the endpoint cannot have seen the request. */
const beforeSending = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Retry-After (RFC 9110 §10.2.3) in milliseconds, at most a day; null when absent or unreadable. */
export const parseRetryAfter = (value: string | null, nowMs: number): number | null => {
  if (value === null || value.trim() === '') return null;
  const seconds = Number(value);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - nowMs;
  return Number.isFinite(ms) ? Math.min(86_400_000, Math.max(0, Math.round(ms))) : null;
};

const codesOf = (thrown: unknown): string[] => {
  const codes: string[] = [];
  for (let each = thrown; each instanceof Error; each = each.cause) {
    if ('code' in each && typeof each.code === 'string') codes.push(each.code);
  }
  return codes;
};

const toDomainError = (
  thrown: unknown,
  host: string,
  deadline: AbortSignal,
  given: AbortSignal | undefined,
): unknown => {
  if (isDomainError(thrown)) return thrown;
  if (given?.aborted) return given.reason;
  const codes = codesOf(thrown);
  const details: JsonObject = { host, mayHaveArrived: !codes.some((code) => beforeSending.has(code)) };
  const options = { details, retryable: true, cause: thrown };
  if (deadline.aborted) return new DomainError('upstream_timeout', `${host} did not answer in time.`, options);
  const code = codes.at(-1);
  return new DomainError('upstream_failed', `${host} could not be reached${code ? ` (${code})` : ''}.`, options);
};

const readText = async (response: Response, bytesMax: number, host: string): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw new DomainError('too_large', `The reply of ${host} is larger than ${bytesMax} bytes.`);
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
};

const parseBody = (text: string, contentType: string): JsonValue => {
  if (text === '') return null;
  if (!/[/+]json\b/i.test(contentType)) return text;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
};

/**
 * One HTTP call through the guarded fetch, with JSON in and out. Any status is a reply; only a call without one throws:
 * DomainError `upstream_timeout`, `upstream_failed` (details.mayHaveArrived says whether the endpoint may have acted),
 * `too_large`, `address_refused`; the reason of `signal` when the caller aborts.
 */
export const httpRequest = async (guardedFetch: GuardedFetch, request: HttpRequest): Promise<HttpReply> => {
  const { method, url, body, idempotencyKey, timeoutMs, bytesMax = 2_000_000, signal } = request;
  const host = URL.canParse(url) ? new URL(url).host : url.slice(0, 200);
  const deadline = AbortSignal.timeout(timeoutMs);
  const headers = new Headers({ accept: 'application/json, text/*;q=0.5', ...request.headers });
  if (body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
  if (idempotencyKey !== undefined) headers.set('idempotency-key', idempotencyKey);
  try {
    const response = await guardedFetch(url, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    });
    const text = await readText(response, bytesMax, host);
    return {
      status: response.status,
      isSuccess: response.ok,
      headers: Object.fromEntries([...response.headers].filter(([name]) => !hiddenHeaders.has(name))),
      body: parseBody(text, response.headers.get('content-type') ?? ''),
      retryAfterMs: parseRetryAfter(response.headers.get('retry-after'), Date.now()),
    };
  } catch (thrown) {
    throw toDomainError(thrown, host, deadline, signal);
  }
};
