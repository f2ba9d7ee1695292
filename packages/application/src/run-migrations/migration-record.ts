import { createHash } from 'node:crypto';
import type { Tx } from '@switchyard/db';
import { DomainError, type OrganisationId, type VersionId, type WorkflowId } from '@switchyard/domain';
import { z } from 'zod';
import { nodeMappingSchema, outcomes, runFilterSchema, verdicts } from './terms.ts';

/*
 * Life of a migration
 *   planning → planned    every run has been looked at; nothing has been changed
 *   planned  → applying   somebody has agreed to what was found, by its digest
 *   applying → done       each run has its outcome
 */
export const migrationStatusSchema = z.enum(['planning', 'planned', 'applying', 'done']);
type MigrationStatus = z.infer<typeof migrationStatusSchema>;

export interface MigrationRecord {
  readonly id: string;
  readonly workflowId: WorkflowId;
  readonly workflowSlug: string;
  readonly workflowName: string;
  readonly fromNumber: number | null;
  readonly toVersionId: VersionId;
  readonly toNumber: number;
  readonly mapping: z.infer<typeof nodeMappingSchema>;
  readonly filter: z.infer<typeof runFilterSchema>;
  readonly status: MigrationStatus;
  readonly digest: string;
  readonly cursor: string | null;
  readonly createdByLabel: string;
  readonly createdAt: Date;
  readonly begunAt: Date | null;
  readonly finishedAt: Date | null;
}

export const migrationColumns = `
  m.id, m.workflow_id AS "workflowId", w.slug AS "workflowSlug", w.name AS "workflowName", m.from_number AS "fromNumber",
  m.to_version_id AS "toVersionId", m.to_number AS "toNumber", m.mapping, m.filter, m.status, m.digest, m.cursor,
  m.created_by_label AS "createdByLabel", m.created_at AS "createdAt", m.begun_at AS "begunAt", m.finished_at AS "finishedAt"`;

export const toMigration = (row: MigrationRecord): MigrationRecord => ({
  ...row,
  mapping: nodeMappingSchema.parse(row.mapping),
  filter: runFilterSchema.parse(row.filter),
});

/** @throws DomainError not_found for an unknown migration or another tenant's */
export const getMigrationRecord = async (
  tx: Tx,
  organisationId: OrganisationId,
  id: string,
  lock: '' | 'FOR UPDATE OF m' = '',
): Promise<MigrationRecord> => {
  const [row] = await tx.query<MigrationRecord>(
    `SELECT ${migrationColumns} FROM run_migration m JOIN workflow w ON w.id = m.workflow_id
     WHERE m.organisation_id = $1 AND m.id = $2 ${lock}`,
    [organisationId, id],
  );
  if (row) return toMigration(row);
  throw new DomainError('not_found', 'This migration of runs does not exist. Plan it again.');
};

const countsOf = <Key extends string>(keys: readonly Key[]) =>
  z.object(Object.fromEntries(keys.map((key) => [key, z.int()])) as Record<Key, z.ZodInt>);

export const migrationViewSchema = z.object({
  id: z.uuid(),
  workflowSlug: z.string(),
  workflowName: z.string(),
  fromVersion: z.int().nullable(),
  toVersion: z.int(),
  mapping: nodeMappingSchema,
  filter: runFilterSchema,
  status: migrationStatusSchema,
  /** What applying it has to name. */
  digest: z.string(),
  /** Runs by what was found. */
  verdicts: countsOf(verdicts),
  /** Runs by what became of them. */
  outcomes: countsOf(outcomes),
  /** Runs in all, and those that are still to come. */
  total: z.int(),
  left: z.int(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  begunAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
});
export type MigrationView = z.infer<typeof migrationViewSchema>;

interface CountRow {
  readonly migration_id: string;
  readonly verdict: (typeof verdicts)[number];
  readonly outcome: (typeof outcomes)[number] | null;
  readonly count: number;
}

const sum = (rows: readonly CountRow[]): number => rows.reduce((total, { count }) => total + count, 0);

const tally = <Key extends string>(
  keys: readonly Key[],
  rows: readonly CountRow[],
  keyOf: (row: CountRow) => string | null,
) => Object.fromEntries(keys.map((key) => [key, sum(rows.filter((row) => keyOf(row) === key))])) as Record<Key, number>;

/** The migrations with how far they are. */
export const viewMigrations = async (
  tx: Tx,
  organisationId: OrganisationId,
  migrations: readonly MigrationRecord[],
): Promise<MigrationView[]> => {
  const counts = await tx.query<CountRow>(
    `SELECT migration_id, verdict, outcome, count(*)::int AS count FROM run_migration_run
     WHERE organisation_id = $1 AND migration_id = ANY($2::uuid[]) GROUP BY 1, 2, 3`,
    [organisationId, migrations.map(({ id }) => id)],
  );
  return migrations.map((migration) => {
    const rows = counts.filter(({ migration_id }) => migration_id === migration.id);
    return {
      id: migration.id,
      workflowSlug: migration.workflowSlug,
      workflowName: migration.workflowName,
      fromVersion: migration.fromNumber,
      toVersion: migration.toNumber,
      mapping: migration.mapping,
      filter: migration.filter,
      status: migration.status,
      digest: migration.digest,
      verdicts: tally(verdicts, rows, ({ verdict }) => verdict),
      outcomes: tally(outcomes, rows, ({ outcome }) => outcome),
      total: sum(rows),
      left: sum(rows.filter(({ outcome }) => outcome === null)),
      createdBy: migration.createdByLabel,
      createdAt: migration.createdAt.toISOString(),
      begunAt: migration.begunAt?.toISOString() ?? null,
      finishedAt: migration.finishedAt?.toISOString() ?? null,
    };
  });
};

/** The digest of everything before with one thing more. */
export const chainDigest = (before: string, more: unknown): string =>
  createHash('sha256').update(before).update('\n').update(JSON.stringify(more)).digest('hex');
