import { type Actor, DomainError, evalRunIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { loadPin } from '../routing/candidate-pin.ts';
import { compareEval } from './compare-eval.ts';
import { requireEval } from './eval-record.ts';
import { lockPins, storePin } from './pin-record.ts';

export const adoptCandidateInput = z.object({
  evalRunId: evalRunIdSchema,
  /** Needed where the cases do not say that the challenger is good enough. */
  isConfirmed: z.boolean().default(false),
});
export const pinSchema = z.object({ candidateRef: z.string().nullable() });

/**
 * Gives the task to the challenger of a finished comparison from the next step on: it is asked first, the others stay as
 * fallbacks, and every floor holds. Adopting twice changes nothing. Throws `not_permitted_now` while the comparison is not
 * finished, or does not speak for the challenger and nobody confirmed.
 */
export const adoptCandidate = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof adoptCandidateInput>,
): Promise<z.infer<typeof pinSchema>> => {
  authorise(actor, 'evals.manage');
  authorise(actor, 'tasks.edit');
  const { evalRunId, isConfirmed } = adoptCandidateInput.parse(raw);
  const { organisationId } = actor;
  return inTransaction(app, tenant(actor), async (tx) => {
    const run = await requireEval(tx, organisationId, evalRunId);
    const challenger = run.arms[1];
    if (!challenger?.candidateRef || run.purpose !== 'comparison') {
      throw new DomainError('not_permitted_now', 'This compares two wordings. Publish the task to take the new one.');
    }
    if (run.status !== 'done') throw new DomainError('not_permitted_now', 'The comparison is not finished yet.');
    await lockPins(tx, organisationId, run.taskId);
    const before = await loadPin(tx, organisationId, run.taskId);
    const after = challenger.candidateRef;
    if (before === after) return { candidateRef: after };
    const { quality } = await compareEval(tx, run);
    if ((quality.finding === 'worse' || quality.finding === 'open') && !isConfirmed) {
      const why =
        quality.finding === 'worse' ? 'is worse on these cases' : 'is not shown to be good enough by these cases';
      throw new DomainError('not_permitted_now', `${after} ${why}. Confirm to adopt it nevertheless.`, {
        details: { finding: quality.finding },
      });
    }
    await storePin(tx, app, actor, { taskId: run.taskId, candidateRef: after, evalRunId });
    await appendAudit(tx, actor, app.now(), {
      type: 'task.supplier-adopted',
      target: { id: run.taskId, label: run.taskName },
      payload: { before, after, evalRunId },
    });
    return { candidateRef: after };
  });
};
