import type { OrganisationId, Receipt, ReceiptAttempt, ReceiptId, ReceiptOrigin } from '@switchyard/domain';

/** What a receipt is about and who caused it. Null: not so for this work. */
export interface ReceiptContext {
  /** Its time is the receipt's time: partitions, periods and pages all go by it. */
  readonly id: ReceiptId;
  readonly organisationId: OrganisationId;
  readonly origin: ReceiptOrigin;
  readonly workflowId: string | null;
  readonly runId: string | null;
  readonly stepId: string | null;
  readonly taskId: string | null;
  readonly taskVersionId: string | null;
  readonly taskSlug: string | null;
  readonly apiKeyId: string | null;
  /** Who started it, when a person did. */
  readonly personId: string | null;
  /** From `hashInput`. */
  readonly inputHash: bigint | null;
  readonly isCacheHit: boolean;
}

/** One receipt to be stored. */
export interface ReceiptEntry {
  readonly context: ReceiptContext;
  readonly receipt: Receipt;
}

/** When a receipt was made, which its id, a UUID v7, says. */
export const receiptTime = (id: string): Date => new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));

/** The attempt whose answer counted: the accepted one, else the last. */
export const decisiveAttempt = (receipt: Receipt): ReceiptAttempt | undefined =>
  receipt.attempts.find((attempt) => attempt.outcome === 'accepted') ?? receipt.attempts.at(-1);
