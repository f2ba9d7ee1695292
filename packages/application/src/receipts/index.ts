export { getReceipt, getReceiptInput, type ReceiptDetail, receiptDetailSchema } from './get-receipt.ts';
export { getSpend, getSpendInput, type Spend, type SpendShare, spendSchema } from './get-spend.ts';
export {
  listReceipts,
  listReceiptsInput,
  type ReceiptSummary,
  receiptPageSchema,
  receiptSummarySchema,
} from './list-receipts.ts';
