import { type Actor, type RunStatus, runIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { drive } from './drive.ts';
import { operateRun } from './operate-run.ts';
import type { TransitionPorts } from './transition.ts';

export const cancelRunInput = z.object({ runId: runIdSchema, reason: z.string().trim().max(500).default('') });

/** Cancels a run that has not ended: approvals are withdrawn, timers disarmed, workers fenced off. */
export const cancelRun = (
  app: App,
  actor: Actor,
  raw: z.input<typeof cancelRunInput>,
): Promise<{ status: RunStatus }> => {
  authorise(actor, 'runs.operate');
  const input = cancelRunInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx, after) => ({
    status: await cancelRunIn({ app, tx, after, actor }, input),
  }));
};

/** The same inside the caller's transaction. */
export const cancelRunIn = (
  ports: TransitionPorts,
  { runId, reason }: z.output<typeof cancelRunInput>,
): Promise<RunStatus> =>
  operateRun(
    ports,
    { organisationId: ports.actor.organisationId, runId },
    (work) => drive(work, { type: 'cancel_requested', reason: reason || 'Cancelled by hand.' }),
    'There is nothing left to cancel.',
  );
