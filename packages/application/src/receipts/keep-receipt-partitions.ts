import type { App } from '../app.ts';

/** Months that have a partition before anything is written to them. */
const monthsAhead = 2;

/** First days of this month and the next, and of every month that the default partition holds something of. */
const months = `
  SELECT to_char(month, 'YYYY-MM-DD') AS month
  FROM generate_series(date_trunc('month', $1::timestamptz AT TIME ZONE 'UTC'),
                       date_trunc('month', $1::timestamptz AT TIME ZONE 'UTC') + $2 * interval '1 month', interval '1 month') AS month
  UNION SELECT to_char(date_trunc('month', created_at AT TIME ZONE 'UTC'), 'YYYY-MM-DD') FROM receipt_default`;

/**
 * Makes the partitions of receipts before they are needed, and moves what came without one into its own. Any number of workers
 * may do so at once. Returns how many it made.
 */
export const keepReceiptPartitions = async (app: App): Promise<number> => {
  const wanted = await app.db.queryOnce<{ month: string }>('system', months, [app.now(), monthsAhead]);
  let made = 0;
  for (const { month } of wanted) {
    const [row] = await app.db.queryOnce<{ isMade: boolean }>(
      'system',
      'SELECT ensure_receipt_partition($1::date) AS "isMade"',
      [month],
    );
    if (row?.isMade) made += 1;
  }
  return made;
};
