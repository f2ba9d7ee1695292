import {
  DomainError,
  digitsAsText,
  isDomainError,
  type JsonObject,
  type JsonValue,
  parseExactly,
} from '@switchyard/domain';
import { decompress } from './decompress.ts';
import { refuseAddress } from './guarded-agent.ts';
import type { GuardedCall, GuardedReply, GuardedRequest } from './guarded-request.ts';
import { followRedirect, isRedirect, parseUrl, type RedirectableCall } from './redirect.ts';

export interface HttpRequest {
  readonly method: Exclude<GuardedCall['method'], 'HEAD'>;
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

const toDomainError = (thrown: unknown, host: string, isOverdue: boolean, given: AbortSignal | undefined): unknown => {
  if (isDomainError(thrown)) return thrown;
  if (given?.aborted) return given.reason;
  const codes = codesOf(thrown);
  const details: JsonObject = { host, mayHaveArrived: !codes.some((code) => beforeSending.has(code)) };
  const options = { details, retryable: true, cause: thrown };
  if (isOverdue) return new DomainError('upstream_timeout', `${host} did not answer in time.`, options);
  const code = codes.at(-1);
  return new DomainError('upstream_failed', `${host} could not be reached${code ? ` (${code})` : ''}.`, options);
};

const tooLarge = (host: string, bytesMax: number): DomainError =>
  new DomainError('too_large', `The reply of ${host} is larger than ${bytesMax} bytes.`);

const readBytes = async (body: AsyncIterable<Buffer>, bytesMax: number, host: string): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw tooLarge(host, bytesMax);
    chunks.push(chunk);
  }
  const [only] = chunks;
  return only && chunks.length === 1 ? only : Buffer.concat(chunks, bytes);
};

const utf8 = new TextDecoder();

const readText = async ({ headers, body }: GuardedReply, bytesMax: number, host: string): Promise<string> => {
  const bytes = await readBytes(body, bytesMax, host);
  if (bytes.length === 0) return '';
  const plain = await decompress(bytes, headerIn(headers, 'content-encoding') ?? '', bytesMax);
  if (plain === null) throw tooLarge(host, bytesMax);
  return utf8.decode(plain);
};

const parseBody = (text: string, contentType: string): JsonValue => {
  if (text === '') return null;
  if (!/[/+]json\b/i.test(contentType)) return text;
  try {
    return parseExactly(text, digitsAsText);
  } catch {
    return text;
  }
};

const joined = (value: string | string[]): string => (typeof value === 'string' ? value : value.join(', '));

const headerIn = (headers: GuardedReply['headers'], name: string): string | null => {
  const value = headers[name];
  return value === undefined ? null : joined(value);
};

const shownHeaders = (headers: GuardedReply['headers']): Record<string, string> => {
  const shown: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !hiddenHeaders.has(name)) shown[name] = joined(value);
  }
  return shown;
};

type Call = RedirectableCall<string>;

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'] as const;

const ownHeaders = {
  accept: 'application/json, text/*;q=0.5',
  'accept-encoding': 'gzip, br',
  'user-agent': 'switchyard',
} as const;

const callOf = ({ method, url, headers: given = {}, body, idempotencyKey }: HttpRequest): Call => {
  const headers = new Headers(ownHeaders);
  for (const [name, value] of Object.entries(given)) headers.set(name, value);
  if (body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
  if (idempotencyKey !== undefined) headers.set('idempotency-key', idempotencyKey);
  return { url: parseUrl(url), method, headers, body: body === undefined ? null : JSON.stringify(body) };
};

const redirectsMax = 5;

/** Sends a call, and again to wherever its replies redirect. */
const sendOn = async (request: GuardedRequest, first: Call, signal: AbortSignal): Promise<GuardedReply> => {
  let call = first;
  for (let redirects = 0; ; redirects += 1) {
    const { url, headers, body } = call;
    const method = methods.find((each) => each === call.method) ?? 'GET';
    const limits = { signal, headMsMax: 0, idleMsMax: 0, givesRedirects: true };
    const reply = await request({ method, url: url.href, headers: Object.fromEntries(headers), body, ...limits });
    const location = headerIn(reply.headers, 'location');
    if (!isRedirect(reply.status) || location === null) return reply;
    await reply.body[Symbol.asyncIterator]().return?.();
    if (redirects >= redirectsMax) throw refuseAddress(url.host, `it redirects more than ${redirectsMax} times`);
    call = followRedirect(call, reply.status, location);
  }
};

/** Aborted when time runs out or `given` is. By hand: signals made of signals cost more than the call itself. */
const startDeadline = (timeoutMs: number, given: AbortSignal | undefined) => {
  const controller = new AbortController();
  let isOverdue = false;
  const timer = setTimeout(() => {
    isOverdue = true;
    controller.abort(new Error('Time is over.'));
  }, timeoutMs);
  const leave = () => controller.abort(given?.reason);
  if (given?.aborted) leave();
  given?.addEventListener('abort', leave, { once: true });
  return {
    signal: controller.signal,
    isOverdue: () => isOverdue,
    stop: () => {
      clearTimeout(timer);
      given?.removeEventListener('abort', leave);
    },
  };
};

/**
 * One HTTP call through the guarded client, with JSON in and out; redirects are followed as far as that is safe. Any status is a
 * reply; only a call without one throws: DomainError `upstream_timeout`, `upstream_failed` (details.mayHaveArrived says whether
 * the endpoint may have acted), `too_large`, `address_refused`; the reason of `signal` when the caller aborts.
 */
export const httpRequest = async (guardedRequest: GuardedRequest, request: HttpRequest): Promise<HttpReply> => {
  const { url, timeoutMs, bytesMax = 2_000_000, signal } = request;
  const host = URL.canParse(url) ? new URL(url).host : url.slice(0, 200);
  const deadline = startDeadline(timeoutMs, signal);
  try {
    const reply = await sendOn(guardedRequest, callOf(request), deadline.signal);
    const text = await readText(reply, bytesMax, host);
    return {
      status: reply.status,
      isSuccess: reply.status >= 200 && reply.status < 300,
      headers: shownHeaders(reply.headers),
      body: parseBody(text, headerIn(reply.headers, 'content-type') ?? ''),
      retryAfterMs: parseRetryAfter(headerIn(reply.headers, 'retry-after'), Date.now()),
    };
  } catch (thrown) {
    throw toDomainError(thrown, host, deadline.isOverdue(), signal);
  } finally {
    deadline.stop();
  }
};
