import { DomainError, isDomainError } from '@switchyard/domain';
import { type Agent, type BodyInit, type Response as UndiciResponse, fetch as undiciFetch } from 'undici';
import { createGuardedAgent, type ResolveHost, refuseAddress } from './guarded-agent.ts';
import { followRedirect, isRedirect, parseUrl, type RedirectableCall } from './redirect.ts';

export interface GuardedFetchOptions {
  /** `host:port` entries that may be private, such as 127.0.0.1:3002. */
  readonly allowedHosts?: readonly string[];
  /** Longest whole exchange, body included. Default 120 s. */
  readonly timeoutMs?: number;
  readonly connectTimeoutMs?: number;
  /** Largest reply body, after decompression. Default 20 MB. */
  readonly bytesMax?: number;
  readonly redirectsMax?: number;
  readonly resolveHost?: ResolveHost;
}

export type GuardedFetch = typeof globalThis.fetch;

type Call = RedirectableCall<BodyInit>;

const callOf = (input: string | URL | Request, init: RequestInit | undefined): Call => {
  if (input instanceof Request && input.body !== null && !init?.body) {
    throw new DomainError('internal', 'Pass the body of an outbound call in its options.');
  }
  const url = parseUrl(input instanceof Request ? input.url : String(input));
  const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
  const method = (init?.method ?? (input instanceof Request ? input.method : 'GET')).toUpperCase();
  return { url, method, headers, body: (init?.body ?? null) as BodyInit | null };
};

const domainCauseOf = (thrown: unknown): DomainError | null => {
  for (let each = thrown; each instanceof Error; each = each.cause) {
    if (isDomainError(each)) return each;
    if (each instanceof AggregateError) {
      const inner = each.errors.map(domainCauseOf).find((found) => found !== null);
      if (inner) return inner;
    }
  }
  return null;
};

/** The body, read through a counter. Written by hand: the types of undici's streams and the DOM's do not mix. */
const limitBody = (response: UndiciResponse, bytesMax: number) => {
  if (response.body === null) return null;
  const reader = response.body.getReader();
  let bytes = 0;
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: async (controller) => {
      const { done, value } = await reader.read();
      if (done || !(value instanceof Uint8Array)) return controller.close();
      bytes += value.byteLength;
      if (bytes <= bytesMax) return controller.enqueue(new Uint8Array(value));
      await reader.cancel();
      throw new DomainError('too_large', `The reply is larger than ${bytesMax} bytes.`);
    },
    cancel: (reason) => reader.cancel(reason),
  });
};

const send = async (call: Call, agent: Agent, signal: AbortSignal): Promise<UndiciResponse> => {
  try {
    return await undiciFetch(call.url, {
      method: call.method,
      headers: [...call.headers],
      body: call.body,
      redirect: 'manual',
      dispatcher: agent,
      signal,
    });
  } catch (thrown) {
    throw domainCauseOf(thrown) ?? thrown;
  }
};

/**
 * A `fetch` for everything Switchyard calls outside: http and https only, address checked when connecting and again on
 * each redirect, size and time limited, credentials dropped across origins.
 * Throws DomainError `address_refused` or `too_large`; network failures and aborts as `fetch` does.
 */
export const createGuardedFetch = (options: GuardedFetchOptions = {}): GuardedFetch => {
  const { allowedHosts = [], timeoutMs = 120_000, connectTimeoutMs = 10_000, resolveHost } = options;
  const { bytesMax = 20_000_000, redirectsMax = 5 } = options;
  const agent = createGuardedAgent({ allowedHosts, connectTimeoutMs, resolveHost });
  return async (input, init) => {
    const given = init?.signal ?? (input instanceof Request ? input.signal : null);
    const limit = AbortSignal.timeout(timeoutMs);
    const signal = given ? AbortSignal.any([given, limit]) : limit;
    let call = callOf(input, init ?? undefined);
    for (let redirects = 0; ; redirects += 1) {
      const response = await send(call, agent, signal);
      const location = response.headers.get('location');
      if (!isRedirect(response.status) || location === null || init?.redirect === 'manual') {
        const { status, statusText } = response;
        const body = limitBody(response, bytesMax);
        return new Response(body, { status, statusText, headers: [...response.headers] });
      }
      await response.body?.cancel();
      if (redirects >= redirectsMax) throw refuseAddress(call.url.host, `it redirects more than ${redirectsMax} times`);
      call = followRedirect(call, response.status, location);
    }
  };
};
