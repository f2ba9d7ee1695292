import { newId, type Tx } from '@switchyard/db';
import { admit, type BudgetOffer, freeOf, heldOf, outstandingOf, sliceBeyond, usedOf } from '@switchyard/routing';
import type { App } from '../app.ts';
import { type Book, bookName, type Desk, findBook, noteHolder, promise, type Till, type Waiter } from './desk.ts';
import type { BudgetKey } from './known-budgets.ts';
import type { LedgerSlice, LockedPeriod } from './load-ledger.ts';
import { openPeriods } from './open-periods.ts';
import { openLedger, type PeriodLedger } from './period-ledger.ts';
import type { BudgetRefusal } from './reserve-budget.ts';
import { writeSettlements } from './write-settlements.ts';

/** A slice lasts about so long at the pace at which this process has been promising. */
const sliceForMs = 250;
/** A pace over less time than this is no pace. */
const paceOverMs = 50;

/**
 * Leases for everybody who waits, again until nobody does: one transaction for all callers of this process, so that however many
 * ask at once, a budget's row is locked once. Never throws; whoever waits is told.
 */
export const askForMoney = async (app: App, desk: Desk, till: Till): Promise<void> => {
  if (till.isAsking) return;
  till.isAsking = true;
  try {
    while (till.waiting.length > 0 || listLow(till).length > 0) {
      const batch = till.waiting.splice(0);
      await serve(app, desk, till, batch).catch((cause: unknown) => {
        for (const waiter of batch) waiter.fail(cause);
        if (batch.length === 0) throw cause;
      });
    }
  } catch (cause) {
    app.log.warn({ err: cause }, 'no money leased in advance; the next call asks');
  } finally {
    till.isAsking = false;
  }
  // Who came while it failed for nobody in particular.
  if (till.waiting.length > 0) void askForMoney(app, desk, till);
};

/** Books that are about to run out while calls keep coming: leased anew before anybody has to wait. */
const listLow = (till: Till): Book[] =>
  [...till.books.values()].filter(
    ({ inHandMicroUsd, wishMicroUsd, promisedMicroUsd, endsAtMs }) =>
      wishMicroUsd > 0 && promisedMicroUsd > 0 && inHandMicroUsd < wishMicroUsd / 2 && performance.now() < endsAtMs,
  );

export const isLow = (till: Till): boolean => listLow(till).length > 0;

const serve = async (app: App, desk: Desk, till: Till, batch: readonly Waiter[]): Promise<void> => {
  desk.isSeen ??= noteHolder(app, desk);
  await desk.isSeen.catch((cause: unknown) => {
    desk.isSeen = null;
    throw cause;
  });
  // What this process knows to have come back is there for those who ask.
  await writeSettlements(app, desk, till);
  const { organisationId } = till;
  till.isServing = batch.length > 0;
  try {
    const served = await app.db.transaction({ organisationId }, async (tx) => {
      const books = await openBooks(tx, till, [...new Map(keysOf(till, batch)).values()]);
      const ledger = await openLedger(tx, organisationId, books.map(({ periodId }) => periodId).sort());
      const answers = leaseFor(desk, ledger, books, batch);
      ledger.send(app.now());
      return answers;
    });
    // Only now: what was not committed was not leased.
    for (const each of served.leases) takeInHand(each);
    for (const [index, waiter] of batch.entries()) tell(desk, till, waiter, served, served.refusals[index] ?? null);
  } finally {
    till.isServing = false;
  }
};

const takeInHand = ({ book, sliceId, amountMicroUsd, addedMicroUsd, wishMicroUsd }: Lease): void => {
  const nowMs = performance.now();
  Object.assign(book, { sliceId, amountMicroUsd, wishMicroUsd, promisedMicroUsd: 0, leasedAtMs: nowMs });
  // Added, not set: while it was leased, calls may have been served from what was in hand.
  book.inHandMicroUsd += addedMicroUsd;
  if (addedMicroUsd > 0) book.usedAtMs = nowMs;
};

const keysOf = (till: Till, batch: readonly Waiter[]): [string, BudgetKey][] => [
  ...batch.flatMap(({ keys }) => keys.map((key): [string, BudgetKey] => [bookName(key), key])),
  ...listLow(till).map(({ key }): [string, BudgetKey] => [bookName(key), key]),
];

/** Books of the periods that these budgets are in now. A book of a period that has ended is left to be given back. */
const openBooks = async (tx: Tx, till: Till, keys: readonly BudgetKey[]): Promise<Book[]> => {
  const nowMs = performance.now();
  const missing = keys.filter((key) => !findBook(till, key, nowMs));
  for (const { periodId, endsInMs, budgetId, runId } of await openPeriods(tx, till.organisationId, missing)) {
    const key = { budgetId, runId };
    const endsAtMs = endsInMs === null ? Number.POSITIVE_INFINITY : nowMs + endsInMs;
    const old = till.books.get(bookName(key));
    if (old?.periodId === periodId) {
      old.endsAtMs = endsAtMs;
      continue;
    }
    if (old && old.inHandMicroUsd > 0) till.books.set(`${bookName(key)} ${old.periodId}`, old);
    till.books.set(bookName(key), {
      key,
      periodId,
      endsAtMs,
      sliceId: newId(),
      amountMicroUsd: 0,
      inHandMicroUsd: 0,
      promisedMicroUsd: 0,
      leasedAtMs: nowMs,
      usedAtMs: nowMs,
      wishMicroUsd: 0,
    });
  }
  return keys.flatMap((key) => findBook(till, key, nowMs) ?? []);
};

