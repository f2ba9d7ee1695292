import type { Tx } from '@switchyard/db';
import type { BudgetPeriod, BudgetScope, OrganisationId } from '@switchyard/domain';
import type { BudgetAccount, BudgetSettlement, BudgetSlice } from '@switchyard/routing';

/** A period under its lock, as the transaction changes it. */
export interface LockedPeriod {
  readonly id: string;
  readonly budgetId: string;
  readonly key: string;
  readonly name: string;
  readonly scope: BudgetScope;
  readonly period: BudgetPeriod;
  readonly isHard: boolean;
  readonly endsAt: Date | null;
  readonly warnAt: readonly number[];
  /** Topped up; part of the account's cap. */
  extraMicroUsd: number;
  warnedPercent: number;
  account: BudgetAccount;
}

export interface LedgerSlice {
  readonly id: string;
  readonly periodId: string;
  readonly holderId: string;
  slice: BudgetSlice;
  isChanged: boolean;
}

interface PeriodRow {
  readonly id: string;
  readonly budget_id: string;
  readonly key: string;
  readonly name: string;
  readonly scope: BudgetScope;
  readonly period: BudgetPeriod;
  readonly is_hard: boolean;
  readonly ends_at: Date | null;
  readonly warn_at: readonly number[];
  readonly warned_percent: number;
  readonly extra: number;
  readonly cap: number;
  readonly taken: number;
  readonly spent: number;
  readonly unknown: number;
}

interface SliceRow {
  readonly id: string;
  readonly period_id: string;
  readonly holder_id: string;
  readonly amount: number;
  readonly settled: number;
  readonly is_expired: boolean;
}

export interface SettledRow {
  readonly period_id: string;
  readonly slice_id: string;
  readonly kind: BudgetSettlement['kind'];
  readonly worst: number;
  readonly actual: number;
  /** Of those that came to more than their worst case: how much more. */
  readonly over: number;
}

/** By id: whoever needs several periods asks for them in this order. */
const lockPeriods = `
  SELECT p.id, p.budget_id, p.key, b.name, b.scope, b.period, b.is_hard, p.ends_at, b.warn_at, p.warned_percent,
         p.extra_micro_usd AS extra,         b.cap_micro_usd + p.extra_micro_usd AS cap, p.taken_micro_usd AS taken, p.spent_micro_usd AS spent,
         p.unknown_micro_usd AS unknown
  FROM budget_period p JOIN budget b ON b.id = p.budget_id
  WHERE p.organisation_id = $1 AND p.id = ANY($2::uuid[]) ORDER BY p.id FOR UPDATE OF p`;

/** One per process at work, and those that expired with something unknown. */
const loadSlices = `
  SELECT id, period_id, holder_id, amount_micro_usd AS amount, settled_micro_usd AS settled, is_expired
  FROM budget_slice WHERE organisation_id = $1 AND period_id = ANY($2::uuid[])`;

const takeSettlements = `
  WITH gone AS (DELETE FROM budget_settlement WHERE organisation_id = $1 AND period_id = ANY($2::uuid[])
                RETURNING period_id, slice_id, kind, worst_micro_usd AS worst, actual_micro_usd AS actual)
  SELECT period_id, slice_id, kind, sum(worst)::bigint AS worst, sum(actual)::bigint AS actual,
         sum(greatest(actual - worst, 0))::bigint AS over
  FROM gone GROUP BY period_id, slice_id, kind`;

const toPeriod = (row: PeriodRow): LockedPeriod => ({
  id: row.id,
  budgetId: row.budget_id,
  key: row.key,
  name: row.name,
  scope: row.scope,
  period: row.period,
  isHard: row.is_hard,
  endsAt: row.ends_at,
  warnAt: row.warn_at,
  extraMicroUsd: row.extra,
  warnedPercent: row.warned_percent,
  account: {
    capMicroUsd: row.cap,
    takenMicroUsd: row.taken,
    spentMicroUsd: row.spent,
    unknownMicroUsd: row.unknown,
  },
});

const toSlice = (row: SliceRow): LedgerSlice => ({
  id: row.id,
  periodId: row.period_id,
  holderId: row.holder_id,
  slice: { amountMicroUsd: row.amount, settledMicroUsd: row.settled, isExpired: row.is_expired },
  isChanged: false,
});

export interface LoadedLedger {
  readonly periods: ReadonlyMap<string, LockedPeriod>;
  readonly slices: Map<string, LedgerSlice>;
  readonly settled: readonly SettledRow[];
}

/** Locks periods, takes what calls came to since, and reads the slices: three statements, one round trip. */
export const loadLedger = async (
  tx: Tx,
  organisationId: OrganisationId,
  periodIds: readonly string[],
): Promise<LoadedLedger> => {
  const values = [organisationId, periodIds];
  // Answered in order: settlements and slices are read under the lock.
  const [periods, settled, slices] = await Promise.all([
    tx.query<PeriodRow>(lockPeriods, values),
    tx.query<SettledRow>(takeSettlements, values),
    tx.query<SliceRow>(loadSlices, values),
  ]);
  return {
    periods: new Map(periods.map((row) => [row.id, toPeriod(row)])),
    slices: new Map(slices.map((row) => [row.id, toSlice(row)])),
    settled,
  };
};
