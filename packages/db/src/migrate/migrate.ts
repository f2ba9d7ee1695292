import { DomainError, isDomainError } from '@switchyard/domain';
import type pg from 'pg';
import { ensureAppRole } from './app-role.ts';
import { connectToMigrate } from './connect-to-migrate.ts';
import { type Migration, readMigrations } from './migration-files.ts';
import { findPending } from './migration-history.ts';
import { applyMigrations } from './schema-engine.ts';

export interface MigrateOptions {
  readonly url: string;
  /** Default: those of this checkout. */
  readonly migrations?: readonly Migration[];
  /** How long to wait for another process that migrates. */
  readonly lockTimeoutMs?: number;
}

export interface MigrateResult {
  /** Names in order; empty when the database was up to date. */
  readonly applied: readonly string[];
}

/** Any number, as long as nobody else takes it: the first bytes of SHA-256("switchyard migrations"). */
const lockKey = '5862339147021774';

const takeLock = async (client: pg.Client, timeoutMs: number): Promise<void> => {
  await client.query(`SET lock_timeout = ${Math.round(timeoutMs)}`);
  try {
    await client.query(`SELECT pg_advisory_lock(${lockKey})`);
  } catch (cause) {
    throw new DomainError(
      'unavailable',
      `Another process has been migrating this database for ${Math.round(timeoutMs / 1000)} s. Wait for it, or end it, then start again.`,
      {
        retryable: true,
        cause,
      },
    );
  }
};

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

const apply = async (url: string, migrations: readonly Migration[]): Promise<readonly string[]> => {
  try {
    return await applyMigrations(url, migrations);
  } catch (cause) {
    if (isDomainError(cause)) throw cause;
    throw new DomainError(
      'misconfigured',
      `A migration failed, and its changes were rolled back: ${messageOf(cause)}`,
      { cause },
    );
  }
};

/**
 * Brings the database to this version's schema. Any number of processes may call this at once: an advisory lock lets one work
 * while the others wait and then find nothing to do. Throws `misconfigured` or `unavailable`, each saying what to do.
 */
export const migrate = async (options: MigrateOptions): Promise<MigrateResult> => {
  const migrations = options.migrations ?? readMigrations();
  const client = await connectToMigrate(options.url);
  try {
    await takeLock(client, options.lockTimeoutMs ?? 300_000);
    const pending = await findPending(client, migrations);
    const applied = pending.length === 0 ? [] : await apply(options.url, migrations);
    await ensureAppRole(client);
    return { applied };
  } finally {
    // Ending the session frees the lock, also when we failed.
    await client.end();
  }
};
