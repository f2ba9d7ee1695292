import type { Actor } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { budgetViewSchema, listBudgetViews } from './budget-view.ts';

export const budgetListSchema = z.object({
  items: z.array(budgetViewSchema),
  /** Where days and months begin. */
  timeZone: z.string(),
});

/** The budgets of the organisation as they stand now. There are a handful: no paging. */
export const listBudgets = async (app: App, actor: Actor): Promise<z.infer<typeof budgetListSchema>> => {
  authorise(actor, 'budgets.read');
  return app.db.transaction(tenant(actor), async (tx) => {
    const [items, organisations] = await Promise.all([
      listBudgetViews(tx, actor.organisationId),
      tx.query<{ time_zone: string }>('SELECT time_zone FROM organisation WHERE id = $1', [actor.organisationId]),
    ]);
    return { items, timeZone: organisations[0]?.time_zone ?? 'UTC' };
  });
};
