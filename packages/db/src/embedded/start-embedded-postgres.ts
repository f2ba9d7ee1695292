import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DomainError } from '@switchyard/domain/error';
import pg from 'pg';
import { ensureCluster } from './create-cluster.ts';
import { lockDirectory } from './directory-lock.ts';
import { findFreePort } from './free-port.ts';
import { type GuardedProcess, startGuardedProcess } from './guarded-process.ts';
import { findServerAccount, type ServerAccount } from './server-account.ts';
import { findServerBinaries, type ServerBinaries } from './server-binaries.ts';
import { chooseDataDirectory } from './server-directory.ts';
import { serverSettings } from './server-settings.ts';
import { clearStaleServer } from './stale-server.ts';

export interface EmbeddedPostgresOptions {
  /** Where data shall lie; see `directory` of the answer for where it does. */
  readonly directory: string;
  /** On 127.0.0.1; a free one when absent. */
  readonly port?: number;
  /** `fast` loses data in a power cut: tests only. */
  readonly durability?: 'safe' | 'fast';
}

export interface EmbeddedPostgres {
  /** Connection string of the database `switchyard`, as superuser. */
  readonly url: string;
  readonly directory: string;
  readonly port: number;
  urlOf(database: string): string;
  /** Fast shutdown with a checkpoint: nothing is lost, the next start needs no recovery. */
  stop(): Promise<void>;
}

const readyWithinMs = 120_000;
const stopWithinMs = 60_000;

const readOrCreatePassword = (file: string): string => {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const password = randomBytes(24).toString('base64url');
  writeFileSync(file, `${password}\n`, { mode: 0o600, flag: 'wx' });
  return password;
};

const launch = (
  binaries: ServerBinaries,
  data: string,
  account: ServerAccount | null,
  settings: Record<string, string>,
  log: string,
): GuardedProcess => {
  const output = openSync(log, 'w', 0o600);
  try {
    return startGuardedProcess({
      command: binaries.postgres,
      args: ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      cwd: '/',
      // NODE_ENV is here because the web app's types make it part of every environment.
      env: { LC_ALL: 'C.UTF-8', TZ: 'UTC', NODE_ENV: 'production' },
      ...(account ? { account: { uid: account.uid, gid: account.gid } } : {}),
      output,
      signalOnOrphan: 'INT',
      orphanGraceSeconds: stopWithinMs / 1000,
    });
  } finally {
    closeSync(output);
  }
};

const tryConnect = async (url: string): Promise<boolean> => {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 2000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = 'switchyard'");
    if (found.rowCount === 0) await client.query('CREATE DATABASE switchyard');
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === '28P01') {
      throw new DomainError(
        'misconfigured',
        'The embedded PostgreSQL refuses our password: the file postgres.password beside its data was changed or lost.',
        { cause: error },
      );
    }
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
};

const awaitReady = async (server: GuardedProcess, url: string, log: string): Promise<void> => {
  for (const startedAt = performance.now(); performance.now() - startedAt < readyWithinMs; ) {
    if (!server.isRunning()) break;
    if (await tryConnect(url)) return;
    await delay(30);
  }
  await server.stop('INT', stopWithinMs);
  const lines = readFileSync(log, 'utf8').trim().split('\n').slice(-8).join('\n');
  throw new DomainError('unavailable', `The embedded PostgreSQL did not start. Its log (${log}) ends:\n${lines}`);
};

/**
 * Starts PostgreSQL on a folder, creating the cluster on first use, and waits until it answers. It dies with this process.
 * Throws `misconfigured`, `conflict` (already running here) or `unavailable`, each saying what to do.
 */
export const startEmbeddedPostgres = async (options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const account = findServerAccount();
  const binaries = findServerBinaries(account);
  const directory = chooseDataDirectory(options.directory, account);
  const release = lockDirectory(join(directory, 'postgres.owner'));
  try {
    const data = join(directory, 'postgres');
    const password = readOrCreatePassword(join(directory, 'postgres.password'));
    ensureCluster({ directory, data }, binaries, account, password);
    await clearStaleServer(data);
    const port = options.port ?? (await findFreePort());
    const log = join(directory, 'postgres.log');
    const server = launch(binaries, data, account, serverSettings(port, options.durability ?? 'safe'), log);
    const urlOf = (database: string) => `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`;
    await awaitReady(server, urlOf('postgres'), log);
    return {
      url: urlOf('switchyard'),
      directory,
      port,
      urlOf,
      stop: async () => {
        await server.stop('INT', stopWithinMs);
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
};
