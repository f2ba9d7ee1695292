import { type Actor, type DomainError, isDomainError, runIdSchema, stepIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import {
  type AttentionFilter,
  type AttentionItem,
  attentionFilterSchema,
  attentionItemSchema,
  attentionQuery,
} from './attention-items.ts';
import { rerunRunIn } from './rerun-run.ts';
import { retryStepIn } from './retry-step.ts';

/*
 * A bulk retry goes through what a filter finds, newest first, one transaction each: held steps are tried again in place, failed
 * runs are run again from the step they failed at. What has been dealt with is no longer found, and each is locked before it is
 * looked at: a second click, or a second operator, repeats nothing. A call does one batch and says where to go on.
 */

const retriable = ['held', 'failed'] as const;

export const bulkFilterSchema = attentionFilterSchema.extend({ kind: z.enum(retriable).optional() });

const shownMax = 20;
const countedMax = 10_000;
const batchMax = 50;

export const bulkPreviewSchema = z.object({
  count: z.int(),
  /** There is more than was counted. */
  isMore: z.boolean(),
  items: z.array(attentionItemSchema),
});
export type BulkPreview = z.infer<typeof bulkPreviewSchema>;

type ItemRow = Omit<AttentionItem, 'since'> & { readonly since: Date };

/** What a bulk retry would do: how much, and the first of it. Changes nothing. */
export const previewBulkRetry = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof bulkFilterSchema>,
): Promise<BulkPreview> => {
  authorise(actor, 'runs.operate');
  const filter = bulkFilterSchema.parse(raw);
  const { text, values } = attentionQuery(actor.organisationId, filter, { limit: countedMax, kinds: retriable });
  const [counted, rows] = await app.db.transaction(tenant(actor), (tx) =>
    Promise.all([
      tx.query<{ count: number }>(`SELECT count(*)::int AS count FROM (${text}) item`, values),
      tx.query<ItemRow>(`SELECT * FROM (${text}) item ORDER BY id DESC LIMIT ${shownMax}`, values),
    ]),
  );
  const count = counted[0]?.count ?? 0;
  const items = rows.map(({ since, ...row }) => ({ ...row, since: since.toISOString() }));
  return { count, isMore: count >= countedMax, items };
};

export const bulkRetryInput = z.object({
  filter: bulkFilterSchema,
  /** Chosen by whoever begins; all batches of one request have the same. */
  bulkId: z.uuid(),
  /** `nextCursor` of the batch before. */
  cursor: z.uuid().optional(),
  limit: z.int().min(1).max(batchMax).default(25),
  reason: z.string().trim().max(500).default(''),
});

export const bulkBatchSchema = z.object({
  /** Held steps tried again in place. */
  retried: z.int(),
  /** Failed runs run again as new runs. */
  rerun: z.int(),
  /** What could not be done, and why. */
  refused: z.array(z.object({ runId: runIdSchema, stepId: stepIdSchema.nullable(), reason: z.string() })),
  nextCursor: z.uuid().nullable(),
});
export type BulkBatch = z.infer<typeof bulkBatchSchema>;

/** Does the next batch of a bulk retry, newest first. Recorded per run, and for the batch as a whole. */
export const bulkRetry = async (app: App, actor: Actor, raw: z.input<typeof bulkRetryInput>): Promise<BulkBatch> => {
  authorise(actor, 'runs.operate');
  const { filter, bulkId, cursor, limit, reason } = bulkRetryInput.parse(raw);
  const { text, values } = attentionQuery(actor.organisationId, filter, { cursor, limit: limit + 1, kinds: retriable });
  const found = await app.db.transaction(tenant(actor), (tx) =>
    tx.query<ItemRow>(`SELECT * FROM (${text}) item ORDER BY id DESC LIMIT ${limit + 1}`, values),
  );
  const batch = found.slice(0, limit);
  const refused: BulkBatch['refused'] = [];
  let done = { retried: 0, rerun: 0 };
  for (const item of batch) {
    const refusal = await retryOne(app, actor, item, reason);
    if (refusal !== null) refused.push({ runId: item.runId, stepId: item.stepId, reason: refusal });
    else if (item.kind === 'held') done = { ...done, retried: done.retried + 1 };
    else done = { ...done, rerun: done.rerun + 1 };
  }
  if (batch.length > 0) await recordBatch(app, actor, { ...done, refused: refused.length, bulkId, filter });
  return { ...done, refused, nextCursor: found.length > limit ? (batch.at(-1)?.id ?? null) : null };
};

/** Null when it was done, else the sentence why not. */
const retryOne = async (app: App, actor: Actor, item: ItemRow, reason: string): Promise<string | null> => {
  try {
    await inTransaction(app, tenant(actor), async (tx, after) => {
      const ports = { app, tx, after, actor };
      const { runId, stepId } = item;
      if (item.kind === 'failed') await rerunRunIn(ports, { runId, version: 'same', again: false, reason });
      else if (stepId !== null) await retryStepIn(ports, { runId, stepId, reason });
    });
    return null;
  } catch (thrown) {
    if (!(isDomainError(thrown) && isRefusal(thrown))) throw thrown;
    return thrown.message;
  }
};

/** What concerns this run only; anything else ends the batch. */
const isRefusal = ({ code }: DomainError): boolean => !['unavailable', 'internal', 'misconfigured'].includes(code);

interface Batch {
  readonly bulkId: string;
  readonly filter: AttentionFilter;
  readonly retried: number;
  readonly rerun: number;
  readonly refused: number;
}

const recordBatch = (app: App, actor: Actor, { filter, ...batch }: Batch): Promise<void> =>
  inTransaction(app, tenant(actor), (tx) =>
    appendAudit(tx, actor, app.now(), {
      type: 'organisation.runs-retried',
      target: { id: actor.organisationId, label: 'Runs' },
      payload: { ...batch, filter: describeFilter(filter) },
    }),
  );

const describeFilter = (filter: AttentionFilter): string =>
  Object.entries(filter)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
