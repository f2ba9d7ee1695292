import { DomainError } from '@switchyard/domain';
import { withdrawApprovals } from '../approvals/withdraw-approvals.ts';
import { drive } from '../runs/drive.ts';
import { runLabel } from '../runs/run-label.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { type TransitionPorts, transitionRun } from '../runs/transition.ts';
import { carryFrames, renamesOf } from './carry-frames.ts';
import type { MigrationRecord } from './migration-record.ts';
import type { PlannedRun, Versions } from './plan-run.ts';
import { rearm } from './rearm.ts';

/**
 * Brings a run over as planned, in the transaction that holds its lock and those of its live steps. The one place where the
 * version of a run changes.
 */
export const carryRun = async (
  ports: TransitionPorts,
  run: RunRecord,
  versions: Versions,
  migration: MigrationRecord,
  planned: PlannedRun,
): Promise<void> => {
  const { tx, actor, app } = ports;
  const { plan, kept, voided, report } = planned;
  if (!('state' in plan)) throw new DomainError('internal', 'A run without a way over was to be moved.');
  const reason = `The workflow was changed to version ${versions.to.number}.`;
  await withdrawApprovals(tx, actor, app.now(), { runId: run.id, stepIds: voided, reason });
  await renameSteps(ports, run, migration, planned);
  const frames = await carryFrames(tx, run, plan.state, versions, migration.mapping);
  await tx.execute('UPDATE run SET version_id = $2, state = $3, frames = $4 WHERE id = $1', [
    run.id,
    versions.to.id,
    JSON.stringify(plan.state),
    JSON.stringify(frames),
  ]);
  await transitionRun(ports, run.organisationId, run.id, async (work) => {
    work.audit.push({
      type: 'run.migrated',
      target: { id: run.id, label: runLabel(run.id) },
      runId: run.id,
      payload: {
        migrationId: migration.id,
        fromVersion: versions.from.number,
        toVersion: versions.to.number,
        voidedApprovals: report.voidedApprovals.map(({ title }) => title),
        reopened: report.places.flatMap(({ fate, name }) => (fate === 'reopened' ? [name] : [])),
      },
    });
    for (const each of kept) await rearm(work, each);
    await drive(work, undefined, plan.commands);
  });
};

/**
 * Steps of a node that has another name now are found under it, by people on the run's page and by expressions; the audit
 * event of the migration says what the name was. What is withdrawn keeps the name it had.
 */
const renameSteps = async (
  { tx }: TransitionPorts,
  run: RunRecord,
  { mapping }: MigrationRecord,
  { voided }: PlannedRun,
): Promise<void> => {
  const renames = renamesOf(mapping);
  if (Object.keys(renames).length === 0) return;
  await tx.execute(
    `UPDATE step SET node_id = renamed.value FROM jsonb_each_text($2::jsonb) AS renamed
     WHERE step.run_id = $1 AND step.node_id = renamed.key AND step.id <> ALL($3::uuid[])`,
    [run.id, JSON.stringify(renames), [...voided]],
  );
  await tx.execute(
    `UPDATE approval_request a SET node_id = s.node_id FROM step s
     WHERE a.organisation_id = $1 AND a.run_id = $2 AND a.status = 'pending' AND s.id = a.step_id`,
    [run.organisationId, run.id],
  );
};
