import { isDomainError, type OrganisationId, type RunId, type StepId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { expireApproval } from '../approvals/expire-approval.ts';
import { inTransaction } from '../change.ts';
import { eachAlone } from './each-alone.ts';
import { fireBoundary } from './fire-boundary.ts';
import { openPutOff } from './put-off.ts';
import { resumeStep } from './resume-step.ts';
import { lockRun } from './run-record.ts';
import type { TransitionPorts } from './transition.ts';

const batchSize = 200;

interface TimerRow {
  readonly id: string;
  readonly organisation_id: OrganisationId;
  readonly run_id: RunId;
  readonly step_id: StepId;
  readonly kind: 'wait' | 'approval_deadline' | 'boundary';
  readonly boundary_id: string | null;
  readonly due_at: Date;
}

const putOff = openPutOff();

/** Fires every timer that is due, each exactly once with any number of processes doing so. Returns how many it fired. */
export const fireDueTimers = async (app: App): Promise<number> => {
  const due = await app.db.transaction('system', (tx) =>
    tx.query<TimerRow>(
      `SELECT id, organisation_id, run_id, step_id, kind, due_at, boundary_id FROM timer
       WHERE fired_at IS NULL AND due_at <= $1 AND id <> ALL($3::uuid[]) ORDER BY due_at LIMIT $2`,
      [app.now(), batchSize, putOff.list()],
    ),
  );
  const fireOne = async (timer: TimerRow) => ((await fire(app, timer)) ? 1 : 0);
  return eachAlone(app, due, 'timer not fired', fireOne, ({ id }) => putOff.add(id));
};

const fire = (app: App, timer: TimerRow): Promise<boolean> => {
  const organisationId = timer.organisation_id;
  return inTransaction(app, { organisationId }, async (tx, after) => {
    await lockRun(tx, organisationId, timer.run_id);
    const won = await tx.execute('UPDATE timer SET fired_at = $2 WHERE id = $1 AND fired_at IS NULL', [
      timer.id,
      app.now(),
    ]);
    if (won === 0) return false;
    const actor = { kind: 'system' as const, organisationId, name: 'timer' };
    await obey({ app, tx, after, actor }, timer);
    return true;
  });
};

const obey = async (ports: TransitionPorts, timer: TimerRow): Promise<void> => {
  const step = { organisationId: timer.organisation_id, runId: timer.run_id, stepId: timer.step_id };
  if (timer.kind === 'approval_deadline') {
    await expireApproval(ports, step);
    return;
  }
  const firedAt = ports.app.now().toISOString();
  if (timer.boundary_id !== null) {
    const output = { dueAt: timer.due_at.toISOString(), firedAt };
    await fireBoundary(ports, { ...step, boundaryId: timer.boundary_id, output });
    return;
  }
  try {
    await resumeStep(ports, { ...step, port: 'out', output: { dueAt: timer.due_at.toISOString(), firedAt } });
  } catch (thrown) {
    // The run ended or moved on before the time came: the timer has nothing left to do.
    if (!isDomainError(thrown) || thrown.code !== 'not_permitted_now') throw thrown;
  }
};
