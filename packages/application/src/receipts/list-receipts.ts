import type { SqlValue, Tx } from '@switchyard/db';
import { type Actor, runIdSchema, stepIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { receiptTime } from './receipt-entry.ts';
import {
  filterValues,
  firstIdAfterDay,
  firstIdOfDay,
  narrows,
  receiptFilterSchema,
  receiptWhere,
  rollupWhere,
} from './receipt-filter.ts';
import {
  type ReceiptSummaryRow,
  receiptSummaryColumns,
  receiptSummaryJoins,
  receiptSummarySchema,
  toReceiptSummary,
} from './receipt-row.ts';

export const listReceiptsInput = receiptFilterSchema.extend({
  cursor: z.uuid().optional(),
  limit: z.int().min(1).max(200).default(50),
  runId: runIdSchema.optional(),
  stepId: stepIdSchema.optional(),
});

export const receiptPageSchema = z.object({ items: z.array(receiptSummarySchema), nextCursor: z.string().nullable() });

const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const firstId = '00000000-0000-0000-0000-000000000000';

/** Of one run: few, found by their index. The list is cut afterwards, lest the planner walk the whole primary key for it. */
const ofRun = `
  WITH r AS MATERIALIZED (
    SELECT * FROM receipt r WHERE ${receiptWhere} AND r.run_id = coalesce($12, (SELECT run_id FROM step WHERE id = $13))
      AND ($13::uuid IS NULL OR r.step_id = $13)
      AND r.id >= $9 AND r.id < $10)
  SELECT ${receiptSummaryColumns} FROM r ${receiptSummaryJoins} ORDER BY r.id DESC LIMIT $11`;

const newest = `
  WITH r AS MATERIALIZED (
    SELECT * FROM receipt r WHERE r.organisation_id = $1 AND r.id >= $2 AND r.id < $3 ORDER BY r.id DESC LIMIT $4)
  SELECT ${receiptSummaryColumns} FROM r ${receiptSummaryJoins} ORDER BY r.id DESC`;

/**
 * The rollup says on which days there is anything to find, so that something rare is found without reading months. One day
 * after another, newest first, until there are enough.
 */
const narrowed = `
  WITH days AS MATERIALIZED (
    SELECT DISTINCT s.day FROM spend_rollup s WHERE ${rollupWhere} AND s.day BETWEEN $12::date AND $13::date),
  r AS MATERIALIZED (
    SELECT r.* FROM (SELECT day FROM days ORDER BY day DESC) d CROSS JOIN LATERAL (
      SELECT * FROM receipt r WHERE ${receiptWhere} AND r.id >= $9 AND r.id < $10
        AND r.id >= receipt_id_floor(d.day::timestamp AT TIME ZONE 'UTC')
        AND r.id < receipt_id_floor((d.day + 1)::timestamp AT TIME ZONE 'UTC')
      ORDER BY r.id DESC LIMIT $11) r
    ORDER BY d.day DESC, r.id DESC LIMIT $11)
  SELECT ${receiptSummaryColumns} FROM r ${receiptSummaryJoins} ORDER BY r.id DESC`;

type Input = z.output<typeof listReceiptsInput>;

const dayOfId = (id: string): string => receiptTime(id).toISOString().slice(0, 10);

const find = async (tx: Tx, actor: Actor, input: Input): Promise<ReceiptSummaryRow[]> => {
  const { cursor, limit, runId = null, stepId = null, ...filter } = input;
  const { from, to } = filter;
  const { organisationId } = actor;
  const low = from === undefined ? firstId : firstIdOfDay(from);
  const end = to === undefined ? lastId : firstIdAfterDay(to);
  const high = cursor !== undefined && cursor < end ? cursor : end;
  const query = (text: string, values: readonly SqlValue[]) => tx.query<ReceiptSummaryRow>(text, values);
  const isOfRun = runId !== null || stepId !== null;
  if (!isOfRun && !narrows(filter)) return query(newest, [organisationId, low, high, limit + 1]);
  const values = [...(await filterValues(tx, organisationId, filter)), low, high, limit + 1];
  if (isOfRun) return query(ofRun, [...values, runId, stepId]);
  const lastDay = cursor === undefined ? (to ?? '9999-12-31') : dayOfId(cursor);
  return query(narrowed, [...values, from ?? '0001-01-01', to !== undefined && to < lastDay ? to : lastDay]);
};

/** Receipts, newest first, keyset-paged: all, of one run or step, or narrowed like the spend that they add up to. */
export const listReceipts = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof listReceiptsInput> = {},
): Promise<z.infer<typeof receiptPageSchema>> => {
  authorise(actor, 'receipts.read');
  const input = listReceiptsInput.parse(raw);
  const { limit } = input;
  const rows = await app.db.transaction(tenant(actor), (tx) => find(tx, actor, input));
  const items = rows.slice(0, limit).map(toReceiptSummary);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
};
