/**
 * Whether a request that changes something comes from our own pages. Browsers always say where a POST comes from; a request
 * that says nothing is refused too. `Sec-Fetch-Site` cannot be set by a script; `Origin` decides where it is missing.
 */
export const isSameOrigin = (headers: Headers, ownOrigin: string): boolean => {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin';
  const origin = headers.get('origin');
  if (origin === null) return false;
  const host = headers.get('host');
  return origin === ownOrigin || (host !== null && (origin === `http://${host}` || origin === `https://${host}`));
};
