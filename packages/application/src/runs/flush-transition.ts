import { newId, type Tx } from '@switchyard/db';
import { isTerminalStepStatus, type NodeKind, type RunStatus, type StepId, type StepStatus } from '@switchyard/domain';
import { withdrawApprovals } from '../approvals/withdraw-approvals.ts';
import type { StoredFormOf } from '../payloads/pack-large.ts';
import { packTransition } from '../payloads/run-values.ts';
import { isObject } from '../payloads/stored-value.ts';
import { insertChainedAttempt } from './chain-next.ts';
import { sendControlFlow } from './flush-control-flow.ts';
import { holdBackReady } from './hold-back.ts';
import { isOver, letGo } from './let-go.ts';
import { runLabel } from './run-label.ts';
import { describePause, markPaused } from './run-pause.ts';
import { queuedReason } from './run-turn.ts';
import { storeFrames } from './scope-frames.ts';
import type { NewStep, TransitionWork } from './transition-work.ts';

/**
 * Writes what the transition collected, in the transaction that holds the run's lock: a handful of multi-row statements
 * that travel together with the commit.
 */
export const flushTransition = async (work: TransitionWork): Promise<RunStatus> => {
  await cancelSteps(work);
  const live = work.finish ? [] : await listLiveSteps(work);
  const formOf = await packTransition(work);
  // First: whatever refuses a new run does so before its steps are written.
  const status = writeRun(work, live, formOf);
  insertSteps(work, formOf);
  insertChainedAttempt(work);
  if (work.newSteps.some(({ status }) => status === 'ready')) work.after.ring();
  letGo(work);
  insertTimers(work.tx, work);
  if (work.finish && work.version.graph.settings.runs) work.endedTurns.push(work.run.id);
  sendControlFlow(work, formOf);
  await holdBack(work);
  wakeParent(work);
  auditFinish(work);
  work.writes.audit(work.actor, work.audit);
  if (!work.isTogether) work.writes.flush();
  return status;
};

/** The host that a call goes to: what limits of a connection count. */
const connectionOf = ({ kind, input }: NewStep): string | undefined => {
  const url = kind === 'http' && isObject(input) ? input.url : null;
  return typeof url === 'string' ? URL.parse(url)?.host : undefined;
};

/** What differs from step to step. What is undefined is left out of the text, and null in the row. */
const stepRow = (work: TransitionWork, step: NewStep, formOf: StoredFormOf) => ({
  id: step.id,
  run_id: work.run.id,
  priority: work.run.priority,
  node_id: step.nodeId,
  kind: step.kind,
  name: step.name,
  ordinal: step.ordinal,
  scope: step.scope ?? undefined,
  container: step.container ?? undefined,
  round: step.round ?? undefined,
  status: step.status,
  input: formOf(step.input) ?? undefined,
  output: formOf(step.output) ?? undefined,
  error: step.error ?? undefined,
  port: step.port ?? undefined,
  waiting_reason: step.waitingReason ?? undefined,
  connection: connectionOf(step),
  has_ended: isTerminalStepStatus(step.status) || undefined,
  lease_owner: work.chained?.stepId === step.id ? work.chained.owner : undefined,
});

const insertSteps = (work: TransitionWork, formOf: StoredFormOf): void => {
  const rows = work.newSteps.map((step) => stepRow(work, step, formOf));
  if (rows.length > 0) work.writes.insertSteps(rows);
};

const insertTimers = (tx: Tx, work: TransitionWork): void => {
  const timers = work.newTimers.filter(({ stepId }) => !isOver(work, stepId));
  if (timers.length === 0) return;
  tx.send(
    `INSERT INTO timer (id, organisation_id, run_id, step_id, kind, due_at, boundary_id)
     SELECT id, $1, $2, step_id, kind, due_at, boundary_id FROM jsonb_populate_recordset(null::timer, $3::jsonb)`,
    [
      work.run.organisationId,
      work.run.id,
      JSON.stringify(
        timers.map(({ stepId, kind, dueAt, boundaryId }) => ({
          id: newId(),
          step_id: stepId,
          kind,
          due_at: dueAt,
          boundary_id: boundaryId ?? null,
        })),
      ),
    ],
  );
};

