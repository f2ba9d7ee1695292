import { newId, type Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';
import type { BudgetKey } from './known-budgets.ts';

export interface OpenPeriod extends BudgetKey {
  readonly periodId: string;
  /** Until the period ends, by the database's clock; null: it does not end. */
  readonly endsInMs: number | null;
}

/*
 * The database's clock and the organisation's time zone say which day or month it is. A process whose clock is wrong has no say,
 * and a clock that jumps finds the row of each day as it was left.
 */
const spans = `
  SELECT b.id AS budget_id, a.run_id, a.id,
         CASE b.period WHEN 'run' THEN a.run_id::text
                       WHEN 'day' THEN to_char(now() AT TIME ZONE o.time_zone, 'YYYY-MM-DD')
                       ELSE to_char(now() AT TIME ZONE o.time_zone, 'YYYY-MM') END AS key,
         CASE b.period WHEN 'run' THEN now()
                       ELSE date_trunc(b.period, now() AT TIME ZONE o.time_zone) AT TIME ZONE o.time_zone END AS starts_at,
         CASE WHEN b.period <> 'run' THEN
           (date_trunc(b.period, now() AT TIME ZONE o.time_zone) + ('1 ' || b.period)::interval) AT TIME ZONE o.time_zone END AS ends_at
  FROM unnest($2::uuid[], $3::uuid[], $4::uuid[]) a(budget_id, run_id, id)
  JOIN budget b ON b.id = a.budget_id AND b.organisation_id = $1 JOIN organisation o ON o.id = b.organisation_id`;

/** The periods that these budgets are in now, opened where nobody has been yet. A budget that is gone is left out. */
export const openPeriods = async (
  tx: Tx,
  organisationId: OrganisationId,
  keys: readonly BudgetKey[],
): Promise<OpenPeriod[]> => {
  if (keys.length === 0) return [];
  // In one order for all, so that two who open the same ones do not wait for each other crosswise.
  const sorted = [...keys].sort((left, right) => (orderOf(left) < orderOf(right) ? -1 : 1));
  const values = [
    organisationId,
    sorted.map(({ budgetId }) => budgetId),
    sorted.map(({ runId }) => runId),
    sorted.map(() => newId()),
  ];
  // The second sees what somebody else has opened in the meantime; they travel together.
  const [, rows] = await Promise.all([
    tx.execute(
      `INSERT INTO budget_period (id, organisation_id, budget_id, key, starts_at, ends_at)
       SELECT id, $1, budget_id, key, starts_at, ends_at FROM (${spans}) span ORDER BY budget_id, key
       ON CONFLICT (budget_id, key) DO NOTHING`,
      values,
    ),
    tx.query<{ budget_id: string; run_id: string | null; period_id: string; ends_in_ms: number | null }>(
      `SELECT span.budget_id, span.run_id, p.id AS period_id,
              (extract(epoch FROM span.ends_at - now()) * 1000)::float8 AS ends_in_ms
       FROM (${spans}) span JOIN budget_period p ON p.budget_id = span.budget_id AND p.key = span.key`,
      values,
    ),
  ]);
  return rows.map(({ budget_id, run_id, period_id, ends_in_ms }) => ({
    budgetId: budget_id,
    runId: run_id,
    periodId: period_id,
    endsInMs: ends_in_ms,
  }));
};

const orderOf = ({ budgetId, runId }: BudgetKey): string => `${budgetId}/${runId ?? ''}`;
