import { DomainError } from '@switchyard/domain';
import type pg from 'pg';
import type { Migration } from './migration-files.ts';

interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
  readonly finished: boolean;
}

const readApplied = async (client: pg.Client): Promise<AppliedMigration[]> => {
  const { rows: found } = await client.query<{ present: boolean }>(
    "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS present",
  );
  if (found[0]?.present !== true) return [];
  const { rows } = await client.query<AppliedMigration>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows;
};

const assertKnown = (applied: readonly AppliedMigration[], known: ReadonlyMap<string, Migration>): void => {
  const unknown = applied.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  if (unknown.length === 0) return;
  throw new DomainError(
    'misconfigured',
    `The database is newer than this version of Switchyard: it has ${unknown.join(', ')}, which this version does not know. Update Switchyard, or restore the backup that belongs to this version.`,
    { details: { unknown } },
  );
};

const assertUnedited = (applied: readonly AppliedMigration[], known: ReadonlyMap<string, Migration>): void => {
  const edited = applied.filter(({ name, checksum }) => known.get(name)?.checksum !== checksum).map(({ name }) => name);
  if (edited.length === 0) return;
  throw new DomainError(
    'misconfigured',
    `The file of an applied migration was changed: ${edited.join(', ')}. Restore prisma/migrations/${edited[0]}/migration.sql as it was released, and put the change into a new migration (pnpm db:diff NAME).`,
    { details: { edited } },
  );
};

const assertFinished = (applied: readonly AppliedMigration[]): void => {
  const failed = applied.filter(({ finished }) => !finished).map(({ name }) => name);
  if (failed.length === 0) return;
  throw new DomainError(
    'misconfigured',
    `The migration ${failed.join(', ')} failed earlier and its changes were rolled back. Mend what its log names, then delete its row: DELETE FROM _prisma_migrations WHERE migration_name = '${failed[0]}' AND finished_at IS NULL. Then start again.`,
    { details: { failed } },
  );
};

/**
 * The migrations the database still lacks. Throws `misconfigured` when the database is ahead of this code, when an applied
 * file was edited, or when an earlier migration failed: each of these would make going on unsafe.
 */
export const findPending = async (client: pg.Client, migrations: readonly Migration[]): Promise<Migration[]> => {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  const applied = await readApplied(client);
  assertKnown(applied, known);
  assertFinished(applied);
  assertUnedited(applied, known);
  const names = new Set(applied.map(({ name }) => name));
  return migrations.filter(({ name }) => !names.has(name));
};
