import { type Actor, budgetIdSchema, DomainError } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { forgetBudgets } from './known-budgets.ts';

export const removeBudgetInput = z.object({ id: budgetIdSchema });

/** Removes a budget: nothing is refused by it any more. What was spent stays on record. Throws `not_found`. */
export const removeBudget = async (app: App, actor: Actor, raw: z.input<typeof removeBudgetInput>): Promise<void> => {
  authorise(actor, 'budgets.manage');
  const { id } = removeBudgetInput.parse(raw);
  await inTransaction(app, tenant(actor), async (tx) => {
    const [row] = await tx.query<{ name: string }>(
      `UPDATE budget SET removed_at = $3, revision = revision + 1
       WHERE organisation_id = $1 AND id = $2 AND removed_at IS NULL RETURNING name`,
      [actor.organisationId, id, app.now()],
    );
    if (!row) throw new DomainError('not_found', 'This budget does not exist, or no longer.');
    await appendAudit(tx, actor, app.now(), {
      type: 'budget.removed',
      target: { id, label: row.name },
      payload: {},
    });
  });
  forgetBudgets(app, actor.organisationId);
};
