import { newId, type Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import type { BudgetKey } from './known-budgets.ts';
import type { BudgetAnswer } from './reserve-budget.ts';

/*
 * What one process holds of budgets, in memory. The database knows what each slice amounts to and what of it was settled; what of
 * it has been promised, only this process knows. So everything here may be lost at any moment: then what was not settled counts as
 * spent, cost unknown.
 *
 * Reservation: open ──settleBudget(s)──▶ settling ──its transaction committed──▶ gone
 *               │  ◀──rolled back────────┘
 *               └──ttl──▶ unknown ──settleBudget (late)──▶ settling
 */

/** A slice in hand: what may still be promised of one period. Times are of `performance.now()`, which no clock change moves. */
export interface Book {
  readonly key: BudgetKey;
  periodId: string;
  endsAtMs: number;
  sliceId: string;
  /** What the slice amounts to as far as this process knows; the database knows better after a lost answer. */
  amountMicroUsd: number;
  /** Leased, not promised. */
  inHandMicroUsd: number;
  /** Promised since the last lease: how much to lease at once. */
  promisedMicroUsd: number;
  leasedAtMs: number;
  usedAtMs: number;
  /** As much as is leased at once at that pace. */
  wishMicroUsd: number;
}

export interface Waiter {
  readonly keys: readonly BudgetKey[];
  readonly worstMicroUsd: number;
  readonly ttlMs: number;
  readonly answer: (answer: BudgetAnswer) => void;
  readonly fail: (cause: unknown) => void;
}

export interface Line {
  readonly periodId: string;
  readonly sliceId: string;
}

export interface Reservation {
  readonly id: string;
  readonly organisationId: OrganisationId;
  readonly worstMicroUsd: number;
  readonly lines: readonly Line[];
  readonly dueAtMs: number;
  isUnknown: boolean;
  settling: Settling | null;
}

/** A transaction that settles a reservation, until it is known what became of that. */
export interface Settling {
  readonly kind: PendingSettlement['kind'];
  /** How the beat finds out: by the transaction's id, or by asking. Null: whoever made the transaction waits for its end. */
  readonly proof: string | (() => Promise<boolean>) | null;
}

/** A settlement that goes out with the next batch. */
export interface PendingSettlement {
  readonly reservation: Reservation;
  kind: 'actual' | 'unknown' | 'late';
  actualMicroUsd: number;
  readonly written: () => void;
  readonly fail: (cause: unknown) => void;
}

/** What a process holds of one organisation's budgets. */
export interface Till {
  readonly organisationId: OrganisationId;
  readonly books: Map<string, Book>;
  waiting: Waiter[];
  pending: PendingSettlement[];
  /** Its slices are being changed: by one transaction at a time. */
  isAsking: boolean;
  /** What is in hand is being counted for callers that wait: the next ones wait behind them. */
  isServing: boolean;
  isWriting: Promise<void> | null;
}

export interface Desk {
  /** Whose slices they are; nobody else's. */
  readonly holderId: string;
  /** Calls promised so far: what their reservations are named by, which no other process knows. */
  promised: number;
  readonly tills: Map<OrganisationId, Till>;
  readonly reservations: Map<string, Reservation>;
  /** Resolves once the holder is known to be alive. */
  isSeen: Promise<void> | null;
  seenAtMs: number;
  timer: NodeJS.Timeout | null;
  isBeating: boolean;
}

const desks = new WeakMap<App, Desk>();

export const deskOf = (app: App): Desk => {
  const known = desks.get(app);
  if (known) return known;
  const desk: Desk = {
    holderId: newId(),
    promised: 0,
    tills: new Map(),
    reservations: new Map(),
    isSeen: null,
    seenAtMs: 0,
    timer: null,
    isBeating: false,
  };
  desks.set(app, desk);
  return desk;
};

export const tillOf = (desk: Desk, organisationId: OrganisationId): Till => {
  const known = desk.tills.get(organisationId);
  if (known) return known;
  const till: Till = {
    organisationId,
    books: new Map(),
    waiting: [],
    pending: [],
    isAsking: false,
    isServing: false,
    isWriting: null,
  };
  desk.tills.set(organisationId, till);
  return till;
};

export const bookName = ({ budgetId, runId }: BudgetKey): string =>
  runId === null ? budgetId : `${budgetId}/${runId}`;

/** A book of the period that the budget is in now; undefined when it has to be opened. */
export const findBook = (till: Till, key: BudgetKey, nowMs: number): Book | undefined => {
  const book = till.books.get(bookName(key));
  return book && nowMs < book.endsAtMs ? book : undefined;
};

/** Promises a call's worst case out of what is in hand. Null: some budget has too little in hand. */
export const promise = (desk: Desk, till: Till, call: Omit<Waiter, 'answer' | 'fail'>): Reservation | null => {
  const nowMs = performance.now();
  const lines: { readonly book: Book; readonly sliceId: string }[] = [];
  for (const key of call.keys) {
    const book = findBook(till, key, nowMs);
    if (!book || book.inHandMicroUsd < call.worstMicroUsd) return null;
    lines.push({ book, sliceId: book.sliceId });
  }
  for (const { book } of lines) {
    book.inHandMicroUsd -= call.worstMicroUsd;
    book.promisedMicroUsd += call.worstMicroUsd;
    book.usedAtMs = nowMs;
  }
  desk.promised += 1;
  const reservation: Reservation = {
    id: `${desk.holderId}/${desk.promised}`,
    organisationId: till.organisationId,
    worstMicroUsd: call.worstMicroUsd,
    lines: lines.map(({ book, sliceId }) => ({ periodId: book.periodId, sliceId })),
    dueAtMs: nowMs + call.ttlMs,
    isUnknown: false,
    settling: null,
  };
  desk.reservations.set(reservation.id, reservation);
  return reservation;
};

/** Says that this process is alive; what others hold of a holder that does not is counted as spent. */
export const noteHolder = async (app: App, desk: Desk): Promise<void> => {
  await app.db.queryOnce(
    'system',
    'INSERT INTO budget_holder (id, seen_at) VALUES ($1, now()) ON CONFLICT (id) DO UPDATE SET seen_at = now()',
    [desk.holderId],
  );
  desk.seenAtMs = performance.now();
};

export type SettlementRow = Pick<PendingSettlement, 'reservation' | 'kind' | 'actualMicroUsd'>;

interface SettledSum extends Line {
  readonly organisationId: OrganisationId;
  readonly kind: PendingSettlement['kind'];
  worst: number;
  actual: number;
}

/**
 * Calls of the same slice in one row: what is counted in are sums. Those that came to more than their worst case stay apart, so
 * that how much more is not made up for by others.
 */
const sumUp = (settlements: readonly SettlementRow[]): SettledSum[] => {
  const sums = new Map<string, SettledSum>();
  for (const { reservation, kind, actualMicroUsd } of settlements) {
    const { organisationId, worstMicroUsd, lines } = reservation;
    const isOver = actualMicroUsd > worstMicroUsd;
    for (const { periodId, sliceId } of lines) {
      const name = `${sliceId} ${periodId} ${kind} ${isOver}`;
      const sum = sums.get(name);
      if (sum) {
        sum.worst += worstMicroUsd;
        sum.actual += actualMicroUsd;
      } else sums.set(name, { organisationId, periodId, sliceId, kind, worst: worstMicroUsd, actual: actualMicroUsd });
    }
  }
  return [...sums.values()];
};

const append = `INSERT INTO budget_settlement (organisation_id, period_id, slice_id, kind, worst_micro_usd, actual_micro_usd)
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bigint[], $6::bigint[])`;
const appendAndTell = `WITH added AS (${append}) SELECT pg_current_xact_id()::text AS xid`;

const columnsOf = (settlements: readonly SettlementRow[]) => {
  const rows = sumUp(settlements);
  return [
    rows.map(({ organisationId }) => organisationId),
    rows.map(({ periodId }) => periodId),
    rows.map(({ sliceId }) => sliceId),
    rows.map(({ kind }) => kind),
    rows.map(({ worst }) => worst),
    rows.map(({ actual }) => actual),
  ];
};

/** Appends what calls came to, with the transaction's commit; whoever locks their periods next counts it in. */
export const sendSettlements = (tx: Tx, settlements: readonly SettlementRow[]): void =>
  tx.send(append, columnsOf(settlements));

/** The same at once. Returns the transaction's id, by which it can be found out later whether it was committed. */
export const insertSettlements = async (tx: Tx, settlements: readonly SettlementRow[]): Promise<string> => {
  const [row] = await tx.query<{ xid: string }>(appendAndTell, columnsOf(settlements));
  if (!row) throw new Error('A statement that returns a row returned none.');
  return row.xid;
};
