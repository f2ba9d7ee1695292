import {
  type Actor,
  DomainError,
  type RunStatus,
  raisedLimitsSchema,
  runIdSchema,
  stepIdSchema,
} from '@switchyard/domain';
import { executionModeOf } from '@switchyard/engine';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import { raiseLimits } from '../agents/raise-limits.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { drive } from './drive.ts';
import { leaveEvent } from './evaluate-inline.ts';
import { operateRun } from './operate-run.ts';
import { lockOperatedStep, type OperatedStep, type Standing } from './operated-step.ts';
import { enterScope } from './scope-frames.ts';
import type { TransitionPorts } from './transition.ts';
import type { TransitionWork } from './transition-work.ts';

export const retryStepInput = z.object({
  runId: runIdSchema,
  stepId: stepIdSchema,
  reason: z.string().trim().max(500).default(''),
  /** Of an agent step: what it may do from now on in this run, its turns so far included. Each must be above what it may already. */
  limits: raisedLimitsSchema.optional(),
});
type ParsedInput = z.output<typeof retryStepInput>;

/**
 * Tries a step again: one that failed and is held, under a new idempotency key; or one that waits for its retry time, now. Throws
 * `not_permitted_now` with the remedy for a step that stands otherwise, so that of two operators one acts and one is told. An agent
 * step that stopped at a limit goes on from its recorded turns once the limit is raised, and is refused while it is not.
 */
export const retryStep = (
  app: App,
  actor: Actor,
  raw: z.input<typeof retryStepInput>,
): Promise<{ status: RunStatus }> => {
  authorise(actor, 'runs.operate');
  const input = retryStepInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx, after) => ({
    status: await retryStepIn({ app, tx, after, actor }, input),
  }));
};

/** The same inside the caller's transaction. */
export const retryStepIn = (
  ports: TransitionPorts,
  { runId, stepId, reason, limits }: ParsedInput,
): Promise<RunStatus> =>
  operateRun(
    ports,
    { organisationId: ports.actor.organisationId, runId },
    async (work) => {
      const step = await lockOperatedStep(work, stepId);
      requireRetriable(step);
      const raised = await raiseLimits(work, step, { limits, reason });
      work.audit.push({
        type: 'step.retried',
        target: { id: step.id, label: step.name },
        runId,
        payload: { reason, ...(raised ? { limits: raised } : {}) },
      });
      await retry(work, step);
    },
    'Run it again from this step instead: what was done before stays done.',
  );

const refusals: Record<Exclude<Standing, 'held' | 'later'>, string> = {
  due: 'is about to be tried already.',
  running: 'is being done at this moment. Wait for its outcome, or cancel the run.',
  waiting: 'has not failed: it waits. Skip it to go on without what it waits for.',
  unknown: 'may have taken effect. Say whether it happened: if it did not, it is tried again.',
  ended: 'is over in this run. Cancel the run and run it again from this step.',
};

const requireRetriable = ({ name, standing }: OperatedStep): void => {
  if (standing === 'held' || standing === 'later') return;
  throw new DomainError('not_permitted_now', `“${name}” ${refusals[standing]}`);
};

const retry = async (work: TransitionWork, step: OperatedStep): Promise<void> => {
  if (step.standing === 'later') return makeReady(work, step);
  if (step.status === 'completed') return findWayOn(work, step);
  const mode = executionModeOf(step.node.kind);
  if (mode === 'job' || mode === 'inline') return makeReady(work, step);
  // Approvals, waits and bodies begin anew, with times and people as they are now.
  await work.tx.execute(`UPDATE step SET status = 'cancelled', waiting_reason = NULL, finished_at = $2 WHERE id = $1`, [
    step.id,
    work.at,
  ]);
  work.endedTurns.push(step.id);
  return drive(work, { type: 'node_retried', tokenId: step.ordinal });
};

/** A worker takes it as the next attempt. One that has ended workers before stays a suspect and is tried apart. */
const makeReady = async (work: TransitionWork, step: OperatedStep): Promise<void> => {
  if (step.node.kind === 'subworkflow' && step.standing === 'held') {
    // The run it had started has ended and stays as it is; the next attempt starts another.
    await work.tx.execute(
      `UPDATE run SET parent_step_id = NULL, handled_at = $3, handled_by = $4
       WHERE organisation_id = $1 AND parent_step_id = $2`,
      [work.run.organisationId, step.id, work.at, work.actor.name],
    );
  }
  await work.tx.execute(
    `UPDATE step SET status = 'ready', available_at = now(), paused_due_at = NULL, waiting_reason = NULL, error = NULL,
                     port = NULL, finished_at = NULL, lease_owner = NULL, lease_until = NULL
     WHERE id = $1`,
    [step.id],
  );
  if (!work.run.pause) work.after.ring();
};

/** What it did stays done; only its way on is looked for again. Throws when there still is none. */
const findWayOn = async (work: TransitionWork, step: OperatedStep): Promise<void> => {
  await enterScope(work, step.token?.scope);
  const event = leaveEvent(work, step.node, step.ordinal, step.port ?? 'out');
  await work.tx.execute('UPDATE step SET waiting_reason = NULL WHERE id = $1', [step.id]);
  await drive(work, event);
};
