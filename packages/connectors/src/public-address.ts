import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * Ranges that are not the public internet, from the IANA special-purpose registries (RFC 6890 and successors).
 * Tunnel ranges that carry an IPv4 address inside (6to4, Teredo, NAT64) are refused as a whole.
 */
const ipv4Ranges: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

const ipv6Ranges: readonly (readonly [string, number])[] = [
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

const blockedIpv4 = new BlockList();
for (const [address, prefix] of ipv4Ranges) blockedIpv4.addSubnet(address, prefix, 'ipv4');
const blockedIpv6 = new BlockList();
for (const [address, prefix] of ipv6Ranges) blockedIpv6.addSubnet(address, prefix, 'ipv6');
/** Unspecified, loopback, IPv4-compatible and IPv4-mapped all start with 80 zero bits. */
blockedIpv6.addSubnet('::', 80, 'ipv6');

/**
 * True when `address` (a literal, without brackets) is on the public internet. An IPv4-mapped IPv6 address is never:
 * a resolver has no honest reason to answer one.
 */
export const isPublicAddress = (address: string): boolean => {
  const [bare = ''] = address.split('%');
  if (isIPv4(bare)) return !blockedIpv4.check(bare, 'ipv4');
  return isIPv6(bare) && !blockedIpv6.check(bare, 'ipv6');
};
