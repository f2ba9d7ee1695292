import { type BudgetAccount, usedOf } from './budget-account.ts';

export interface ForecastRequest {
  readonly account: BudgetAccount;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly nowMs: number;
  /** Spent per bucket of time, in order; `atMs` is where the bucket begins. */
  readonly pace: readonly { readonly atMs: number; readonly spentMicroUsd: number }[];
}

export interface BudgetForecast {
  /** What will have been spent when the period ends, if it goes on like this. */
  readonly endMicroUsd: number;
  /** When the cap will be reached; null: not in this period. */
  readonly runsOutAtMs: number | null;
}

/** Before this part of the period has passed, a pace says nothing. */
const tooEarly = 1 / 50;

/**
 * The pace so far carried on to the end of the period: the mean of the pace since it began and of the pace in the last quarter
 * of the time that has passed, so that a new workflow shows soon and one busy hour does not say everything. Null: too early.
 */
export const forecastBudget = ({
  account,
  startsAtMs,
  endsAtMs,
  nowMs,
  pace,
}: ForecastRequest): BudgetForecast | null => {
  const passedMs = nowMs - startsAtMs;
  const leftMs = endsAtMs - nowMs;
  if (leftMs <= 0 || passedMs < (endsAtMs - startsAtMs) * tooEarly) return null;
  const used = usedOf(account);
  const recentFromMs = nowMs - passedMs / 4;
  const recent = pace.filter(({ atMs }) => atMs >= recentFromMs).reduce((sum, each) => sum + each.spentMicroUsd, 0);
  const perMs = (used / passedMs + recent / (passedMs / 4)) / 2;
  const endMicroUsd = Math.round(used + perMs * leftMs);
  if (account.capMicroUsd <= used) return { endMicroUsd, runsOutAtMs: nowMs };
  const untilMs = perMs > 0 ? (account.capMicroUsd - used) / perMs : Number.POSITIVE_INFINITY;
  return { endMicroUsd, runsOutAtMs: untilMs <= leftMs ? Math.round(nowMs + untilMs) : null };
};
