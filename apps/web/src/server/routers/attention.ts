import {
  attentionCountSchema,
  attentionFilterSchema,
  attentionGroupsSchema,
  attentionPageSchema,
  bulkBatchSchema,
  bulkFilterSchema,
  bulkPreviewSchema,
  bulkRetry,
  bulkRetryInput,
  countAttention,
  groupAttention,
  listAttention,
  listAttentionInput,
  previewBulkRetry,
} from '@switchyard/application';
import { procedure, router } from '../trpc.ts';

export const attentionRouter = router({
  list: procedure
    .input(listAttentionInput)
    .output(attentionPageSchema)
    .query(({ ctx, input }) => listAttention(ctx.app, ctx.actor, input)),
  groups: procedure
    .input(attentionFilterSchema)
    .output(attentionGroupsSchema)
    .query(({ ctx, input }) => groupAttention(ctx.app, ctx.actor, input)),
  count: procedure.output(attentionCountSchema).query(({ ctx }) => countAttention(ctx.app, ctx.actor)),
  previewRetry: procedure
    .input(bulkFilterSchema)
    .output(bulkPreviewSchema)
    .query(({ ctx, input }) => previewBulkRetry(ctx.app, ctx.actor, input)),
  retry: procedure
    .input(bulkRetryInput)
    .output(bulkBatchSchema)
    .mutation(({ ctx, input }) => bulkRetry(ctx.app, ctx.actor, input)),
});
