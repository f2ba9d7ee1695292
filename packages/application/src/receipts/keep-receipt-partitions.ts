import type { Tx } from '@switchyard/db';
import type { App } from '../app.ts';
import { raiseRollups } from './raise-rollups.ts';
import { rollupColumns } from './rollup-rows.ts';
import { eachDimension } from './spend-queries.ts';

/** Months that have a partition before anything is written to them. */
const monthsAhead = 2;

const lockKey = 'receipt partitions';

/** First days of this month and the next, and of every month that the default partition holds something of. */
const months = `
  SELECT to_char(month, 'YYYY-MM-DD') AS month
  FROM generate_series(date_trunc('month', $1::timestamptz AT TIME ZONE 'UTC'),
                       date_trunc('month', $1::timestamptz AT TIME ZONE 'UTC') + $2 * interval '1 month', interval '1 month') AS month
  UNION SELECT to_char(date_trunc('month', created_at AT TIME ZONE 'UTC'), 'YYYY-MM-DD') FROM receipt_default`;

const ensurePartitions = async (app: App): Promise<number> => {
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

const { organisation_id: _organisation, day: _day, ...foldedColumns } = rollupColumns;
const isKey = (name: string): boolean => /_ref$|^origin$|^is_simulated$/.test(name);
const summed = Object.keys(foldedColumns).filter((name) => !isKey(name));
const sums = summed.map((name) => `sum(s.${name}) AS ${name}`).join(', ');
const keys = Object.keys(rollupColumns).filter((name) => isKey(name) || name === 'organisation_id' || name === 'day');

/** Sums by one dimension at a time hold exactly what has been folded: both change in one statement. */
const fold = `
  WITH striped AS (DELETE FROM spend_rollup WHERE stripe > 0 AND day < $1::date RETURNING *),
  totals AS (
    INSERT INTO spend_total AS t (organisation_id, day, kind, ref, is_simulated, ${summed.join(', ')})
    SELECT s.organisation_id, s.day, d.kind, d.ref, s.is_simulated, ${sums}
    FROM striped s CROSS JOIN ${eachDimension} GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (organisation_id, day, kind, ref, is_simulated) DO UPDATE
    SET ${summed.map((name) => `${name} = t.${name} + EXCLUDED.${name}`).join(', ')})
  ${raiseRollups(
    `(SELECT ${keys.map((name) => `s.${name}`).join(', ')}, ${sums} FROM striped s GROUP BY ${keys.map((name) => `s.${name}`).join(', ')}) AS folded`,
    '0',
  )}`;

/** Rows of past days, which writers have spread over stripes, become one each. */
const foldRollups = (app: App): Promise<number> =>
  app.db.transaction('system', async (tx: Tx) => {
    const [lock] = await tx.query<{ isMine: boolean }>('SELECT pg_try_advisory_xact_lock(hashtext($1)) AS "isMine"', [
      lockKey,
    ]);
    if (!lock?.isMine) return 0;
    return tx.execute(fold, [app.now().toISOString().slice(0, 10)]);
  });

/**
 * Upkeep of the receipts' storage, any number of times by any number of workers: partitions before they are needed, and
 * rollups of past days folded. Returns how many partitions it made and rows it folded into.
 */
export const keepReceiptPartitions = async (app: App): Promise<number> =>
  (await ensurePartitions(app)) + (await foldRollups(app));
