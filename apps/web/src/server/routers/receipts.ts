import {
  getReceipt,
  getReceiptInput,
  getSpend,
  getSpendInput,
  listReceipts,
  listReceiptsInput,
  receiptDetailSchema,
  receiptPageSchema,
  receiptReplaySchema,
  replayReceipt,
  replayReceiptInput,
  spendSchema,
} from '@switchyard/application';
import { procedure, router } from '../trpc.ts';

export const receiptsRouter = router({
  list: procedure
    .input(listReceiptsInput)
    .output(receiptPageSchema)
    .query(({ ctx, input }) => listReceipts(ctx.app, ctx.actor, input)),
  get: procedure
    .input(getReceiptInput)
    .output(receiptDetailSchema)
    .query(({ ctx, input }) => getReceipt(ctx.app, ctx.actor, input)),
  replay: procedure
    .input(replayReceiptInput)
    .output(receiptReplaySchema)
    .query(({ ctx, input }) => replayReceipt(ctx.app, ctx.actor, input)),
  spend: procedure
    .input(getSpendInput)
    .output(spendSchema)
    .query(({ ctx, input }) => getSpend(ctx.app, ctx.actor, input)),
});