/** Steps of older transitions that the engine no longer wants: withdrawn approvals, disarmed timers, fenced-off workers. */
const cancelSteps = async (work: TransitionWork): Promise<void> => {
  const withdrawn = work.newSteps.filter(({ status }) => status === 'cancelled').map(({ id }) => id);
  if (work.cancelledOrdinals.length + withdrawn.length === 0) return;
  const { organisationId, id: runId } = work.run;
  const cancelled = await work.tx.query<{ id: StepId; kind: NodeKind }>(
    `UPDATE step SET status = 'cancelled', finished_at = $3, waiting_reason = NULL, lease_token = lease_token + 1
     WHERE organisation_id = $1 AND run_id = $2 AND ordinal = ANY($4::int[])
       AND status IN ('ready', 'running', 'waiting', 'unknown') RETURNING id, kind`,
    [organisationId, runId, work.at, work.cancelledOrdinals],
  );
  // A failed step that was held for a person is over all the same.
  work.tx.send(
    `UPDATE step SET waiting_reason = NULL
     WHERE run_id = $1 AND ordinal = ANY($2::int[]) AND status IN ('failed', 'completed') AND waiting_reason IS NOT NULL`,
    [runId, work.cancelledOrdinals],
  );
  const stepIds = [...withdrawn, ...cancelled.map(({ id }) => id)];
  const parents = cancelled.flatMap(({ id, kind }) => (kind === 'subworkflow' ? [id] : []));
  if (parents.length > 0) work.after.follow({ kind: 'orphans', stepIds: parents });
  work.endedTurns.push(...stepIds);
  await work.tx.execute('DELETE FROM message_wait WHERE step_id = ANY($1::uuid[])', [stepIds]);
  await work.tx.execute(`UPDATE timer SET fired_at = $1 WHERE step_id = ANY($2::uuid[]) AND fired_at IS NULL`, [
    work.at,
    stepIds,
  ]);
  const reason =
    work.finish?.status === 'cancelled' ? 'The run was cancelled.' : 'The run no longer needs this decision.';
  await withdrawApprovals(work.tx, work.actor, work.at, { runId, stepIds, reason });
};

interface LiveStep {
  readonly status: StepStatus;
  readonly waiting_reason: string | null;
}

/** Steps that still hold a token: what decides whether the run moves or waits, and for what. */
const listLiveSteps = async (work: TransitionWork): Promise<LiveStep[]> => {
  const created = new Set(work.newSteps.map(({ ordinal }) => ordinal));
  const older = work.state.tokens.filter(({ id }) => !created.has(id)).map(({ id }) => id);
  const live = new Set(work.state.tokens.map(({ id }) => id));
  const fresh = work.newSteps
    .filter(({ ordinal }) => live.has(ordinal))
    .map(({ status, waitingReason }) => ({ status, waiting_reason: waitingReason }));
  if (older.length === 0) return fresh;
  const rows = await work.tx.query<LiveStep & { readonly ordinal: number }>(
    'SELECT ordinal, status, waiting_reason FROM step WHERE run_id = $1 AND ordinal = ANY($2::int[]) ORDER BY ordinal',
    [work.run.id, older],
  );
  // A step that is held from now on gets its reason with the other writes, later.
  return [
    ...rows.map((row) => ({ ...row, waiting_reason: work.held.get(row.ordinal) ?? row.waiting_reason })),
    ...fresh,
  ];
};

const statusOf = (work: TransitionWork, live: readonly LiveStep[]): RunStatus => {
  if (work.finish) return work.finish.status;
  const isMoving = (status: StepStatus) => status === 'running' || (status === 'ready' && !work.run.pause);
  return live.some(({ status }) => isMoving(status)) ? 'running' : 'waiting';
};

