import { recordSentence } from '@switchyard/audit';
import type { Tx } from '@switchyard/db';
import { type Actor, DomainError } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { auditFilterSchema, filterConditions } from './audit-filter.ts';
import { type AuditRow, auditColumns, recordOfRow } from './audit-row.ts';
import { recordSearch } from './record-search.ts';

/** Not strict: paging clients add fields of their own, such as a direction. */
export const listAuditEventsInput = z.object({
  ...auditFilterSchema.shape,
  /** `nextCursor` of the page before. */
  cursor: z.string().optional(),
  limit: z.int().min(1).max(200).default(50),
});
export type ListAuditEventsInput = z.input<typeof listAuditEventsInput>;

const partySchema = z.object({ kind: z.string(), id: z.string(), label: z.string() });

export const auditEventItem = z.object({
  id: z.string(),
  at: z.string(),
  type: z.string(),
  /** One plain sentence, without a full stop. */
  sentence: z.string(),
  actor: partySchema,
  target: partySchema,
  runId: z.string().nullable(),
  /** Place in the log; null until the event is sealed, which takes seconds. */
  leafIndex: z.number().nullable(),
});
export type AuditEventItem = z.infer<typeof auditEventItem>;

export const listAuditEventsOutput = z.object({ items: z.array(auditEventItem), nextCursor: z.string().nullable() });
export type ListAuditEventsOutput = z.infer<typeof listAuditEventsOutput>;

export interface ListedRow extends AuditRow {
  readonly leafIndex: number | null;
}

export const itemOfRow = (row: ListedRow): AuditEventItem => {
  const record = recordOfRow(row);
  const { id, at, type, actor, target } = record;
  return { id, at, type, sentence: recordSentence(record), actor, target, runId: row.runId, leafIndex: row.leafIndex };
};

const cursorSchema = z.tuple([z.iso.datetime({ precision: 3 }), z.uuid()]);

const parseCursor = (cursor: string): { at: string; id: string } => {
  const parsed = cursorSchema.safeParse(cursor.split('_'));
  if (!parsed.success)
    throw new DomainError('invalid_input', 'The cursor is not one of this list; start at its first page.');
  const [at, id] = parsed.data;
  return { at, id };
};

/**
 * A search by words takes the newest events in turn until the page is full. The planner, which row-level security keeps from
 * knowing how common a word is, would read and sort everything instead.
 */
const walkInOrder = (tx: Tx): Promise<unknown> =>
  tx.query("SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)");

/** The audit trail, newest first. A narrowed search is itself recorded. Throws `forbidden`, `invalid_input`. */
export const listAuditEvents = (
  app: App,
  actor: Actor,
  input: ListAuditEventsInput,
): Promise<ListAuditEventsOutput> => {
  authorise(actor, 'audit.read');
  const { cursor, limit, ...filter } = listAuditEventsInput.parse(input);
  return inTransaction(app, tenant(actor), async (tx) => {
    const { where, values } = filterConditions(actor.organisationId, filter);
    const after = cursor === undefined ? null : parseCursor(cursor);
    const place = values.length;
    if (filter.text) await walkInOrder(tx);
    const page = after ? `AND (e.at, e.id) < ($${place + 1}::timestamptz, $${place + 2}::uuid)` : '';
    const rows = await tx.query<ListedRow>(
      `SELECT listed.*, l.leaf_index AS "leafIndex" FROM (
         SELECT ${auditColumns} FROM audit_event e WHERE ${where} ${page} ORDER BY e.at DESC, e.id DESC LIMIT ${limit + 1}
       ) AS listed LEFT JOIN audit_leaf l ON l.event_id = listed.id AND l.organisation_id = $1
       ORDER BY listed.at DESC, listed.id DESC`,
      after ? [...values, after.at, after.id] : values,
    );
    if (!after) await recordSearch(tx, actor, app.now(), filter);
    const items = rows.slice(0, limit).map(itemOfRow);
    const last = items.at(-1);
    return { items, nextCursor: rows.length > limit && last ? `${last.at}_${last.id}` : null };
  });
};
