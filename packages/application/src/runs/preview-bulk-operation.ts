import type { Actor } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { bulkRetryFilterSchema, bulkSetAsideFilterSchema } from './bulk-attention.ts';
import { bulkCancelFilterSchema } from './bulk-cancel.ts';
import { bulkAlongSchema, bulkItemSchema, countedMax } from './bulk-kind.ts';
import { getBulkKind } from './get-bulk-kind.ts';

const shownMax = 20;

export const previewBulkOperationInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('retry'), filter: z.strictObject(bulkRetryFilterSchema.shape) }),
  z.strictObject({ kind: z.literal('cancel'), filter: z.strictObject(bulkCancelFilterSchema.shape) }),
  z.strictObject({ kind: z.literal('set-aside'), filter: z.strictObject(bulkSetAsideFilterSchema.shape) }),
]);

export const bulkPreviewSchema = z.object({
  count: z.int(),
  /** There is more than was counted. */
  isMore: z.boolean(),
  items: z.array(bulkItemSchema),
  /** For `cancel`. */
  along: bulkAlongSchema.nullable(),
});
export type BulkPreview = z.infer<typeof bulkPreviewSchema>;

/** What a bulk operation would do: how much, the first of it, and what goes with it. Changes nothing. */
export const previewBulkOperation = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof previewBulkOperationInput>,
): Promise<BulkPreview> => {
  authorise(actor, 'runs.operate');
  const { kind: name, filter } = previewBulkOperationInput.parse(raw);
  const kind = getBulkKind(name);
  const request = { organisationId: actor.organisationId, filter, askedAt: app.now() };
  const [{ count, along }, rows] = await app.db.transaction(tenant(actor), (tx) =>
    Promise.all([kind.measure(tx, request), kind.list(tx, request, { limit: shownMax, cursor: null })]),
  );
  const items = rows.map(({ since, ...row }) => ({ ...row, since: since.toISOString() }));
  return { count, isMore: count >= countedMax, items, along };
};
