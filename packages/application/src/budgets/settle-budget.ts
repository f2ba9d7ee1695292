import type { Tx } from '@switchyard/db';
import { DomainError } from '@switchyard/domain';
import type { App } from '../app.ts';
import { deskOf, type Reservation, type SettlementRow, type Settling, sendSettlements, tillOf } from './desk.ts';
import { endSettling, writeSettlements } from './write-settlements.ts';

/**
 * Says what a reserved call really cost, in micro-dollars; `unknown` when nobody can say (aborted without usage, connection lost
 * after sending): then the worst case counts, until a settlement that comes later corrects it. It is durable when the promise
 * resolves, and need not be waited for. A reservation of another process, or one that has been settled, is left alone.
 */
export const settleBudget = async (
  app: App,
  reservationId: string,
  actualMicroUsd: number | 'unknown',
): Promise<void> => {
  const desk = deskOf(app);
  const reservation = desk.reservations.get(reservationId);
  if (!reservation) return;
  const settlement = settlementOf(reservation, actualMicroUsd);
  const till = tillOf(desk, reservation.organisationId);
  const waiting = till.pending.find((each) => each.reservation === reservation);
  if (waiting) {
    // Was about to be written as unknown, and now is known.
    if (waiting.kind === 'unknown')
      Object.assign(waiting, settlement, { kind: settlement.kind === 'late' ? 'actual' : settlement.kind });
    return;
  }
  const isWritten = new Promise<void>((written, fail) => {
    till.pending.push({ ...settlement, written, fail });
  });
  // At once, with everything else that was settled in this turn; what fails is written by the beat.
  setImmediate(() => void writeSettlements(app, desk, till).catch(() => undefined));
  isWritten.catch(() => undefined);
  return isWritten;
};

export interface CallCost {
  readonly reservationId: string;
  readonly costMicroUsd: number | 'unknown';
}

/**
 * The same for several calls as part of the caller's transaction, such as the one that stores their receipts: one statement, which
 * travels with the commit. Call it once in each try of that transaction, and `endSettlements` when the last one is over.
 */
export const settleBudgets = (app: App, tx: Tx, costs: readonly CallCost[]): void => {
  const desk = deskOf(app);
  const settlements: SettlementRow[] = [];
  for (const { reservationId, costMicroUsd } of costs) {
    const reservation = desk.reservations.get(reservationId);
    if (!reservation) continue;
    const settlement = settlementOf(reservation, costMicroUsd);
    reservation.settling = { kind: settlement.kind, proof: null };
    settlements.push(settlement);
  }
  if (settlements.length > 0) sendSettlements(tx, settlements);
};

/**
 * What became of the transaction in which these calls were settled. Rolled back, they are open again. Where the answer was lost:
 * how to find out, asked until it is known.
 */
export const endSettlements = (
  app: App,
  costs: readonly CallCost[],
  isCommitted: boolean | Exclude<Settling['proof'], string | null>,
): void => {
  const desk = deskOf(app);
  for (const { reservationId } of costs) {
    const reservation = desk.reservations.get(reservationId);
    if (!reservation?.settling) continue;
    if (typeof isCommitted === 'boolean') endSettling(desk, reservation, isCommitted);
    else reservation.settling = { ...reservation.settling, proof: isCommitted };
  }
};

const settlementOf = (reservation: Reservation, actualMicroUsd: number | 'unknown'): SettlementRow => {
  if (actualMicroUsd === 'unknown') return { reservation, kind: 'unknown', actualMicroUsd: 0 };
  if (!Number.isSafeInteger(actualMicroUsd) || actualMicroUsd < 0) {
    throw new DomainError(
      'invalid_input',
      `A call's cost must be a whole number of micro-dollars, not ${actualMicroUsd}.`,
    );
  }
  return { reservation, kind: reservation.isUnknown ? 'late' : 'actual', actualMicroUsd };
};
