import type { Tx } from '@switchyard/db';
import { budgetPeriods, budgetScopes, type OrganisationId } from '@switchyard/domain';
import { type BudgetAccount, forecastBudget } from '@switchyard/routing';
import { z } from 'zod';
import { targetLabel } from './budget-target.ts';

const money = z.int();

export const budgetViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  scope: z.enum(budgetScopes),
  targetId: z.string().nullable(),
  /** What people call what it is of; empty for the organisation. */
  targetLabel: z.string(),
  period: z.enum(budgetPeriods),
  /** Without top-ups. */
  capMicroUsd: money,
  isHard: z.boolean(),
  warnAt: z.array(z.int()),
  revision: z.int(),
  /** The day or month that is now; null for a budget per run, which has as many as there are runs. */
  current: z
    .object({
      /** 2026-11-21 or 2026-11. */
      key: z.string(),
      startsAt: z.iso.datetime(),
      endsAt: z.iso.datetime(),
      /** With top-ups. */
      capMicroUsd: money,
      spentMicroUsd: money,
      /** Counted at the worst case: nobody can say what it cost. */
      unknownMicroUsd: money,
      /** Leased for calls, under way or about to be made. */
      heldMicroUsd: money,
      /** The highest threshold reached, in percent; 0: none. */
      warnedPercent: z.int(),
      /** What has been spent per hour of the day or day of the month. */
      pace: z.array(z.object({ at: z.iso.datetime(), spentMicroUsd: money })),
      /** If it goes on like this; null: too early to say. */
      forecast: z.object({ endMicroUsd: money, runsOutAt: z.iso.datetime().nullable() }).nullable(),
    })
    .nullable(),
  /** Steps that wait because it ran out. */
  waiting: z.int(),
});
export type BudgetView = z.infer<typeof budgetViewSchema>;

interface BudgetRow extends Omit<BudgetView, 'current'> {
  readonly key: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly now: Date;
  readonly extra: number;
  readonly taken: number;
  readonly spent: number;
  readonly unknown: number;
  readonly warned: number;
  readonly pace: readonly { readonly at: string; readonly spent: number }[] | null;
}

const viewSql = `
  WITH span AS (
    SELECT b.id, o.time_zone, now() AT TIME ZONE o.time_zone AS local,
           CASE b.period WHEN 'month' THEN 'month' ELSE 'day' END AS unit
    FROM budget b JOIN organisation o ON o.id = b.organisation_id
    WHERE b.organisation_id = $1 AND b.removed_at IS NULL AND ($2::uuid IS NULL OR b.id = $2))
  SELECT b.id, b.name, b.scope, b.target_id AS "targetId", ${targetLabel} AS "targetLabel", b.period,
         b.cap_micro_usd AS "capMicroUsd", b.is_hard AS "isHard", b.warn_at AS "warnAt", b.revision,
         (SELECT count(*)::int FROM approval_request a JOIN budget_period w ON w.id = a.budget_period_id
          WHERE a.status = 'pending' AND a.kind = 'budget' AND w.budget_id = b.id) AS waiting,
         now() AS now, k.key,
         date_trunc(s.unit, s.local) AT TIME ZONE s.time_zone AS "startsAt",
         (date_trunc(s.unit, s.local) + ('1 ' || s.unit)::interval) AT TIME ZONE s.time_zone AS "endsAt",
         coalesce(p.extra_micro_usd, 0)::bigint AS extra, coalesce(p.taken_micro_usd, 0)::bigint AS taken,
         coalesce(p.spent_micro_usd, 0)::bigint AS spent, coalesce(p.unknown_micro_usd, 0)::bigint AS unknown,
         coalesce(p.warned_percent, 0) AS warned,
         (SELECT jsonb_agg(jsonb_build_object('at', e.at, 'spent', e.spent_micro_usd) ORDER BY e.at)
          FROM budget_pace e WHERE e.period_id = p.id) AS pace
  FROM span s JOIN budget b ON b.id = s.id
  CROSS JOIN LATERAL (SELECT to_char(s.local, CASE s.unit WHEN 'month' THEN 'YYYY-MM' ELSE 'YYYY-MM-DD' END) AS key) k
  LEFT JOIN budget_period p ON p.budget_id = b.id AND p.key = k.key
  ORDER BY b.scope <> 'organisation', b.name, b.id`;

/** Budgets as they stand, by the database's clock; one of them with `budgetId`. */
export const listBudgetViews = async (
  tx: Tx,
  organisationId: OrganisationId,
  budgetId: string | null = null,
): Promise<BudgetView[]> => (await tx.query<BudgetRow>(viewSql, [organisationId, budgetId])).map(toView);

const toView = ({ startsAt, endsAt, now, extra, taken, spent, unknown, warned, pace, key, ...view }: BudgetRow) => {
  if (view.period === 'run') return { ...view, current: null };
  const account: BudgetAccount = {
    capMicroUsd: view.capMicroUsd + extra,
    takenMicroUsd: taken,
    spentMicroUsd: spent,
    unknownMicroUsd: unknown,
  };
  const points = (pace ?? []).map(({ at, spent: spentMicroUsd }) => ({ atMs: Date.parse(at), spentMicroUsd }));
  const times = { startsAtMs: startsAt.getTime(), endsAtMs: endsAt.getTime(), nowMs: now.getTime() };
  const forecast = forecastBudget({ account, ...times, pace: points });
  return {
    ...view,
    current: {
      key,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
      capMicroUsd: account.capMicroUsd,
      spentMicroUsd: spent,
      unknownMicroUsd: unknown,
      heldMicroUsd: Math.max(0, taken - spent - unknown),
      warnedPercent: warned,
      pace: points.map(({ atMs, spentMicroUsd }) => ({ at: new Date(atMs).toISOString(), spentMicroUsd })),
      forecast: forecast && {
        endMicroUsd: forecast.endMicroUsd,
        runsOutAt: forecast.runsOutAtMs === null ? null : new Date(forecast.runsOutAtMs).toISOString(),
      },
    },
  };
};
