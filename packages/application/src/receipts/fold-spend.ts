import type { App } from '../app.ts';
import { raiseRollups } from './raise-rollups.ts';
import { rollupColumns } from './rollup-rows.ts';
import { eachDimension } from './spend-queries.ts';

/** Rows of one transaction: writers of the same rows wait no longer than it takes. */
const chunk = 1000;

const lockKey = 'fold spend';

const { organisation_id: _organisation, day: _day, ...foldedColumns } = rollupColumns;
const isKey = (name: string): boolean => /_ref$|^origin$|^is_simulated$/.test(name);
const summed = Object.keys(foldedColumns).filter((name) => !isKey(name));
const sums = summed.map((name) => `sum(s.${name}) AS ${name}`).join(', ');
const keys = Object.keys(rollupColumns).filter((name) => isKey(name) || name === 'organisation_id' || name === 'day');

/** Sums by one dimension at a time hold exactly what has been folded: both change in one statement. */
const fold = `
  WITH chosen AS (SELECT ctid FROM spend_rollup WHERE stripe > 0 LIMIT ${chunk} FOR UPDATE SKIP LOCKED),
  striped AS (DELETE FROM spend_rollup r USING chosen WHERE r.ctid = chosen.ctid RETURNING r.*),
  totals AS (
    INSERT INTO spend_total AS t (organisation_id, day, kind, ref, is_simulated, ${summed.join(', ')})
    SELECT s.organisation_id, s.day, d.kind, d.ref, s.is_simulated, ${sums}
    FROM striped s CROSS JOIN ${eachDimension} GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (organisation_id, day, kind, ref, is_simulated) DO UPDATE
    SET ${summed.map((name) => `${name} = t.${name} + EXCLUDED.${name}`).join(', ')}),
  folded AS (${raiseRollups(
    `(SELECT ${keys.map((name) => `s.${name}`).join(', ')}, ${sums} FROM striped s GROUP BY ${keys.map((name) => `s.${name}`).join(', ')}) AS folded`,
    '0',
  )})
  SELECT count(*)::int AS count FROM striped`;

const foldChunk = (app: App): Promise<number> =>
  app.db.transaction('system', async (tx) => {
    const [lock] = await tx.query<{ isMine: boolean }>('SELECT pg_try_advisory_xact_lock(hashtext($1)) AS "isMine"', [
      lockKey,
    ]);
    if (!lock?.isMine) return 0;
    const [row] = await tx.query<{ count: number }>(fold);
    return row?.count ?? 0;
  });

/**
 * Adds up what writers have spread over stripes: one row for each combination of a day, and the sums by one dimension. Done
 * by one worker at a time, in small transactions, passing by rows that are being written. Returns how many rows it took in.
 */
export const foldSpend = async (app: App): Promise<number> => {
  let total = 0;
  for (let taken = chunk; taken === chunk; total += taken) taken = await foldChunk(app);
  return total;
};
