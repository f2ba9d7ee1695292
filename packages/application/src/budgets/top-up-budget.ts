import { newId, type Tx } from '@switchyard/db';
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
  /** Of the top-up, chosen by whoever asks, so that asking again adds nothing more. */
  topUpId: z.uuid().optional(),
  /** Which run, for a budget per run. */
  runId: z.uuid().nullable().default(null),
  amountMicroUsd: budgetAmountSchema.min(1, 'Enter an amount.'),
  reason: z.string().trim().max(500).default(''),
});

/**
 * Adds to what may be spent in the period that is now, once; asked again under a `topUpId`, nothing more. Throws `not_found`,
 * `invalid_input` for a budget per run without a run, `conflict` for a `topUpId` that stands for another top-up.
 */
export const topUpBudget = async (app: App, actor: Actor, raw: z.input<typeof topUpBudgetInput>): Promise<void> => {
  authorise(actor, 'budgets.manage');
  const { id, topUpId, runId, amountMicroUsd, reason } = topUpBudgetInput.parse(raw);
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
    await topUpPeriod(tx, app, actor, { periodId: period.periodId, topUpId, amountMicroUsd, reason });
  });
};

const requireRun = async (tx: Tx, organisationId: OrganisationId, period: string, runId: string | null) => {
  if (period !== 'run') return;
  if (runId === null) throw new DomainError('invalid_input', 'This budget is per run: say for which run to top it up.');
  const runs = await tx.query('SELECT 1 FROM run WHERE organisation_id = $1 AND id = $2', [organisationId, runId]);
  if (runs.length === 0) throw new DomainError('not_found', 'This run does not exist.');
};

interface TopUp {
  readonly periodId: string;
  readonly topUpId?: string | undefined;
  readonly amountMicroUsd: number;
  readonly reason: string;
}

/** The same for one period, in the caller's transaction. */
export const topUpPeriod = async (tx: Tx, app: App, actor: Actor, topUp: TopUp): Promise<void> => {
  const { periodId, topUpId = newId(), amountMicroUsd, reason } = topUp;
  const ledger = await openLedger(tx, actor.organisationId, [periodId]);
  const period = ledger.periods.get(periodId);
  if (!period) throw new DomainError('not_found', 'This budget does not exist, or no longer.');
  // The period is locked: whoever asks at the same time comes after this, and sees the entry.
  if (await isKnown(tx, actor.organisationId, topUpId, topUp)) return;
  ledger.topUp(period, topUpId, amountMicroUsd, reason === '' ? actor.name : `${actor.name}: ${reason}`);
  await appendAudit(tx, actor, app.now(), {
    type: 'budget.topped-up',
    target: { id: period.budgetId, label: period.name },
    payload: { amountMicroUsd, period: period.key, reason },
  });
  ledger.send(app.now());
};

/** Whether it was added before. Throws `conflict` when the id stands for something else. */
const isKnown = async (tx: Tx, organisationId: OrganisationId, id: string, topUp: TopUp): Promise<boolean> => {
  const [known] = await tx.query<{ period_id: string; amount: number }>(
    'SELECT period_id, amount_micro_usd AS amount FROM budget_entry WHERE organisation_id = $1 AND id = $2',
    [organisationId, id],
  );
  if (!known) return false;
  if (known.period_id === topUp.periodId && known.amount === topUp.amountMicroUsd) return true;
  throw new DomainError(
    'conflict',
    'A top-up was made under this id before, of another amount. Look at the budget before you add more.',
  );
};
