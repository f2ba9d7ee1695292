import type { Tx } from '@switchyard/db';
import { type Actor, DomainError, type OrganisationId, type RunId } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { migrateRun } from './migrate-run.ts';
import { getMigrationRecord, type MigrationRecord, type MigrationView, viewMigrations } from './migration-record.ts';

export const applyRunMigrationInput = z.object({
  migrationId: z.uuid(),
  /** Of the plan: what is applied is what was seen. */
  digest: z.string().length(64),
  /** Runs that were busy, or failed to move, are tried once more. */
  isRetry: z.boolean().default(false),
  /** Runs moved in this call. */
  max: z.int().min(1).max(200).default(50),
});

/**
 * Moves the next runs of a plan, each in a transaction of its own under the run's lock, planned anew from where it is now. Called
 * until `left` is 0; may be left and taken up again by anybody who may, also by several at once: a run is moved once. A run that
 * would lose more than the plan showed is skipped and says why. Throws `conflict` for another digest or an unfinished plan.
 */
export const applyRunMigration = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof applyRunMigrationInput>,
): Promise<MigrationView> => {
  authorise(actor, 'workflows.publish');
  const input = applyRunMigrationInput.parse(raw);
  const migration = await inTransaction(app, tenant(actor), (tx) => begin(app, tx, actor, input));
  const next = await inTransaction(app, tenant(actor), (tx) =>
    listNext(tx, actor.organisationId, migration, input.max),
  );
  for (const runId of next) await migrateRun(app, actor, migration, runId);
  return inTransaction(app, tenant(actor), (tx) => conclude(app, tx, actor, migration));
};

type Input = z.output<typeof applyRunMigrationInput>;

const begin = async (app: App, tx: Tx, actor: Actor, input: Input): Promise<MigrationRecord> => {
  const migration = await getMigrationRecord(tx, actor.organisationId, input.migrationId, 'FOR UPDATE OF m');
  if (migration.status === 'planning')
    throw new DomainError('conflict', 'The plan has not looked at every run yet. Go on with it before applying it.');
  if (migration.digest !== input.digest)
    throw new DomainError('conflict', 'This is not the plan you have seen. Look at it again before applying it.');
  if (migration.status === 'planned') await agree(app, tx, actor, migration);
  if (input.isRetry) await tryAgain(tx, migration);
  return migration;
};

/** From here on the plan is carried out. Runs that it says cannot be moved have their outcome at once. */
const agree = async (app: App, tx: Tx, actor: Actor, migration: MigrationRecord): Promise<void> => {
  await tx.execute(`UPDATE run_migration SET status = 'applying', begun_at = $2 WHERE id = $1`, [
    migration.id,
    app.now(),
  ]);
  await tx.execute(
    `UPDATE run_migration_run SET outcome = 'skipped', outcome_reason = report->'problems'->>0, done_at = $2
     WHERE migration_id = $1 AND verdict = 'impossible'`,
    [migration.id, app.now()],
  );
  const [counted] = await tx.query<{ runs: number }>(
    'SELECT count(*)::int AS runs FROM run_migration_run WHERE migration_id = $1',
    [migration.id],
  );
  const moves = Object.entries(migration.mapping).map(([nodeId, move]): [string, string] => {
    if (move === null) return [nodeId, 'stays'];
    return [nodeId, 'to' in move ? move.to : `continue at ${move.continueAt}`];
  });
  await appendAudit(tx, actor, app.now(), {
    type: 'workflow.migration-begun',
    target: { id: migration.workflowId, label: migration.workflowName },
    payload: {
      migrationId: migration.id,
      fromVersion: migration.fromNumber,
      toVersion: migration.toNumber,
      runs: counted?.runs ?? 0,
      digest: migration.digest,
      mapping: Object.fromEntries(moves),
    },
  });
};

const tryAgain = async (tx: Tx, { id }: MigrationRecord): Promise<void> => {
  const again = await tx.execute(
    `UPDATE run_migration_run SET outcome = NULL, outcome_reason = NULL, done_at = NULL, tries = 0
     WHERE migration_id = $1 AND outcome IN ('busy', 'failed')`,
    [id],
  );
  if (again > 0)
    await tx.execute(`UPDATE run_migration SET status = 'applying', finished_at = NULL WHERE id = $1`, [id]);
};

/** Runs found busy come last. */
const listNext = async (
  tx: Tx,
  organisationId: OrganisationId,
  { id }: MigrationRecord,
  max: number,
): Promise<RunId[]> => {
  const rows = await tx.query<{ run_id: RunId }>(
    `SELECT run_id FROM run_migration_run WHERE organisation_id = $1 AND migration_id = $2 AND outcome IS NULL
     ORDER BY tries, run_id LIMIT $3`,
    [organisationId, id, max],
  );
  return rows.map(({ run_id }) => run_id);
};

/** Whoever moves the last run says so in the record; nobody else does. */
const conclude = async (app: App, tx: Tx, actor: Actor, { id }: MigrationRecord): Promise<MigrationView> => {
  const { organisationId } = actor;
  const ended = await tx.execute(
    `UPDATE run_migration m SET status = 'done', finished_at = $2 WHERE id = $1 AND status = 'applying'
       AND NOT EXISTS (SELECT 1 FROM run_migration_run r WHERE r.migration_id = m.id AND r.outcome IS NULL)`,
    [id, app.now()],
  );
  const migration = await getMigrationRecord(tx, organisationId, id);
  const [view] = await viewMigrations(tx, organisationId, [migration]);
  if (!view) throw new DomainError('not_found', 'This migration of runs does not exist. Plan it again.');
  if (ended === 0) return view;
  await appendAudit(tx, actor, app.now(), {
    type: 'workflow.migration-ended',
    target: { id: migration.workflowId, label: migration.workflowName },
    payload: {
      migrationId: id,
      fromVersion: migration.fromNumber,
      toVersion: migration.toNumber,
      moved: view.outcomes.moved,
      notMoved: view.total - view.outcomes.moved,
    },
  });
  return view;
};
