import type { JsonObject, OrganisationId, ReceiptId } from '@switchyard/domain';
import { hashInput } from '../receipts/hash-input.ts';
import type { ReceiptContext } from '../receipts/receipt-entry.ts';

interface EvalWork {
  readonly id: ReceiptId;
  readonly organisationId: OrganisationId;
  readonly taskId: string | null;
  readonly taskSlug: string;
  readonly taskVersionId: string | null;
  readonly personId: string | null;
  /** The run whose data is shown; its cost is not that run's. */
  readonly runId: string | null;
  readonly input: JsonObject;
}

/** A receipt of work that is done to judge, not to be used. */
export const evalReceipt = ({ input, ...work }: EvalWork): ReceiptContext => ({
  ...work,
  origin: 'eval',
  workflowId: null,
  stepId: null,
  apiKeyId: null,
  inputHash: hashInput(work.organisationId, work.taskVersionId ?? work.taskSlug, input),
  isCacheHit: false,
});
