import type { OrganisationId, Receipt, ReceiptAttempt, ReceiptId, ReceiptOrigin } from '@switchyard/domain';
import type { PackedDecision } from './pack-receipt.ts';

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
  /** Its decision, where that was packed beforehand. */
  readonly packedDecision?: PackedDecision;
}

const millisecondsOf = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

/** When a receipt was made, which its id, a UUID v7, says. */
export const receiptTime = (id: string): Date => new Date(millisecondsOf(id));

const dayMs = 86_400_000;
const latestDay = { number: 0, text: '1970-01-01' };

/** The day of that in UTC, `YYYY-MM-DD`. Written once for all receipts of a day. */
export const receiptDay = (id: string): string => {
  const number = Math.floor(millisecondsOf(id) / dayMs);
  if (number !== latestDay.number) {
    Object.assign(latestDay, { number, text: new Date(number * dayMs).toISOString().slice(0, 10) });
  }
  return latestDay.text;
};

/** The attempt whose answer counted: the accepted one, else the last. */
export const decisiveAttempt = (receipt: Receipt): ReceiptAttempt | undefined =>
  receipt.attempts.find((attempt) => attempt.outcome === 'accepted') ?? receipt.attempts.at(-1);
