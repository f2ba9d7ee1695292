import { newId, type Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';
import {
  type BudgetSettlement,
  expire,
  giveBack,
  type HeldSlice,
  isCorrection,
  lease,
  outstandingOf,
  resolveUnknown,
  settle,
} from '@switchyard/routing';
import { type LedgerSlice, type LockedPeriod, loadLedger, type SettledRow } from './load-ledger.ts';
import { type LedgerEntry, sendLedger } from './send-ledger.ts';

/** Periods that this transaction holds, with everything that calls came to counted in. Every change goes through it. */
export interface PeriodLedger {
  readonly periods: ReadonlyMap<string, LockedPeriod>;
  /** Slices that have not expired. */
  listOpenSlices(): LedgerSlice[];
  findSlice(sliceId: string): LedgerSlice | null;
  /** The open slice of a holder in a period, a new one where it has none. */
  openSlice(periodId: string, holderId: string): LedgerSlice;
  lease(slice: LedgerSlice, microUsd: number): void;
  giveBack(slice: LedgerSlice, microUsd: number): void;
  /** Counts as spent what its holder has not settled; returns how much that is. */
  expire(slice: LedgerSlice): number;
  /** Somebody found out what calls of unknown cost came to: all that is unknown in the period counts as that. */
  resolveUnknown(period: LockedPeriod, actualMicroUsd: number, note: string): void;
  /** Adds to what may be spent in the period, more than nothing. `id` is the entry's. */
  topUp(period: LockedPeriod, id: string, microUsd: number, note: string): void;
  /** Sends what has changed, with the commit. Call it once, at the end. */
  send(at: Date): void;
}

interface Draft {
  readonly periods: ReadonlyMap<string, LockedPeriod>;
  readonly slices: Map<string, LedgerSlice>;
  readonly entries: LedgerEntry[];
  /** Period → what was newly spent in it. */
  readonly paced: Map<string, number>;
}

const apply = (draft: Draft, slice: LedgerSlice, change: (held: HeldSlice) => HeldSlice): void => {
  const period = draft.periods.get(slice.periodId);
  if (!period) return;
  const next = change({ account: period.account, slice: slice.slice });
  period.account = next.account;
  slice.slice = next.slice;
  slice.isChanged = true;
};

const note = (draft: Draft, period: LockedPeriod, kind: LedgerEntry['kind'], amountMicroUsd: number, text: string) => {
  if (amountMicroUsd !== 0) draft.entries.push({ id: newId(), period, kind, amountMicroUsd, note: text });
};

/** A slice whose calls were all settled is deleted; a call of it that was settled as unknown may still be corrected. */
const gone = (row: SettledRow): LedgerSlice => ({
  id: row.slice_id,
  periodId: row.period_id,
  holderId: '',
  slice: { amountMicroUsd: 0, settledMicroUsd: 0, isExpired: false },
  isChanged: false,
});

const countIn = (draft: Draft, row: SettledRow): void => {
  const period = draft.periods.get(row.period_id);
  if (!period) return;
  const { kind, worst, actual, over } = row;
  const slice = draft.slices.get(row.slice_id) ?? gone(row);
  const settlement: BudgetSettlement = { kind, worstMicroUsd: worst, actualMicroUsd: actual };
  if (isCorrection(slice.slice, settlement)) {
    note(
      draft,
      period,
      'correction',
      actual - worst,
      'Calls whose cost was unknown came to less than their worst case.',
    );
  }
  if (kind === 'unknown' && !slice.slice.isExpired) {
    note(draft, period, 'unknown', worst, 'Nobody could say what calls came to: their worst case counts.');
  }
  note(draft, period, 'overrun', over, 'A supplier billed more than the worst case of a call.');
  apply(draft, slice, (held) => settle(held, settlement));
  if (kind !== 'unknown') draft.paced.set(period.id, (draft.paced.get(period.id) ?? 0) + actual);
};

/** Locks periods and counts in what calls came to since. */
export const openLedger = async (
  tx: Tx,
  organisationId: OrganisationId,
  periodIds: readonly string[],
): Promise<PeriodLedger> => {
  const { periods, slices, settled } = await loadLedger(tx, organisationId, periodIds);
  const draft: Draft = { periods, slices, entries: [], paced: new Map() };
  for (const row of settled) countIn(draft, row);
  const open = () => [...slices.values()].filter(({ slice }) => !slice.isExpired);
  return {
    periods,
    listOpenSlices: open,
    findSlice: (sliceId) => slices.get(sliceId) ?? null,
    openSlice: (periodId, holderId) => {
      const found = open().find((each) => each.periodId === periodId && each.holderId === holderId);
      if (found) return found;
      const slice = { amountMicroUsd: 0, settledMicroUsd: 0, isExpired: false };
      const created: LedgerSlice = { id: newId(), periodId, holderId, slice, isChanged: true };
      slices.set(created.id, created);
      return created;
    },
    lease: (slice, microUsd) => apply(draft, slice, (held) => lease(held, microUsd)),
    giveBack: (slice, microUsd) => apply(draft, slice, (held) => giveBack(held, microUsd)),
    expire: (slice) => {
      const period = periods.get(slice.periodId);
      const unknown = outstandingOf(slice.slice);
      if (period) note(draft, period, 'unknown', unknown, 'A process ended without saying what its calls came to.');
      apply(draft, slice, expire);
      return unknown;
    },
    resolveUnknown: (period, actualMicroUsd, text) => {
      const { unknownMicroUsd } = period.account;
      period.account = resolveUnknown(period.account, unknownMicroUsd, actualMicroUsd);
      note(draft, period, 'correction', actualMicroUsd - unknownMicroUsd, text);
    },
    topUp: (period, id, microUsd, text) => {
      period.account = { ...period.account, capMicroUsd: period.account.capMicroUsd + microUsd };
      period.extraMicroUsd += microUsd;
      draft.entries.push({ id, period, kind: 'top_up', amountMicroUsd: microUsd, note: text });
    },
    send: (at) => sendLedger(tx, organisationId, draft, at),
  };
};
