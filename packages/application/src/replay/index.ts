export { type ReceiptReplay, receiptReplaySchema, replayReceipt, replayReceiptInput } from './replay-receipt.ts';