interface Lease {
  readonly book: Book;
  readonly sliceId: string;
  readonly amountMicroUsd: number;
  readonly addedMicroUsd: number;
  readonly wishMicroUsd: number;
}

interface Served {
  readonly leases: readonly Lease[];
  /** Names of the budgets that were found. */
  readonly known: ReadonlySet<string>;
  /** Per waiter; null: admitted. */
  readonly refusals: readonly (BudgetRefusal | null)[];
}

/** Who is admitted, and what is leased for it. */
const leaseFor = (desk: Desk, ledger: PeriodLedger, books: readonly Book[], batch: readonly Waiter[]): Served => {
  const found = books.flatMap((book) => {
    const period = ledger.periods.get(book.periodId);
    return period ? [{ book, period, own: findOwn(desk, ledger, book) }] : [];
  });
  const offers = new Map<string, BudgetOffer>(
    found.map(({ book, period, own }) => [
      period.id,
      { inHandMicroUsd: book.inHandMicroUsd + own.foundMicroUsd, freeMicroUsd: leasableOf(period) },
    ]),
  );
  const periodOf = new Map(found.map(({ book, period }) => [bookName(book.key), period.id]));
  // A budget that is gone admits whoever asks.
  const claims = batch.map(({ keys, worstMicroUsd }) => ({
    worstMicroUsd,
    periodIds: keys.flatMap((key) => periodOf.get(bookName(key)) ?? []),
  }));
  const { refusedBy, used } = admit(claims, offers);
  return {
    leases: found.map(({ book, period, own }) => leaseInto(ledger, book, period, own, used.get(period.id) ?? 0)),
    known: new Set(periodOf.keys()),
    refusals: refusedBy.map((periodId) => refusalOf(periodId === null ? undefined : ledger.periods.get(periodId))),
  };
};

const leasableOf = ({ isHard, account }: LockedPeriod): number => (isHard ? freeOf(account) : Number.POSITIVE_INFINITY);

interface OwnSlice {
  readonly slice: LedgerSlice;
  /** In the slice, never promised, and not in hand: its lease was committed, but the answer was lost. */
  readonly foundMicroUsd: number;
}

const findOwn = (desk: Desk, ledger: PeriodLedger, book: Book): OwnSlice => {
  const old = ledger.findSlice(book.sliceId);
  if (old && !old.slice.isExpired) {
    return { slice: old, foundMicroUsd: old.slice.amountMicroUsd - book.amountMicroUsd };
  }
  // This process was taken for dead. What it has in hand was never promised, so that much is certain.
  if (old && book.inHandMicroUsd > 0) ledger.giveBack(old, book.inHandMicroUsd);
  book.inHandMicroUsd = 0;
  const slice = ledger.openSlice(book.periodId, desk.holderId);
  const promised = [...desk.reservations.values()]
    .filter(({ lines }) => lines.some(({ sliceId }) => sliceId === slice.id))
    .reduce((sum, { worstMicroUsd }) => sum + worstMicroUsd, 0);
  return { slice, foundMicroUsd: Math.max(0, outstandingOf(slice.slice) - promised) };
};

const leaseInto = (ledger: PeriodLedger, book: Book, period: LockedPeriod, own: OwnSlice, used: number): Lease => {
  const inHand = book.inHandMicroUsd + own.foundMicroUsd;
  const needed = Math.max(0, used - inHand);
  const passedMs = Math.max(paceOverMs, performance.now() - book.leasedAtMs);
  const wish = sliceBeyond(leasableOf(period) - needed, (book.promisedMicroUsd / passedMs) * sliceForMs);
  const beyond = Math.max(0, wish - (inHand + needed - used));
  ledger.lease(own.slice, needed + beyond);
  return {
    book,
    sliceId: own.slice.id,
    amountMicroUsd: own.slice.slice.amountMicroUsd,
    addedMicroUsd: own.foundMicroUsd + needed + beyond,
    wishMicroUsd: wish,
  };
};

const refusalOf = (period: LockedPeriod | undefined): BudgetRefusal | null =>
  period
    ? {
        id: period.budgetId,
        periodId: period.id,
        name: period.name,
        scope: period.scope,
        period: period.period,
        capMicroUsd: period.account.capMicroUsd,
        spentMicroUsd: usedOf(period.account),
        heldMicroUsd: heldOf(period.account),
        resetsAt: period.endsAt?.toISOString() ?? null,
      }
    : null;

const tell = (desk: Desk, till: Till, waiter: Waiter, { known }: Served, refusal: BudgetRefusal | null): void => {
  if (refusal) {
    waiter.answer({ kind: 'refused', budget: refusal });
    return;
  }
  const keys = waiter.keys.filter((key) => known.has(bookName(key)));
  const reservation = promise(desk, till, { ...waiter, keys });
  // A period ended while it was asked for: asked again, of the next one.
  if (reservation === null) till.waiting.push(waiter);
  else waiter.answer({ kind: 'reserved', reservationId: reservation.id });
};
