import {
  attentionCountSchema,
  attentionFilterSchema,
  attentionGroupsSchema,
  attentionPageSchema,
  bulkFilterSchema,
  bulkOperationInput,
  bulkOperationSchema,
  bulkOperationsSchema,
  bulkPreviewSchema,
  cancelBulkRetry,
  countAttention,
  getBulkRetry,
  groupAttention,
  listAttention,
  listAttentionInput,
  listBulkRetries,
  previewBulkRetry,
  startBulkRetry,
  startBulkRetryInput,
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
  startRetry: procedure
    .input(startBulkRetryInput)
    .output(bulkOperationSchema)
    .mutation(({ ctx, input }) => startBulkRetry(ctx.app, ctx.actor, input)),
  retries: procedure.output(bulkOperationsSchema).query(({ ctx }) => listBulkRetries(ctx.app, ctx.actor)),
  getRetry: procedure
    .input(bulkOperationInput)
    .output(bulkOperationSchema)
    .query(({ ctx, input }) => getBulkRetry(ctx.app, ctx.actor, input)),
  cancelRetry: procedure
    .input(bulkOperationInput)
    .output(bulkOperationSchema)
    .mutation(({ ctx, input }) => cancelBulkRetry(ctx.app, ctx.actor, input)),
});
