import type { Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';

/** A detached month is kept this long before it is removed for good: a setting may have been a mistake. */
const graceMonths = 1;

interface Month {
  readonly month: string;
}

/** Months with a table of this form that end before the oldest one kept. */
const monthsBefore = (tx: Tx, prefix: string, now: Date, keptMonths: number): Promise<Month[]> =>
  tx.query<Month>(
    `SELECT to_char(month, 'YYYY-MM-DD') AS month FROM (
       SELECT to_date(right(relname, 7), 'YYYY_MM') AS month FROM pg_class
       WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname ~ ('^' || $1 || '_[0-9]{4}_[0-9]{2}$')) AS kept
     WHERE month < date_trunc('month', $2::timestamptz AT TIME ZONE 'UTC') - $3 * interval '1 month' ORDER BY 1`,
    [prefix, now, keptMonths],
  );

interface Holder {
  readonly organisationId: OrganisationId;
  readonly receipts: number;
}

const detach = async (app: App, { month }: Month): Promise<boolean> =>
  app.db.transaction('system', async (tx) => {
    const holders = await tx.query<Holder>(
      `SELECT organisation_id AS "organisationId", count(*)::int AS receipts FROM receipt
       WHERE id >= receipt_id_floor($1::timestamp AT TIME ZONE 'UTC')
         AND id < receipt_id_floor(($1::timestamp + interval '1 month') AT TIME ZONE 'UTC') GROUP BY 1`,
      [month],
    );
    const [row] = await tx.query<{ isDone: boolean }>('SELECT detach_receipt_partition($1::date) AS "isDone"', [month]);
    if (!row?.isDone) return false;
    for (const { organisationId, receipts } of holders) {
      const actor = { kind: 'system' as const, organisationId, name: 'The retention period' };
      await appendAudit(tx, actor, app.now(), {
        type: 'receipts.detached',
        target: { id: month.slice(0, 7), label: month.slice(0, 7) },
        payload: { month: month.slice(0, 7), receipts },
      });
    }
    return true;
  });

/**
 * Takes receipts older than `keptMonths` whole months out, month by month: first into a table of their own, which nothing
 * reads any more, and a month later for good, with what their decisions were made from. Sums of spend stay. Returns how many
 * months it detached or removed.
 */
export const detachOldReceipts = async (app: App, keptMonths: number): Promise<number> => {
  const { old, gone } = await app.db.transaction('system', async (tx) => ({
    old: await monthsBefore(tx, 'receipt', app.now(), keptMonths),
    gone: await monthsBefore(tx, 'receipt_detached', app.now(), keptMonths + graceMonths),
  }));
  let done = 0;
  for (const { month } of gone) {
    await app.db.queryOnce('system', 'SELECT drop_detached_receipts($1::date)', [month]);
    done += 1;
  }
  await app.db.queryOnce(
    'system',
    `DELETE FROM decision_snapshot WHERE month < date_trunc('month', $1::timestamptz AT TIME ZONE 'UTC') - $2 * interval '1 month'`,
    [app.now(), keptMonths + graceMonths],
  );
  for (const month of old) done += (await detach(app, month)) ? 1 : 0;
  return done;
};
