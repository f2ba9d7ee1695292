import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { DomainError } from '@switchyard/domain';
import { Agent, buildConnector } from 'undici';
import { isPublicAddress } from './public-address.ts';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}
export type ResolveHost = (hostname: string) => Promise<readonly ResolvedAddress[]>;

export interface GuardedAgentOptions {
  /** `host:port` entries that may be private: the simulator, configured internal hosts. Compared as written in the URL. */
  readonly allowedHosts: readonly string[];
  readonly connectTimeoutMs: number;
  /** Injected in tests; the system's resolver otherwise. */
  readonly resolveHost?: ResolveHost | undefined;
}

export const refuseAddress = (host: string, why: string): DomainError =>
  new DomainError('address_refused', `Switchyard does not call ${host}: ${why}.`, { details: { host } });

const resolveWithSystem: ResolveHost = (hostname) => systemLookup(hostname, { all: true, verbatim: true });

/** The addresses of `hostname`; one that is not public refuses them all, because a mixed answer is an attack. */
const lookupGuarded =
  (resolveHost: ResolveHost): LookupFunction =>
  (hostname, options, callback) => {
    resolveHost(hostname).then(
      (addresses) => {
        const refused = addresses.find(({ address }) => !isPublicAddress(address));
        const [first] = addresses;
        if (refused)
          return callback(refuseAddress(hostname, `it resolves to ${refused.address}, which is not public`), '');
        if (!first) return callback(refuseAddress(hostname, 'it has no address'), '');
        if (options.all) return callback(null, [...addresses]);
        return callback(null, first.address, first.family);
      },
      (failure: NodeJS.ErrnoException) => callback(failure, ''),
    );
  };

/**
 * An undici agent that checks the address a connection really goes to, at the moment it connects: what the name
 * resolved to a moment earlier does not count (DNS rebinding). Literals do not pass the resolver, so they are checked
 * apart. `new URL` has already turned decimal, octal and hexadecimal forms into dotted ones.
 */
export const createGuardedAgent = (options: GuardedAgentOptions): Agent => {
  const { allowedHosts, connectTimeoutMs, resolveHost = resolveWithSystem } = options;
  const allowed = new Set(allowedHosts.map((each) => each.toLowerCase()));
  const connectOptions = { timeout: connectTimeoutMs, allowH2: false };
  const connectFreely = buildConnector(connectOptions);
  const connectGuarded = buildConnector({ ...connectOptions, lookup: lookupGuarded(resolveHost) });
  return new Agent({
    connect: (target, callback) => {
      const host = target.hostname.replace(/^\[|\]$/g, '').toLowerCase();
      const port = target.port === '' ? (target.protocol === 'https:' ? '443' : '80') : target.port;
      const written = isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
      if (allowed.has(written)) return connectFreely(target, callback);
      if (isIP(host) !== 0 && !isPublicAddress(host)) {
        return callback(refuseAddress(host, 'its address is not public'), null);
      }
      return connectGuarded(target, callback);
    },
  });
};
