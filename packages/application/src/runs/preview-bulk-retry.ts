import type { Tx } from '@switchyard/db';
import type { Actor } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { type AttentionItem, attentionItemSchema, attentionQuery } from './attention-items.ts';
import { type BulkFilter, bulkFilterSchema, retriableKinds } from './bulk-operation.ts';

const shownMax = 20;
const countedMax = 10_000;

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
  const [count, rows] = await app.db.transaction(tenant(actor), (tx) =>
    Promise.all([
      countRetriable(tx, actor, filter),
      listRetriable(tx, actor.organisationId, filter, { limit: shownMax, cursor: undefined }),
    ]),
  );
  const items = rows.map(({ since, ...row }) => ({ ...row, since: since.toISOString() }));
  return { count, isMore: count >= countedMax, items };
};

/** How much a bulk retry finds; 10,000 stands for that many or more. */
export const countRetriable = async (tx: Tx, { organisationId }: Actor, filter: BulkFilter): Promise<number> => {
  const { text, values } = attentionQuery(organisationId, filter, { limit: countedMax, kinds: retriableKinds });
  const [row] = await tx.query<{ count: number }>(
    `SELECT least(count(*), ${countedMax})::int AS count FROM (${text}) item`,
    values,
  );
  return row?.count ?? 0;
};

/** What a bulk retry does next, newest first, after the item `cursor`. */
export const listRetriable = (
  tx: Tx,
  organisationId: string,
  filter: BulkFilter,
  { limit, cursor }: { readonly limit: number; readonly cursor: string | undefined },
): Promise<ItemRow[]> => {
  const { text, values } = attentionQuery(organisationId, filter, { cursor, limit, kinds: retriableKinds });
  return tx.query<ItemRow>(`SELECT * FROM (${text}) item ORDER BY id DESC LIMIT ${limit}`, values);
};
