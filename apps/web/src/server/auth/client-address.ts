/**
 * The address a request came from. Each proxy appends the address it saw, so only as many entries from the right are
 * believed as there are proxies of ours. Without a proxy Next writes the socket's address when the header is absent.
 */
export const clientAddress = (forwardedFor: string | null, proxyHops: number): string => {
  const entries = (forwardedFor ?? '').split(',').map((entry) => entry.trim());
  return entries[Math.max(0, entries.length - Math.max(1, proxyHops))] ?? '';
};
