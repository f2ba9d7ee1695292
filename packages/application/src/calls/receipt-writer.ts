import type { Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { endSettlements, settleBudgets } from '../budgets/index.ts';
import { isReceiptStored } from '../receipts/is-receipt-stored.ts';
import type { ReceiptEntry } from '../receipts/receipt-entry.ts';
import { recordReceipts } from '../receipts/record-receipts.ts';
import type { Settlement } from './call-session.ts';

/** A receipt with what its call held and spent. */
export interface CallRecord extends ReceiptEntry {
  readonly settlements: readonly Settlement[];
  /** Notes the call to be looked at again, where it was drawn: it travels with the receipt's commit. */
  readonly note?: (tx: Tx) => void;
}

interface Waiting {
  readonly record: CallRecord;
  readonly done: () => void;
  readonly failed: (cause: unknown) => void;
}

interface Queue {
  waiting: Waiting[];
  isWriting: boolean;
}

const batchMax = 200;

const costsOf = ({ settlements }: CallRecord): readonly Settlement[] => settlements;

/** Everything travels with the commit, in one round trip with one answer. */
const write = async (app: App, organisationId: OrganisationId, records: readonly CallRecord[]): Promise<void> => {
  const costs = records.flatMap(costsOf);
  await app.db.transaction({ organisationId }, async (tx) => {
    settleBudgets(app, tx, costs);
    await recordReceipts(tx, records);
    for (const { note } of records) note?.(tx);
  });
  endSettlements(app, costs, true);
};

/** The batch, or when it fails each record on its own: one that cannot be written takes no other with it. */
const writeBatch = async (app: App, organisationId: OrganisationId, batch: readonly Waiting[]): Promise<void> => {
  try {
    await write(
      app,
      organisationId,
      batch.map(({ record }) => record),
    );
    for (const { done } of batch) done();
  } catch {
    for (const each of batch) await writeAlone(app, organisationId, each);
  }
};

/**
 * One record of a transaction that failed, or of which no answer came. Where it was committed after all, a second row is refused,
 * also by one that is still under way; so what is stored afterwards says what became of it.
 */
const writeAlone = async (app: App, organisationId: OrganisationId, waiting: Waiting): Promise<void> => {
  const { record, done, failed } = waiting;
  try {
    await write(app, organisationId, [record]);
    done();
  } catch (cause) {
    const isCommitted = () => isReceiptStored(app, record.context);
    const outcome = await isCommitted().catch(() => isCommitted);
    endSettlements(app, costsOf(record), outcome);
    if (outcome === true) return done();
    const { note, ...withoutNote } = record;
    if (note === undefined) return failed(cause);
    // A receipt is not lost because its call cannot be looked at again.
    app.log.warn({ err: cause, receiptId: record.context.id }, 'call not noted to be looked at again');
    await writeAlone(app, organisationId, { record: withoutNote, done, failed });
  }
};

const writers = new WeakMap<App, Map<OrganisationId, Queue>>();

const queueOf = (app: App, organisationId: OrganisationId): Queue => {
  const queues = writers.get(app) ?? new Map<OrganisationId, Queue>();
  writers.set(app, queues);
  const queue = queues.get(organisationId) ?? { waiting: [], isWriting: false };
  queues.set(organisationId, queue);
  return queue;
};

const drain = async (app: App, organisationId: OrganisationId, queue: Queue): Promise<void> => {
  while (queue.waiting.length > 0) await writeBatch(app, organisationId, queue.waiting.splice(0, batchMax));
  queue.isWriting = false;
};

/**
 * Stores a call's receipt and settles its money, together with those of the calls that end while the commit before is under
 * way: one commit for many. Resolves when it is durable; throws when it cannot be made so.
 */
export const writeCallRecord = (app: App, record: CallRecord): Promise<void> => {
  const { organisationId } = record.context;
  const queue = queueOf(app, organisationId);
  return new Promise((done, failed) => {
    queue.waiting.push({ record, done, failed });
    if (queue.isWriting) return;
    queue.isWriting = true;
    // Once all replies that have arrived are read: the first of them does not leave alone.
    setImmediate(() => void drain(app, organisationId, queue));
  });
};
