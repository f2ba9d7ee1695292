import type { BudgetPeriod, BudgetScope, OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import type { BudgetScopes } from './reserve-budget.ts';

/** How long a budget that another process made may go unseen. */
const knownForMs = 1000;

interface KnownBudget {
  readonly id: string;
  readonly scope: BudgetScope;
  readonly target_id: string | null;
  readonly period: BudgetPeriod;
}

interface Known {
  readonly untilMs: number;
  readonly budgets: Promise<readonly KnownBudget[]>;
}

const known = new WeakMap<App, Map<OrganisationId, Known>>();

const load = (app: App, organisationId: OrganisationId): Promise<readonly KnownBudget[]> =>
  app.db.queryOnce<KnownBudget>(
    { organisationId },
    'SELECT id, scope, target_id, period FROM budget WHERE organisation_id = $1 AND removed_at IS NULL ORDER BY id',
    [organisationId],
  );

const findKnown = (app: App, organisationId: OrganisationId): Promise<readonly KnownBudget[]> => {
  const all = known.get(app) ?? new Map<OrganisationId, Known>();
  known.set(app, all);
  const fresh = all.get(organisationId);
  if (fresh && performance.now() < fresh.untilMs) return fresh.budgets;
  const budgets = load(app, organisationId);
  all.set(organisationId, { untilMs: performance.now() + knownForMs, budgets });
  // A failure is told to whoever asked, and asked again by the next.
  budgets.catch(() => all.delete(organisationId));
  return budgets;
};

/** After a budget was set, changed or removed in this process. */
export const forgetBudgets = (app: App, organisationId: OrganisationId): void => {
  known.get(app)?.delete(organisationId);
};

/** A budget that a call falls under; a budget per run is another one in each run. */
export interface BudgetKey {
  readonly budgetId: string;
  readonly runId: string | null;
}

const targetFields = {
  workflow: 'workflowId',
  task: 'taskId',
  supplier: 'supplierId',
  api_key: 'apiKeyId',
  person: 'personId',
} as const satisfies Record<Exclude<BudgetScope, 'organisation'>, keyof BudgetScopes>;

/** What a call is not of at all is never the target of a budget. */
const targetOf = (scope: BudgetScope, scopes: BudgetScopes): string | null | undefined =>
  scope === 'organisation' ? null : (scopes[targetFields[scope]] ?? undefined);

/** The budgets that a call falls under, as of a second ago at most. None: nothing is counted and nothing is refused. */
export const findBudgetKeys = async (
  app: App,
  organisationId: OrganisationId,
  scopes: BudgetScopes,
): Promise<readonly BudgetKey[]> => {
  const budgets = await findKnown(app, organisationId);
  const runId = scopes.runId ?? null;
  return budgets
    .filter(({ scope, target_id, period }) => {
      if (period === 'run' && runId === null) return false;
      return targetOf(scope, scopes) === target_id;
    })
    .map(({ id, period }) => ({ budgetId: id, runId: period === 'run' ? runId : null }));
};
