import type { Actor } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import {
  type AttentionItem,
  attentionFilterSchema,
  attentionItemSchema,
  attentionKindSchema,
  attentionQuery,
} from './attention-items.ts';

export const listAttentionInput = attentionFilterSchema.extend({
  cursor: z.uuid().optional(),
  limit: z.int().min(1).max(100).default(50),
});

export const attentionPageSchema = z.object({
  items: z.array(attentionItemSchema),
  nextCursor: z.uuid().nullable(),
});
export type AttentionPage = z.infer<typeof attentionPageSchema>;

type ItemRow = Omit<AttentionItem, 'since'> & { readonly since: Date };

/** Everything that needs a person, newest first, by keyset: steps held or unknown, failed runs, paused runs. */
export const listAttention = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof listAttentionInput>,
): Promise<AttentionPage> => {
  authorise(actor, 'runs.read');
  const { cursor, limit, ...filter } = listAttentionInput.parse(raw);
  const { text, values } = attentionQuery(actor.organisationId, filter, { cursor, limit: limit + 1 });
  const rows = await app.db.transaction(tenant(actor), (tx) =>
    tx.query<ItemRow>(`SELECT * FROM (${text}) item ORDER BY id DESC LIMIT ${limit + 1}`, values),
  );
  const items = rows.slice(0, limit).map(({ since, ...row }) => ({ ...row, since: since.toISOString() }));
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
};

/** Items of each kind that are counted; beyond it the numbers are "at least". */
const countedMax = 5000;
const groupsMax = 100;

export const attentionGroupSchema = z.object({
  kind: attentionKindSchema,
  workflowSlug: z.string(),
  workflowName: z.string(),
  nodeId: z.string().nullable(),
  nodeName: z.string().nullable(),
  errorCode: z.string().nullable(),
  /** One of the messages, as an example. */
  message: z.string(),
  count: z.int(),
  oldest: z.iso.datetime(),
  newest: z.iso.datetime(),
});
export type AttentionGroup = z.infer<typeof attentionGroupSchema>;

export const attentionGroupsSchema = z.object({
  groups: z.array(attentionGroupSchema),
  total: z.int(),
  /** There is more than was counted. */
  isMore: z.boolean(),
});
export type AttentionGroups = z.infer<typeof attentionGroupsSchema>;

interface GroupRow extends Omit<AttentionGroup, 'oldest' | 'newest'> {
  readonly oldest: Date;
  readonly newest: Date;
}

/** The same, counted by workflow, node and error: the largest groups first. */
export const groupAttention = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof attentionFilterSchema>,
): Promise<AttentionGroups> => {
  authorise(actor, 'runs.read');
  const filter = attentionFilterSchema.parse(raw);
  const { text, values } = attentionQuery(actor.organisationId, filter, { limit: countedMax });
  const rows = await app.db.transaction(tenant(actor), (tx) =>
    tx.query<GroupRow>(
      `SELECT kind, "workflowSlug", min("workflowName") AS "workflowName", "nodeId", min("nodeName") AS "nodeName", "errorCode",
              (array_agg(message ORDER BY id DESC))[1] AS message, count(*)::int AS count, min(since) AS oldest, max(since) AS newest
       FROM (${text}) item GROUP BY kind, "workflowSlug", "nodeId", "errorCode" ORDER BY count DESC, newest DESC
       LIMIT ${groupsMax + 1}`,
      values,
    ),
  );
  const groups = rows.slice(0, groupsMax).map(({ oldest, newest, ...row }) => ({
    ...row,
    oldest: oldest.toISOString(),
    newest: newest.toISOString(),
  }));
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  return { groups, total, isMore: rows.length > groupsMax || total >= countedMax };
};

export const attentionCountSchema = z.object({ count: z.int(), isMore: z.boolean() });

/** Shown beside the name of the page; beyond it "and more". */
const shownMax = 99;

/** How much needs a person, as far as a badge shows it. */
export const countAttention = async (app: App, actor: Actor): Promise<z.infer<typeof attentionCountSchema>> => {
  authorise(actor, 'runs.read');
  const { text, values } = attentionQuery(actor.organisationId, {}, { limit: shownMax + 1 });
  const [row] = await app.db.transaction(tenant(actor), (tx) =>
    tx.query<{ count: number }>(`SELECT count(*)::int AS count FROM (${text}) item`, values),
  );
  const count = row?.count ?? 0;
  return { count: Math.min(count, shownMax), isMore: count > shownMax };
};
