import {
  bulkOperationInput,
  bulkOperationSchema,
  bulkOperationsSchema,
  bulkPreviewSchema,
  getBulkOperation,
  listBulkOperations,
  previewBulkOperation,
  previewBulkOperationInput,
  startBulkOperation,
  startBulkOperationInput,
  stopBulkOperation,
} from '@switchyard/application';
import { procedure, router } from '../trpc.ts';

export const bulkRouter = router({
  preview: procedure
    .input(previewBulkOperationInput)
    .output(bulkPreviewSchema)
    .query(({ ctx, input }) => previewBulkOperation(ctx.app, ctx.actor, input)),
  start: procedure
    .input(startBulkOperationInput)
    .output(bulkOperationSchema)
    .mutation(({ ctx, input }) => startBulkOperation(ctx.app, ctx.actor, input)),
  list: procedure.output(bulkOperationsSchema).query(({ ctx }) => listBulkOperations(ctx.app, ctx.actor)),
  get: procedure
    .input(bulkOperationInput)
    .output(bulkOperationSchema)
    .query(({ ctx, input }) => getBulkOperation(ctx.app, ctx.actor, input)),
  stop: procedure
    .input(bulkOperationInput)
    .output(bulkOperationSchema)
    .mutation(({ ctx, input }) => stopBulkOperation(ctx.app, ctx.actor, input)),
});
