import { DomainError, isDomainError } from '@switchyard/domain';
import { createGuardedAgent, type ResolveHost, refuseAddress } from './guarded-agent.ts';
import { exchange } from './lean-exchange.ts';
import { parseUrl } from './redirect.ts';

export interface GuardedCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string | null;
  readonly signal: AbortSignal;
  /** Longest wait for the head of the reply, and between two pieces of its body. Milliseconds; 0 leaves that to `signal`. */
  readonly headMsMax: number;
  readonly idleMsMax: number;
  /** Redirects are given to the caller, who follows them or not, instead of refused. */
  readonly givesRedirects?: boolean;
}

export interface GuardedReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Pieces as they arrive. Leaving it before its end closes the connection. */
  readonly body: AsyncIterable<Buffer>;
}

export type GuardedRequest = (call: GuardedCall) => Promise<GuardedReply>;

export interface GuardedRequestOptions {
  /** `host:port` entries that may be private, such as 127.0.0.1:3002. */
  readonly allowedHosts?: readonly string[];
  readonly connectTimeoutMs?: number;
  readonly resolveHost?: ResolveHost;
}

interface Place {
  readonly host: string;
  readonly origin: string;
  readonly path: string;
}

/** Thousands of calls go to the same few addresses: taken apart once. */
const places = new Map<string, Place>();
const placesMax = 500;

const placeOf = (text: string): Place => {
  const known = places.get(text);
  if (known) return known;
  const { host, origin, pathname, search } = parseUrl(text);
  const place = { host, origin, path: `${pathname}${search}` };
  if (places.size >= placesMax) places.clear();
  places.set(text, place);
  return place;
};

const domainCauseOf = (thrown: unknown): DomainError | null => {
  for (let each = thrown; each instanceof Error; each = each.cause) {
    if (isDomainError(each)) return each;
    const inner =
      each instanceof AggregateError ? each.errors.map(domainCauseOf).find((found) => found !== null) : null;
    if (inner) return inner;
  }
  return null;
};

/**
 * The lean form of the guarded fetch, for calls by the thousand: the same check of the address a connection really goes to,
 * connections kept open, no redirects unless they are asked for, and the body as it arrives. The caller bounds size and time.
 * Throws DomainError `address_refused` also for a redirect, `upstream_timeout`; network failures and aborts as undici does.
 */
export const createGuardedRequest = (options: GuardedRequestOptions = {}): GuardedRequest => {
  const { allowedHosts = [], connectTimeoutMs = 10_000, resolveHost } = options;
  const agent = createGuardedAgent({ allowedHosts, connectTimeoutMs, resolveHost });
  return async ({ method, url, headers, body, signal, headMsMax, idleMsMax, givesRedirects }) => {
    const { host, origin, path } = placeOf(url);
    try {
      const request = {
        origin,
        path,
        method,
        headers,
        body,
        signal,
        headersTimeout: headMsMax,
        bodyTimeout: idleMsMax,
      };
      const reply = await exchange(agent, request);
      if (givesRedirects || reply.status < 300 || reply.status >= 400) return reply;
      void reply.body.return?.();
      throw refuseAddress(host, 'it redirects elsewhere; register the address it redirects to, if that is right');
    } catch (thrown) {
      throw domainCauseOf(thrown) ?? asTimeout(thrown, host) ?? thrown;
    }
  };
};

const timeoutCodes = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT']);

const asTimeout = (thrown: unknown, host: string): DomainError | null => {
  if (!(thrown instanceof Error) || !('code' in thrown) || !timeoutCodes.has(String(thrown.code))) return null;
  return new DomainError('upstream_timeout', `${host} did not answer in time.`, { retryable: true, cause: thrown });
};
