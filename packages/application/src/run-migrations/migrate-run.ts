import type { Tx } from '@switchyard/db';
import { type Actor, isDomainError, isTerminalRunStatus, type RunId, type VersionId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { getCompiledVersion } from '../runs/compiled-version.ts';
import { lockRun, type RunRecord } from '../runs/run-record.ts';
import type { TransitionPorts } from '../runs/transition.ts';
import { carryRun } from './carry-run.ts';
import { readLiveRuns } from './live-run.ts';
import type { MigrationRecord } from './migration-record.ts';
import { planRun, worsenedBy } from './plan-run.ts';
import { type Outcome, type RunReport, runReportSchema } from './terms.ts';

/** Tries at a run that workers are busy with, before it is left for a person to try again. */
const triesMax = 5;

interface Ended {
  /** Null: it is tried again later. */
  readonly outcome: Outcome | null;
  readonly reason: string | null;
}

/** Moves one run of a migration, or says why not: one transaction. A run that has its outcome already is left alone. */
export const migrateRun = async (app: App, actor: Actor, migration: MigrationRecord, runId: RunId): Promise<void> => {
  try {
    await inTransaction(app, tenant(actor), async (tx, after) => {
      // Whoever moves a run takes this lock first, as does everything else that happens to it.
      const run = await lockRun(tx, actor.organisationId, runId);
      const row = await findRow(tx, migration, runId);
      if (!row) return;
      const ended = await move({ app, tx, after, actor }, migration, run, row);
      await record(tx, app.now(), migration, runId, ended);
    });
  } catch (thrown) {
    // What may pass is for whoever calls again; the rest is this run's own trouble and must not keep the others waiting.
    if (!isDomainError(thrown) || thrown.retryable) throw thrown;
    const reason = `It could not be moved: ${thrown.message}`;
    await inTransaction(app, tenant(actor), (tx) =>
      record(tx, app.now(), migration, runId, { outcome: 'failed', reason }),
    );
  }
};

interface Row {
  readonly from_version_id: VersionId;
  readonly tries: number;
  readonly report: RunReport;
}

const findRow = async (tx: Tx, { id }: MigrationRecord, runId: RunId): Promise<Row | undefined> => {
  const [row] = await tx.query<Row>(
    `SELECT from_version_id, tries, report FROM run_migration_run
     WHERE migration_id = $1 AND run_id = $2 AND outcome IS NULL FOR UPDATE`,
    [id, runId],
  );
  return row && { ...row, report: runReportSchema.parse(row.report) };
};

const move = async (ports: TransitionPorts, migration: MigrationRecord, run: RunRecord, row: Row): Promise<Ended> => {
  if (isTerminalRunStatus(run.status)) return { outcome: 'ended', reason: 'It has ended before it was moved.' };
  if (run.versionId !== row.from_version_id)
    return { outcome: 'skipped', reason: 'Somebody has moved it to another version since the dry run.' };
  const { tx } = ports;
  const versions = {
    from: await getCompiledVersion(tx, run.organisationId, run.versionId),
    to: await getCompiledVersion(tx, run.organisationId, migration.toVersionId),
  };
  const [live] = await readLiveRuns(tx, run.organisationId, [run], { isLocked: true });
  if (!live) return { outcome: 'ended', reason: 'It has ended before it was moved.' };
  const planned = planRun(live, versions, migration.mapping);
  if (planned.plan.verdict === 'busy') {
    const reason = planned.report.problems[0] ?? 'A step is being worked on; try again in a moment.';
    return { outcome: row.tries + 1 < triesMax ? null : 'busy', reason };
  }
  const worse = worsenedBy(row.report, planned.report);
  if (worse !== null || !('state' in planned.plan)) return { outcome: 'skipped', reason: worse };
  await carryRun(ports, run, versions, migration, planned);
  return { outcome: 'moved', reason: null };
};

const record = (tx: Tx, at: Date, { id }: MigrationRecord, runId: RunId, { outcome, reason }: Ended) =>
  tx.execute(
    `UPDATE run_migration_run
     SET outcome = $3, outcome_reason = $4, tries = tries + 1, done_at = CASE WHEN $3::text IS NOT NULL THEN $5::timestamptz END
     WHERE migration_id = $1 AND run_id = $2 AND outcome IS NULL`,
    [id, runId, outcome, reason, at],
  );
