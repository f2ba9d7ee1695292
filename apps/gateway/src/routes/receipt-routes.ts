import { getReceipt, receiptDetailSchema, receiptReplaySchema, replayReceipt } from '@switchyard/application';
import { receiptIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { defineRoute } from './route.ts';

export const getReceiptRoute = defineRoute({
  method: 'get',
  path: '/receipts/{id}',
  operationId: 'getReceipt',
  summary: 'Read the receipt of an AI step: who was considered, who was asked, what it cost, which checks it passed',
  scopes: ['runs:read'],
  params: z.object({ id: receiptIdSchema }),
  status: 200,
  output: receiptDetailSchema,
  handle: ({ app, actor, params }) => getReceipt(app, actor, { receiptId: params.id }),
});

export const replayReceiptRoute = defineRoute({
  method: 'get',
  path: '/receipts/{id}/replay',
  operationId: 'replayReceipt',
  summary: 'Make the decision of a receipt again from what was kept with it, and say whether the answer is the same',
  scopes: ['runs:read'],
  params: z.object({ id: receiptIdSchema }),
  status: 200,
  output: receiptReplaySchema,
  handle: ({ app, actor, params }) => replayReceipt(app, actor, { receiptId: params.id }),
});
