import { type Actor, type ApiKeyId, budgetSpecSchema } from '@switchyard/domain';
import type { App } from '../app.ts';
import { removeBudget } from '../budgets/remove-budget.ts';
import { createBudget, updateBudget } from '../budgets/set-budget.ts';
import { tenant } from '../change.ts';

interface BudgetRow {
  readonly id: string;
  readonly name: string;
  readonly is_hard: boolean;
  readonly warn_at: number[];
  readonly revision: number;
}

export interface KeyBudget {
  readonly id: ApiKeyId;
  readonly name: string;
  /** Null takes it away. */
  readonly microUsdPerDay: number | null;
}

/** Makes the key's own budget of a day this much: sets, changes or removes it. Throws what budgets throw. */
export const setKeyBudget = async (app: App, actor: Actor, { id, name, microUsdPerDay }: KeyBudget): Promise<void> => {
  const [known] = await app.db.transaction(tenant(actor), (tx) =>
    tx.query<BudgetRow>(
      `SELECT id, name, is_hard, warn_at, revision FROM budget
       WHERE organisation_id = $1 AND scope = 'api_key' AND target_id = $2 AND period = 'day' AND removed_at IS NULL
       ORDER BY created_at, id LIMIT 1`,
      [actor.organisationId, id],
    ),
  );
  if (microUsdPerDay === null) {
    if (known) await removeBudget(app, actor, { id: known.id });
    return;
  }
  const of = { scope: 'api_key', targetId: id, period: 'day', capMicroUsd: microUsdPerDay } as const;
  if (!known) {
    const spec = budgetSpecSchema.parse({ ...of, name: `API key ${name}`.slice(0, 120) });
    await createBudget(app, actor, { spec });
    return;
  }
  const spec = budgetSpecSchema.parse({ ...of, name: known.name, isHard: known.is_hard, warnAt: known.warn_at });
  await updateBudget(app, actor, { id: known.id, spec, revision: known.revision });
};
