import { type Actor, DomainError, type RunStatus, runIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { drive } from './drive.ts';
import { transitionRun } from './transition.ts';

export const cancelRunInput = z.object({ runId: runIdSchema, reason: z.string().trim().max(500).default('') });

/** Cancels a run that has not ended: approvals are withdrawn, timers disarmed, workers fenced off. */
export const cancelRun = (
  app: App,
  actor: Actor,
  raw: z.input<typeof cancelRunInput>,
): Promise<{ status: RunStatus }> => {
  authorise(actor, 'runs.operate');
  const { runId, reason } = cancelRunInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx, after) => {
    let isApplied = false;
    const status = await transitionRun({ app, tx, after, actor }, actor.organisationId, runId, async (work) => {
      isApplied = true;
      await drive(work, { type: 'cancel_requested', reason: reason || 'Cancelled by hand.' });
    });
    if (isApplied) return { status };
    throw new DomainError(
      'not_permitted_now',
      `This run has already ended (${status}); there is nothing left to cancel.`,
    );
  });
};