const waitingReasonOf = (work: TransitionWork, live: readonly LiveStep[]): string | null => {
  const { run, finish } = work;
  if (run.pause && !finish) return describePause(run.pause);
  return live.find((step) => step.waiting_reason !== null)?.waiting_reason ?? queuedReason(work);
};

const writeRun = (work: TransitionWork, live: readonly LiveStep[], formOf: StoredFormOf): RunStatus => {
  const status = statusOf(work, live);
  const waitingReason = waitingReasonOf(work, live);
  const frames = storeFrames(work, formOf);
  work.written = { status, frames };
  const values = [
    work.run.id,
    work.run.organisationId,
    status,
    JSON.stringify(work.state),
    JSON.stringify(formOf(work.variables)),
    work.finish?.status === 'completed' ? JSON.stringify(formOf(work.endOutputs)) : null,
    work.finish?.status === 'completed' ? work.outcome : null,
    work.finish?.failure ? JSON.stringify(work.finish.failure) : null,
    waitingReason,
    work.finish ? work.at : null,
    JSON.stringify(frames),
  ];
  if (work.isNewRun) insertRun(work, values, formOf);
  else work.writes.updateRun(values);
  return status;
};

const runValues = ({ run }: TransitionWork, formOf: StoredFormOf) => [
  run.versionId,
  JSON.stringify(formOf(run.input)),
  run.trigger,
  run.startedByKind,
  run.startedById,
  run.startedByLabel,
  run.idempotencyKey,
  run.createdAt,
  run.parentRunId,
  run.parentStepId,
  run.depth,
  run.priority,
];

const runColumns = `id, organisation_id, status, state, variables, output, outcome, error, waiting_reason, finished_at, frames,
                    version_id, input, trigger, started_by_kind, started_by_id, started_by_label,
                    idempotency_key, created_at, parent_run_id, parent_step_id, depth, priority, workflow_id`;

const insertRun = (work: TransitionWork, values: (string | Date | null)[], formOf: StoredFormOf): void => {
  const guard = work.guard ?? { workflowId: '$1', values: [work.run.workflowId] };
  const fields = [...values, ...runValues(work, formOf)];
  const places = fields.map((_, index) => `$${index + 1}`).join(', ');
  // Without a workflow the row is refused.
  const workflowId = guard.workflowId.replaceAll(/\$(\d+)/g, (_, place) => `$${fields.length + Number(place)}`);
  work.writes.insertRun(`INSERT INTO run (${runColumns}) VALUES (${places}, ${workflowId})`, [
    ...fields,
    ...guard.values,
  ]);
};

/** The end of a run makes the step that started it ready; its own run is not locked for that. */
const wakeParent = (work: TransitionWork): void => {
  if (!(work.finish && work.run.parentStepId)) return;
  work.tx.send(
    `UPDATE step SET status = 'ready', available_at = now(), waiting_reason = NULL WHERE id = $1 AND status = 'waiting'`,
    [work.run.parentStepId],
  );
  work.after.ring();
};

/** What a paused run has made ready stays with it; one that a paused run starts is paused from its beginning. */
const holdBack = async ({ run, finish, isNewRun, tx, after }: TransitionWork): Promise<void> => {
  if (!run.pause || finish) return;
  if (isNewRun) await markPaused({ tx, after }, run.id, run.pause);
  holdBackReady(tx, run.id);
};

const auditFinish = (work: TransitionWork): void => {
  const { finish } = work;
  if (!finish) return;
  const target = { id: work.run.id, label: runLabel(work.run.id) };
  const durationMs = work.at.getTime() - work.run.createdAt.getTime();
  if (finish.status === 'completed') {
    work.audit.push({ type: 'run.completed', target, runId: work.run.id, payload: { durationMs } });
  } else if (finish.status === 'failed') {
    const { code = 'internal', message = 'The run failed.' } = finish.failure ?? {};
    work.audit.push({ type: 'run.failed', target, runId: work.run.id, payload: { code, message } });
  } else {
    work.audit.push({ type: 'run.cancelled', target, runId: work.run.id, payload: { reason: finish.reason ?? '' } });
  }
};
