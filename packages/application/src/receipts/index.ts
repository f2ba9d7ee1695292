export { detachOldReceipts } from './detach-old-receipts.ts';
export { foldSpend } from './fold-spend.ts';
export { getReceipt, getReceiptInput } from './get-receipt.ts';
export { getSpend, getSpendInput, type Spend, spendSchema } from './get-spend.ts';
export { hashInput } from './hash-input.ts';
export { keepReceiptPartitions } from './keep-receipt-partitions.ts';
export { type ListedReceipt, listReceipts, listReceiptsInput, receiptPageSchema } from './list-receipts.ts';
export type { ReceiptContext, ReceiptEntry } from './receipt-entry.ts';
export {
  type ReceiptDetail,
  type ReceiptSummary,
  receiptDetailSchema,
  receiptSummarySchema,
} from './receipt-row.ts';
export { recordReceipts } from './record-receipts.ts';
export type { SpendShare } from './spend-shares.ts';
