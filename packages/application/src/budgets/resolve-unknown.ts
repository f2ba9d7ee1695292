import { type Actor, budgetIdSchema, DomainError } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { openLedger } from './period-ledger.ts';

export const resolveUnknownInput = z.object({
  id: budgetIdSchema,
  /** The day, month or run of the budget that the calls were made in. */
  periodId: z.uuid(),
  /** What is shown as unknown. Where it is something else by now, nothing is changed. */
  unknownMicroUsd: z.int().min(1),
  /** What those calls came to together, by the supplier's invoice. */
  actualMicroUsd: z.int().min(0).max(1_000_000_000_000),
  reason: z.string().trim().min(1, 'Say where you have the cost from.').max(500),
});

/**
 * Replaces what counts at the worst case, because nobody could say what it cost, by what it did cost. The difference is kept as a
 * correction. Throws `not_found`, `conflict` when more or less is unknown than was shown.
 */
export const resolveUnknownCost = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof resolveUnknownInput>,
): Promise<void> => {
  authorise(actor, 'budgets.manage');
  const { id, periodId, unknownMicroUsd, actualMicroUsd, reason } = resolveUnknownInput.parse(raw);
  await inTransaction(app, tenant(actor), async (tx) => {
    const ledger = await openLedger(tx, actor.organisationId, [periodId]);
    const period = ledger.periods.get(periodId);
    if (period?.budgetId !== id) throw new DomainError('not_found', 'This budget has no such period.');
    if (period.account.unknownMicroUsd !== unknownMicroUsd) {
      throw new DomainError('conflict', 'What is unknown has changed meanwhile. Look at the budget again.');
    }
    const by = actor.kind === 'system' ? 'system' : actor.name;
    ledger.resolveUnknown(period, actualMicroUsd, `${by}: ${reason}`);
    await appendAudit(tx, actor, app.now(), {
      type: 'budget.cost-resolved',
      target: { id, label: period.name },
      payload: { unknownMicroUsd, actualMicroUsd, period: period.key, reason },
    });
    ledger.send(app.now());
  });
};
