import type { App } from '../app.ts';
import { askForMoney } from './ask-for-money.ts';
import { type Book, type Desk, deskOf, noteHolder, type Reservation, type Till } from './desk.ts';
import { openLedger } from './period-ledger.ts';
import { settleBudget } from './settle-budget.ts';
import { endSettling, writeSettlements } from './write-settlements.ts';

const beatMs = 500;
/** Others take a holder for dead after thirty seconds without this. */
const seenEveryMs = 5000;
/** Money that nobody asked for in this time is left to others. */
const idleMs = 1000;
/** A call whose cost became unknown may still be corrected for so long. */
const correctableForMs = 3_600_000;

/** Starts what a process does for its budgets in the background. It does not keep the process alive. */
export const keepBeat = (app: App, desk: Desk): void => {
  desk.timer ??= setInterval(() => void beat(app, desk), beatMs).unref();
};

const beat = async (app: App, desk: Desk): Promise<void> => {
  if (desk.isBeating) return;
  desk.isBeating = true;
  try {
    const nowMs = performance.now();
    if (nowMs - desk.seenAtMs >= seenEveryMs) await noteHolder(app, desk);
    await findSettled(app, desk);
    settleOverdue(app, desk, nowMs);
    for (const till of desk.tills.values()) await tidy(app, desk, till, nowMs);
  } catch (cause) {
    app.log.warn({ err: cause }, 'budgets not tidied; the next beat does');
  } finally {
    desk.isBeating = false;
  }
};

/** What became of the transactions that settled and of which nobody heard: committed, or rolled back and to be settled again. */
const findSettled = async (app: App, desk: Desk): Promise<void> => {
  const byXid = new Map<string, Reservation[]>();
  for (const reservation of desk.reservations.values()) {
    const proof = reservation.settling?.proof ?? null;
    if (typeof proof === 'string') byXid.set(proof, [...(byXid.get(proof) ?? []), reservation]);
    else if (proof !== null) endSettling(desk, reservation, await proof());
  }
  if (byXid.size === 0) return;
  const rows = await app.db.queryOnce<{ xid: string; status: string | null }>(
    'system',
    'SELECT xid, pg_xact_status(xid::xid8) AS status FROM unnest($1::text[]) xid',
    [[...byXid.keys()]],
  );
  for (const { xid, status } of rows) {
    if (status === 'in progress') continue;
    // Of one that the database no longer remembers (null), the money stays held rather than being given back twice.
    for (const reservation of byXid.get(xid) ?? []) endSettling(desk, reservation, status !== 'aborted');
  }
};

const settleOverdue = (app: App, desk: Desk, nowMs: number): void => {
  for (const reservation of desk.reservations.values()) {
    if (reservation.dueAtMs > nowMs || reservation.settling !== null) continue;
    if (!reservation.isUnknown) expireReservation(app, reservation);
    else if (reservation.dueAtMs + correctableForMs < nowMs) desk.reservations.delete(reservation.id);
  }
};

const expireReservation = (app: App, reservation: Reservation): void => {
  settleBudget(app, reservation.id, 'unknown').catch((cause: unknown) =>
    app.log.warn({ err: cause, reservationId: reservation.id }, 'overdue reservation not settled'),
  );
  reservation.isUnknown = true;
};

const tidy = async (app: App, desk: Desk, till: Till, nowMs: number): Promise<void> => {
  await writeSettlements(app, desk, till);
  await giveBackIdle(app, desk, till, (book) => nowMs - book.usedAtMs >= idleMs || nowMs >= book.endsAtMs);
  // A book is kept while a call of it is under way: what its slice still holds is told apart from what was lost.
  const inUse = new Set([...desk.reservations.values()].flatMap(({ lines }) => lines.map(({ sliceId }) => sliceId)));
  for (const [name, book] of till.books) {
    const isIdle = book.inHandMicroUsd === 0 && nowMs - book.usedAtMs >= idleMs && !inUse.has(book.sliceId);
    if (isIdle && !till.isAsking) till.books.delete(name);
  }
};

/** Returns what is in hand and was not promised. Out of hand first: whatever becomes of the transaction, it is not promised twice. */
const giveBackIdle = async (app: App, desk: Desk, till: Till, isIdle: (book: Book) => boolean): Promise<void> => {
  const returns = [...till.books.values()]
    .filter((book) => book.inHandMicroUsd > 0 && isIdle(book))
    .map((book) => ({ book, microUsd: book.inHandMicroUsd }));
  if (returns.length === 0 || till.isAsking) return;
  till.isAsking = true;
  for (const { book, microUsd } of returns) {
    book.inHandMicroUsd = 0;
    book.amountMicroUsd -= microUsd;
  }
  const { organisationId } = till;
  try {
    await app.db.transaction({ organisationId }, async (tx) => {
      const ledger = await openLedger(tx, organisationId, returns.map(({ book }) => book.periodId).sort());
      for (const { book, microUsd } of returns) {
        const slice = ledger.findSlice(book.sliceId);
        if (slice) ledger.giveBack(slice, microUsd);
      }
      ledger.send(app.now());
    });
  } finally {
    till.isAsking = false;
    if (till.waiting.length > 0) void askForMoney(app, desk, till);
  }
};

/** Gives back what was not promised, when the process ends well. Calls under way count as unknown once it is gone. */
export const closeBudgets = async (app: App): Promise<void> => {
  const desk = deskOf(app);
  if (desk.timer) clearInterval(desk.timer);
  desk.timer = null;
  for (const till of desk.tills.values()) {
    await writeSettlements(app, desk, till);
    await giveBackIdle(app, desk, till, () => true);
  }
};
