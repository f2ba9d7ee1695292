import type { OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction } from '../change.ts';
import { openLedger } from './period-ledger.ts';

/** A holder that has not been seen for so long is taken for dead. Where it only slept, nothing is lost but the wait. */
const silenceMaxMs = 30_000;
const periodsMax = 500;

interface Untidy {
  readonly organisation_id: OrganisationId;
  readonly period_ids: string[];
  readonly dead_ids: string[] | null;
}

/** By the database's clock: what processes believe about the time does not matter. */
const findUntidy = `
  WITH dead AS (
    SELECT s.organisation_id, s.period_id, s.holder_id FROM budget_slice s
    WHERE NOT s.is_expired AND NOT EXISTS (
      SELECT 1 FROM budget_holder h
      WHERE h.id = s.holder_id AND h.seen_at > now() - $1 * interval '1 millisecond')
    LIMIT ${periodsMax}),
  settled AS (SELECT DISTINCT organisation_id, period_id FROM budget_settlement LIMIT ${periodsMax})
  SELECT organisation_id, array_agg(DISTINCT period_id) AS period_ids,
         array_agg(DISTINCT holder_id) FILTER (WHERE holder_id IS NOT NULL) AS dead_ids
  FROM (SELECT * FROM dead UNION ALL SELECT organisation_id, period_id, NULL FROM settled) untidy
  GROUP BY organisation_id`;

/**
 * Counts in what calls came to where nobody asks for money at the moment, and settles as unknown what dead processes held.
 * Returns how many periods it tidied.
 */
export const sweepBudgets = async (app: App, options: { readonly silenceMs?: number } = {}): Promise<number> => {
  const untidy = await app.db.queryOnce<Untidy>('system', findUntidy, [options.silenceMs ?? silenceMaxMs]);
  for (const each of untidy) await tidy(app, each);
  if (untidy.some(({ dead_ids }) => dead_ids !== null)) await forgetDead(app);
  return untidy.reduce((sum, { period_ids }) => sum + period_ids.length, 0);
};

const tidy = (app: App, { organisation_id: organisationId, period_ids, dead_ids }: Untidy): Promise<void> =>
  inTransaction(app, { organisationId }, async (tx) => {
    const at = app.now();
    const ledger = await openLedger(tx, organisationId, period_ids);
    const dead = new Set(dead_ids);
    for (const slice of ledger.listOpenSlices()) {
      if (!dead.has(slice.holderId)) continue;
      const period = ledger.periods.get(slice.periodId);
      const amountMicroUsd = ledger.expire(slice);
      if (!period || amountMicroUsd === 0) continue;
      await appendAudit(tx, { kind: 'system', organisationId, name: 'budgets' }, at, {
        type: 'budget.cost-unknown',
        target: { id: period.budgetId, label: period.name },
        payload: { amountMicroUsd, period: period.key },
      });
    }
    ledger.send(at);
  });

const forgetDead = (app: App): Promise<unknown> =>
  app.db.queryOnce(
    'system',
    `DELETE FROM budget_holder h WHERE seen_at < now() - interval '1 day'
     AND NOT EXISTS (SELECT 1 FROM budget_slice s WHERE s.holder_id = h.id)`,
    [],
  );
