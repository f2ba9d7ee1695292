import { refuseAddress } from './guarded-agent.ts';

/** A call that may be sent on to where a redirect points. */
export interface RedirectableCall<Body> {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Body | null;
}

const redirectStatuses = new Set([301, 302, 303, 307, 308]);
/** All that goes along to another origin: no key, cookie or custom header does. */
const headersAcrossOrigins = new Set(['accept', 'accept-language', 'content-type', 'user-agent']);

export const isRedirect = (status: number): boolean => redirectStatuses.has(status);

/** Throws `address_refused` for anything but http and https without credentials. */
const requireHttp = (url: URL): URL => {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw refuseAddress(url.protocol, 'only http and https are allowed');
  }
  if (url.username !== '' || url.password !== '') {
    throw refuseAddress(url.host, 'a password in an address is not sent; use a stored secret');
  }
  return url;
};

/** Throws `address_refused` for what is no address, or not one that is called. */
export const parseUrl = (text: string, base?: string): URL => {
  if (!URL.canParse(text, base)) throw refuseAddress(text.slice(0, 200), 'it is not a valid address');
  return requireHttp(new URL(text, base));
};

const requireNoDowngrade = (from: URL, to: URL): void => {
  if (from.protocol !== 'https:' || to.protocol === 'https:') return;
  throw refuseAddress(to.host, 'it was reached by a redirect from https to http');
};

/** The call that follows a redirect. Data never follows to another origin, nor from https to http. */
export const followRedirect = <Body>(
  call: RedirectableCall<Body>,
  status: number,
  location: string,
): RedirectableCall<Body> => {
  const url = parseUrl(location, call.url.href);
  requireNoDowngrade(call.url, url);
  const isSameOrigin = url.origin === call.url.origin;
  const becomesGet = status === 303 || ((status === 301 || status === 302) && call.method === 'POST');
  const body = becomesGet ? null : call.body;
  if (body !== null && !isSameOrigin) {
    throw refuseAddress(url.host, `${call.url.host} redirects data there; register that address itself if it is right`);
  }
  const kept = [...call.headers].filter(([name]) => {
    const isBodyHeader = name.startsWith('content-') && body === null;
    return !isBodyHeader && (isSameOrigin || headersAcrossOrigins.has(name));
  });
  const headers = new Headers(kept);
  return { url, method: becomesGet && call.method !== 'HEAD' ? 'GET' : call.method, headers, body };
};
