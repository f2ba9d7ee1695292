import type { Tx } from '@switchyard/db';
import { type Actor, budgetAmountSchema, budgetIdSchema, DomainError, type OrganisationId } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { openPeriods } from './open-periods.ts';
import { openLedger } from './period-ledger.ts';

export const topUpBudgetInput = z.object({
  id: budgetIdSchema,
  /** Which run, for a budget per run. */
  runId: z.uuid().nullable().default(null),
  amountMicroUsd: budgetAmountSchema.min(1, 'Enter an amount.'),
  reason: z.string().trim().max(500).default(''),
});

/** Adds to what may be spent in the period that is now, once. Throws `not_found`, `invalid_input` for a budget per run without a run. */
export const topUpBudget = async (app: App, actor: Actor, raw: z.input<typeof topUpBudgetInput>): Promise<void> => {
  authorise(actor, 'budgets.manage');
  const { id, runId, amountMicroUsd, reason } = topUpBudgetInput.parse(raw);
  const { organisationId } = actor;
  await inTransaction(app, tenant(actor), async (tx) => {
    const [budget] = await tx.query<{ period: string }>(
      'SELECT period FROM budget WHERE organisation_id = $1 AND id = $2 AND removed_at IS NULL',
      [organisationId, id],
    );
    if (!budget) throw new DomainError('not_found', 'This budget does not exist, or no longer.');
    await requireRun(tx, organisationId, budget.period, runId);
    const [period] = await openPeriods(tx, organisationId, [
      { budgetId: id, runId: budget.period === 'run' ? runId : null },
    ]);
    if (!period) throw new DomainError('not_found', 'This budget does not exist, or no longer.');
    await topUpPeriod(tx, app, actor, { periodId: period.periodId, amountMicroUsd, reason });
  });
};

const requireRun = async (tx: Tx, organisationId: OrganisationId, period: string, runId: string | null) => {
  if (period !== 'run') return;
  if (runId === null) throw new DomainError('invalid_input', 'This budget is per run: say for which run to top it up.');
  const runs = await tx.query('SELECT 1 FROM run WHERE organisation_id = $1 AND id = $2', [organisationId, runId]);
  if (runs.length === 0) throw new DomainError('not_found', 'This run does not exist.');
};

/** The same for one period, in the caller's transaction. */
export const topUpPeriod = async (
  tx: Tx,
  app: App,
  actor: Actor,
  input: { readonly periodId: string; readonly amountMicroUsd: number; readonly reason: string },
): Promise<void> => {
  const ledger = await openLedger(tx, actor.organisationId, [input.periodId]);
  const period = ledger.periods.get(input.periodId);
  if (!period) throw new DomainError('not_found', 'This budget does not exist, or no longer.');
  ledger.topUp(period, input.amountMicroUsd, input.reason === '' ? actor.name : `${actor.name}: ${input.reason}`);
  await appendAudit(tx, actor, app.now(), {
    type: 'budget.topped-up',
    target: { id: period.budgetId, label: period.name },
    payload: { amountMicroUsd: input.amountMicroUsd, period: period.key, reason: input.reason },
  });
  ledger.send(app.now());
};
