import { DomainError, isDomainError } from '@switchyard/domain';
import { createGuardedAgent, type ResolveHost, refuseAddress } from './guarded-agent.ts';

export interface GuardedCall {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string | null;
  readonly signal: AbortSignal;
  /** Longest wait for the head of the reply, and between two pieces of its body. Milliseconds. */
  readonly headMsMax: number;
  readonly idleMsMax: number;
}

export interface GuardedReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Pieces as they arrive. Not reading it to its end closes the connection. */
  readonly body: AsyncIterable<Buffer>;
}

export type GuardedRequest = (call: GuardedCall) => Promise<GuardedReply>;

export interface GuardedRequestOptions {
  /** `host:port` entries that may be private, such as 127.0.0.1:3002. */
  readonly allowedHosts?: readonly string[];
  readonly connectTimeoutMs?: number;
  readonly resolveHost?: ResolveHost;
}

const requireHttp = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) throw refuseAddress(text.slice(0, 200), 'it is not a valid address');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw refuseAddress(url.protocol, 'only http and https are allowed');
  }
  if (url.username !== '' || url.password !== '') {
    throw refuseAddress(url.host, 'a password in an address is not sent; use a stored secret');
  }
  return url;
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
 * connections kept open, no redirects at all, and the body as it arrives. The caller bounds size and time.
 * Throws DomainError `address_refused` also for a redirect, `upstream_timeout`; network failures and aborts as undici does.
 */
export const createGuardedRequest = (options: GuardedRequestOptions = {}): GuardedRequest => {
  const { allowedHosts = [], connectTimeoutMs = 10_000, resolveHost } = options;
  const agent = createGuardedAgent({ allowedHosts, connectTimeoutMs, resolveHost });
  return async ({ method, url: text, headers, body, signal, headMsMax, idleMsMax }) => {
    const url = requireHttp(text);
    try {
      const reply = await agent.request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method,
        headers: { ...headers },
        body,
        signal,
        headersTimeout: headMsMax,
        bodyTimeout: idleMsMax,
      });
      if (reply.statusCode < 300 || reply.statusCode >= 400) {
        return { status: reply.statusCode, headers: reply.headers, body: reply.body };
      }
      reply.body.on('error', () => undefined).destroy();
      throw refuseAddress(url.host, 'it redirects elsewhere; register the address it redirects to, if that is right');
    } catch (thrown) {
      throw domainCauseOf(thrown) ?? asTimeout(thrown, url) ?? thrown;
    }
  };
};

const timeoutCodes = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT']);

const asTimeout = (thrown: unknown, url: URL): DomainError | null => {
  if (!(thrown instanceof Error) || !('code' in thrown) || !timeoutCodes.has(String(thrown.code))) return null;
  return new DomainError('upstream_timeout', `${url.host} did not answer in time.`, { retryable: true, cause: thrown });
};
