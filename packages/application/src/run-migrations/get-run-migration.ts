import { type Actor, DomainError, runIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { runLabel } from '../runs/run-label.ts';
import { getMigrationRecord, migrationViewSchema, viewMigrations } from './migration-record.ts';
import { outcomeSchema, runReportSchema, verdictSchema } from './terms.ts';

export const getRunMigrationInput = z.object({
  migrationId: z.uuid(),
  verdict: verdictSchema.optional(),
  outcome: outcomeSchema.optional(),
  /** Id of the last run of the page before: oldest first. */
  cursor: runIdSchema.optional(),
  limit: z.int().min(1).max(100).default(50),
});

const runSchema = z.object({
  runId: runIdSchema,
  label: z.string(),
  fromVersion: z.int(),
  report: runReportSchema,
  outcome: outcomeSchema.nullable(),
  /** One sentence; for a run that was not moved. */
  outcomeReason: z.string().nullable(),
});

export const runMigrationSchema = migrationViewSchema.extend({
  runs: z.array(runSchema),
  nextCursor: runIdSchema.nullable(),
});
export type RunMigration = z.infer<typeof runMigrationSchema>;

type Row = Omit<z.infer<typeof runSchema>, 'label' | 'report'> & { readonly report: unknown };

/** A planned or applied migration with its runs, keyset-paged. Throws `not_found`. */
export const getRunMigration = (
  app: App,
  actor: Actor,
  raw: z.input<typeof getRunMigrationInput>,
): Promise<RunMigration> => {
  authorise(actor, 'workflows.publish');
  const { migrationId, verdict = null, outcome = null, cursor = null, limit } = getRunMigrationInput.parse(raw);
  const { organisationId } = actor;
  return inTransaction(app, tenant(actor), async (tx) => {
    const record = await getMigrationRecord(tx, organisationId, migrationId);
    const [view] = await viewMigrations(tx, organisationId, [record]);
    if (!view) throw new DomainError('not_found', 'This migration of runs does not exist. Plan it again.');
    const rows = await tx.query<Row>(
      `SELECT r.run_id AS "runId", v.number AS "fromVersion", r.report, r.outcome, r.outcome_reason AS "outcomeReason"
       FROM run_migration_run r JOIN workflow_version v ON v.id = r.from_version_id
       WHERE r.organisation_id = $1 AND r.migration_id = $2 AND ($3::text IS NULL OR r.verdict = $3)
         AND ($4::text IS NULL OR r.outcome = $4) AND ($5::uuid IS NULL OR r.run_id > $5)
       ORDER BY r.run_id LIMIT $6`,
      [organisationId, migrationId, verdict, outcome, cursor, limit + 1],
    );
    const runs = rows
      .slice(0, limit)
      .map((row) => ({ ...row, label: runLabel(row.runId), report: runReportSchema.parse(row.report) }));
    return { ...view, runs, nextCursor: rows.length > limit ? (runs.at(-1)?.runId ?? null) : null };
  });
};
