import type { SqlValue, Tx } from '@switchyard/db';
import { type Actor, runIdSchema, stepIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { codeOfOutcome } from './receipt-codes.ts';
import { receiptTime } from './receipt-entry.ts';
import {
  filterValues,
  firstIdAfterDay,
  firstIdOfDay,
  narrows,
  type ReceiptListFilter,
  receiptListFilterSchema,
  receiptWhere,
  rollupWhere,
} from './receipt-filter.ts';
import { partOf, receiptPartSchema } from './receipt-part.ts';
import {
  type ReceiptRow,
  type ReceiptSummaryRow,
  readTokens,
  receiptSummaryColumns,
  receiptSummaryJoins,
  receiptSummarySchema,
  toReceiptDetail,
  toReceiptSummary,
} from './receipt-row.ts';

export const listReceiptsInput = receiptListFilterSchema.extend({
  cursor: z.uuid().optional(),
  limit: z.int().min(1).max(200).default(50),
  runId: runIdSchema.optional(),
  stepId: stepIdSchema.optional(),
});

/** A receipt in a list, with what of it makes up the number that the list is behind; null where that is all of it. */
export const listedReceiptSchema = receiptSummarySchema.extend({ part: receiptPartSchema.nullable() });
export type ListedReceipt = z.infer<typeof listedReceiptSchema>;

export const receiptPageSchema = z.object({ items: z.array(listedReceiptSchema), nextCursor: z.string().nullable() });

const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const firstId = '00000000-0000-0000-0000-000000000000';

/** What only lists are narrowed by: $14 has errors, $15 is from the cache, $16 same input as, $17 tokens read. */
const listWhere = `${receiptWhere}
  AND ($14::boolean IS NOT TRUE OR r.attempts_ref IN (
    SELECT id FROM receipt_term WHERE organisation_id = $1 AND kind = 'attempts'
      AND body @? '$.attempts[*] ? (@.outcome == "error" || @.outcome == "timeout")'))
  AND ($15::boolean IS NULL OR r.is_cache_hit = $15)
  AND ($16::uuid IS NULL OR (r.input_hash, coalesce(r.task_ref, 0)) =
        (SELECT same.input_hash, coalesce(same.task_ref, 0) FROM receipt same WHERE same.organisation_id = $1 AND same.id = $16)
      AND NOT r.is_cache_hit AND r.outcome = ${codeOfOutcome('accepted')} AND r.cost_micro_usd > 0)
  AND ($17::int IS NULL OR ${readTokens('r')} >= $17)`;

/** With what the parts of a receipt are cut from. */
const wholeColumns = `${receiptSummaryColumns}, decision.body AS decision, rest.body AS rest, r.detail`;
const wholeJoins = `${receiptSummaryJoins}
  LEFT JOIN receipt_term decision ON decision.id = r.decision_ref LEFT JOIN receipt_term rest ON rest.id = r.attempts_ref`;

/** Of one run: few, found by their index. The list is cut afterwards, lest the planner walk the whole primary key for it. */
const ofRun = `
  WITH r AS MATERIALIZED (
    SELECT * FROM receipt r WHERE ${listWhere} AND r.run_id = coalesce($12, (SELECT run_id FROM step WHERE id = $13))
      AND ($13::uuid IS NULL OR r.step_id = $13)
      AND r.id >= $9 AND r.id < $10)
  SELECT ${wholeColumns} FROM r ${wholeJoins} ORDER BY r.id DESC LIMIT $11`;

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
    SELECT DISTINCT s.day FROM spend_rollup s WHERE ${rollupWhere} AND s.day BETWEEN $12::date AND $13::date
      AND ($14::boolean IS NOT TRUE OR s.errors > 0) AND ($15::boolean IS NOT TRUE OR s.cache_hits > 0)),
  r AS MATERIALIZED (
    SELECT r.* FROM (SELECT day FROM days ORDER BY day DESC) d CROSS JOIN LATERAL (
      SELECT * FROM receipt r WHERE ${listWhere} AND r.id >= $9 AND r.id < $10
        AND r.id >= receipt_id_floor(d.day::timestamp AT TIME ZONE 'UTC')
        AND r.id < receipt_id_floor((d.day + 1)::timestamp AT TIME ZONE 'UTC')
      ORDER BY r.id DESC LIMIT $11) r
    ORDER BY d.day DESC, r.id DESC LIMIT $11)
  SELECT ${wholeColumns} FROM r ${wholeJoins} ORDER BY r.id DESC`;

type Input = z.output<typeof listReceiptsInput>;

const dayOfId = (id: string): string => receiptTime(id).toISOString().slice(0, 10);

type Row = ReceiptSummaryRow & Partial<Pick<ReceiptRow, 'decision' | 'rest' | 'detail'>>;

const find = async (tx: Tx, actor: Actor, input: Input): Promise<Row[]> => {
  const { cursor, limit, runId = null, stepId = null, ...filter } = input;
  const { from, to } = filter;
  const { organisationId } = actor;
  const low = from === undefined ? firstId : firstIdOfDay(from);
  const end = to === undefined ? lastId : firstIdAfterDay(to);
  const high = cursor !== undefined && cursor < end ? cursor : end;
  const query = (text: string, values: readonly SqlValue[]) => tx.query<Row>(text, values);
  const isOfRun = runId !== null || stepId !== null;
  if (!isOfRun && !narrows(filter)) return query(newest, [organisationId, low, high, limit + 1]);
  const { hasErrors = null, isCacheHit = null, sameInputAs = null, inputTokensMin = null } = filter;
  const values = [...(await filterValues(tx, organisationId, filter)), low, high, limit + 1];
  const more = [hasErrors, isCacheHit, sameInputAs, inputTokensMin];
  if (isOfRun) return query(ofRun, [...values, runId, stepId, ...more]);
  const lastDay = cursor === undefined ? (to ?? '9999-12-31') : dayOfId(cursor);
  return query(narrowed, [...values, from ?? '0001-01-01', to !== undefined && to < lastDay ? to : lastDay, ...more]);
};

const countsParts = ({ supplierSlug, modelKey, isSimulated, hasErrors, isCacheHit }: ReceiptListFilter): boolean =>
  [supplierSlug, modelKey, isSimulated, hasErrors, isCacheHit].some((value) => value !== undefined);

/** A receipt that only looked as if it had a part in the number is left out: what the filter names are attempts. */
const toListed = (row: Row, filter: ReceiptListFilter): ListedReceipt[] => {
  const { decision = null, rest, detail = null, ...summary } = row;
  if (rest === undefined || !countsParts(filter)) return [{ ...toReceiptSummary(summary), part: null }];
  const whole = toReceiptDetail({ ...summary, decision, rest, detail });
  const part = partOf(whole.receipt, filter);
  const isIn = filter.hasErrors ? part.errors > 0 : part.isCounted || part.attempts > 0;
  return isIn ? [{ ...toReceiptSummary(summary), part }] : [];
};

/**
 * Receipts, newest first, keyset-paged: all, of one run or step, or narrowed like the spend that they add up to. Their parts add up
 * to the number of the spend page with the same filter. A page may hold less than `limit` while more follow.
 */
export const listReceipts = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof listReceiptsInput> = {},
): Promise<z.infer<typeof receiptPageSchema>> => {
  authorise(actor, 'receipts.read');
  const input = listReceiptsInput.parse(raw);
  const { limit } = input;
  const rows = await app.db.transaction(tenant(actor), (tx) => find(tx, actor, input));
  const page = rows.slice(0, limit);
  const nextCursor = rows.length > limit ? (page.at(-1)?.id ?? null) : null;
  return { items: page.flatMap((row) => toListed(row, input)), nextCursor };
};
