import { type Actor, DomainError, evalRunIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { evalLabel, requireEval } from './eval-record.ts';

export const cancelEvalInput = z.object({ evalRunId: evalRunIdSchema });

/** Asks nobody anything more; calls under way are finished and counted. Cancelling twice changes nothing. */
export const cancelEval = async (app: App, actor: Actor, raw: z.input<typeof cancelEvalInput>): Promise<void> => {
  authorise(actor, 'evals.manage');
  const { evalRunId } = cancelEvalInput.parse(raw);
  await inTransaction(app, tenant(actor), async (tx) => {
    const run = await requireEval(tx, actor.organisationId, evalRunId, { forUpdate: true });
    if (run.status === 'cancelled') return;
    if (run.status === 'done') throw new DomainError('not_permitted_now', 'This evaluation is finished already.');
    await tx.execute(
      `UPDATE eval_run SET status = 'cancelled', finished_at = $3 WHERE organisation_id = $1 AND id = $2`,
      [actor.organisationId, run.id, app.now()],
    );
    const target = { id: run.id, label: evalLabel(run) };
    await appendAudit(tx, actor, app.now(), { type: 'eval.cancelled', target, payload: {} });
  });
};
