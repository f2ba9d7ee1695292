import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { DomainError } from '@switchyard/domain';
import type pg from 'pg';
import { type ResolveHost, refuseAddress } from '../guarded-agent.ts';
import { isPublicAddress } from '../public-address.ts';

export interface PostgresTargetOptions {
  /** `host:port` entries that may be private. Compared as written in the connection string. */
  readonly allowedHosts: readonly string[];
  readonly resolveHost?: ResolveHost | undefined;
}

const resolveWithSystem: ResolveHost = (hostname) => systemLookup(hostname, { all: true, verbatim: true });

const malformed = (why: string): DomainError =>
  new DomainError(
    'invalid_input',
    `The connection string ${why}. It reads postgres://user:password@host:5432/database.`,
  );

/** Only plain parameters: `host`, `service` and the like would lead elsewhere than the address that was checked. */
const harmlessParameters = new Set(['sslmode', 'application_name']);

const parseConnection = (connectionString: string): URL => {
  if (!URL.canParse(connectionString)) throw malformed('is not a URL');
  const url = new URL(connectionString);
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') throw malformed('must start with postgres://');
  if (url.hostname === '') throw malformed('names no host');
  for (const parameter of url.searchParams.keys()) {
    if (!harmlessParameters.has(parameter)) throw malformed(`has the parameter ${parameter}, which is not accepted`);
  }
  return url;
};

const sslOf = (mode: string | null, servername: string): pg.ClientConfig['ssl'] => {
  if (mode === null || mode === 'disable' || mode === 'allow' || mode === 'prefer') return false;
  const name = isIP(servername) === 0 ? { servername } : {};
  return { ...name, rejectUnauthorized: mode !== 'no-verify' };
};

/**
 * Where a connection string leads, checked like every outbound call: public addresses only, unless `host:port` is
 * listed. The address that was checked is the one connected to, so that a name cannot change its mind in between.
 */
export const postgresTarget = async (
  connectionString: string,
  { allowedHosts, resolveHost = resolveWithSystem }: PostgresTargetOptions,
): Promise<pg.ClientConfig> => {
  const url = parseConnection(connectionString);
  const host = decodeURIComponent(url.hostname)
    .replace(/^\[|\]$/g, '')
    .toLowerCase();
  const port = url.port === '' ? 5432 : Number(url.port);
  const written = isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
  const isListed = allowedHosts.some((each) => each.toLowerCase() === written);
  const config = {
    port,
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    ssl: sslOf(url.searchParams.get('sslmode'), host),
  };
  if (isListed) return { ...config, host };
  const addresses = isIP(host) === 0 ? await resolve(host, resolveHost) : [host];
  const refused = addresses.find((address) => !isPublicAddress(address));
  const [address] = addresses;
  if (refused !== undefined || address === undefined) {
    throw refuseAddress(written, `${refused ?? 'it'} is not public and ${written} is not on the list of allowed hosts`);
  }
  return { ...config, host: address };
};

const resolve = async (host: string, resolveHost: ResolveHost): Promise<string[]> => {
  try {
    return (await resolveHost(host)).map(({ address }) => address);
  } catch (cause) {
    throw new DomainError('upstream_failed', `The database host ${host} has no address.`, { cause, retryable: true });
  }
};
