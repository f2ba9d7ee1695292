import type { App } from '../app.ts';
import { type Desk, insertSettlements, type PendingSettlement, type Reservation, type Till } from './desk.ts';

/** More than this in one statement makes it no faster. */
const batchMax = 2000;

/** Writes what has been settled outside of transactions of callers: one transaction for all of them. Throws when it cannot. */
export const writeSettlements = async (app: App, desk: Desk, till: Till): Promise<void> => {
  while (till.isWriting) await till.isWriting;
  if (till.pending.length === 0) return;
  const writing = write(app, desk, till, till.pending.splice(0, batchMax)).finally(() => {
    till.isWriting = null;
  });
  // Others who wait for it are not told of its failure: what failed is pending again.
  till.isWriting = writing.catch(() => undefined);
  await writing;
  if (till.pending.length > 0) await writeSettlements(app, desk, till);
};

const write = async (app: App, desk: Desk, till: Till, batch: readonly PendingSettlement[]): Promise<void> => {
  const { organisationId } = till;
  try {
    await app.db.transaction({ organisationId }, async (tx) => {
      const xid = await insertSettlements(tx, batch);
      // From here on the commit may succeed although nobody hears of it.
      for (const { reservation, kind } of batch) reservation.settling = { kind, proof: xid };
    });
  } catch (cause) {
    for (const each of batch) {
      // Not sent to be committed: again with the next batch. Else the beat finds out what became of it.
      if (each.reservation.settling === null) till.pending.push(each);
      else each.fail(cause);
    }
    throw cause;
  }
  for (const { reservation, written } of batch) {
    endSettling(desk, reservation, true);
    written();
  }
};

/** The transaction that settled a reservation was committed, or rolled back. */
export const endSettling = (desk: Desk, reservation: Reservation, isCommitted: boolean): void => {
  const { settling } = reservation;
  reservation.settling = null;
  if (!isCommitted || settling === null) return;
  if (settling.kind === 'unknown') reservation.isUnknown = true;
  else desk.reservations.delete(reservation.id);
};
