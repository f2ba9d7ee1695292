import type { Tx } from '@switchyard/db';
import type { OrganisationId, Receipt, ReceiptAttempt, ReceiptId } from '@switchyard/domain';

export interface ReceiptContext {
  readonly id: ReceiptId;
  readonly organisationId: OrganisationId;
  readonly workflowId: string | null;
  readonly runId: string | null;
  readonly stepId: string | null;
  readonly taskId: string;
  readonly taskVersionId: string;
  readonly taskSlug: string;
  readonly at: Date;
}

const nobody = '00000000-0000-0000-0000-000000000000';

/** The attempt whose answer counted: the accepted one, else the last. */
export const decisiveAttempt = (receipt: Receipt): ReceiptAttempt | undefined =>
  receipt.attempts.find((attempt) => attempt.outcome === 'accepted') ?? receipt.attempts.at(-1);

const splitRef = (ref: string | undefined): { supplierSlug: string | null; modelKey: string | null } => {
  if (ref === undefined) return { supplierSlug: null, modelKey: null };
  const slash = ref.indexOf('/');
  return slash < 0
    ? { supplierSlug: ref, modelKey: null }
    : { supplierSlug: ref.slice(0, slash), modelKey: ref.slice(slash + 1) };
};

/** Stores a receipt with its evidence and spend rollup, in the caller's transaction. */
export const recordReceipt = async (tx: Tx, context: ReceiptContext, receipt: Receipt): Promise<void> => {
  const { supplierSlug, modelKey } = splitRef(decisiveAttempt(receipt)?.candidateRef);
  const { attempts } = receipt;
  await tx.execute(
    `INSERT INTO receipt (id, organisation_id, workflow_id, run_id, step_id, task_version_id, task_slug, outcome,
                          supplier_slug, model_key, data_class, is_simulated, cost_micro_usd, input_tokens,
                          output_tokens, duration_ms, detail, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
    [
      context.id,
      context.organisationId,
      context.workflowId,
      context.runId,
      context.stepId,
      context.taskVersionId,
      context.taskSlug,
      receipt.outcome,
      supplierSlug,
      modelKey,
      receipt.dataClass,
      attempts.some((attempt) => attempt.isSimulated),
      receipt.costMicroUsd,
      attempts.reduce((sum, { tokens }) => sum + tokens.input + tokens.cachedInput + tokens.cacheWrite, 0),
      attempts.reduce((sum, { tokens }) => sum + tokens.output, 0),
      receipt.durationMs,
      JSON.stringify(receipt),
      context.at,
    ],
  );
  await recordEvidence(tx, context, attempts);
  await recordSpend(tx, context, attempts);
};

/** Attempts in a stable order of candidates, so that two transactions never wait for each other's rows crosswise. */
const byCandidate = (attempts: readonly ReceiptAttempt[]): ReceiptAttempt[] =>
  [...attempts].sort((left, right) => (left.candidateRef < right.candidateRef ? -1 : 1));

const recordEvidence = async (tx: Tx, context: ReceiptContext, attempts: readonly ReceiptAttempt[]): Promise<void> => {
  const answered = byCandidate(attempts).filter(({ outcome }) => outcome === 'accepted' || outcome === 'check_failed');
  for (const attempt of answered) {
    await tx.execute(
      `INSERT INTO evidence AS e (organisation_id, task_id, candidate_ref, attempted, accepted, output_tokens)
       VALUES ($1, $2, $3, 1, $4, $5)
       ON CONFLICT (task_id, candidate_ref) DO UPDATE
       SET attempted = e.attempted + 1, accepted = e.accepted + $4, output_tokens = e.output_tokens + $5`,
      [
        context.organisationId,
        context.taskId,
        attempt.candidateRef,
        attempt.outcome === 'accepted' ? 1 : 0,
        attempt.tokens.output,
      ],
    );
  }
};

const recordSpend = async (tx: Tx, context: ReceiptContext, attempts: readonly ReceiptAttempt[]): Promise<void> => {
  for (const attempt of byCandidate(attempts)) {
    const { supplierSlug, modelKey } = splitRef(attempt.candidateRef);
    const { tokens } = attempt;
    await tx.execute(
      `INSERT INTO spend_rollup AS s (organisation_id, day, workflow_id, task_slug, supplier_slug, model_key,
                                      is_simulated, receipts, cost_micro_usd, input_tokens, output_tokens)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, $10)
       ON CONFLICT (organisation_id, day, workflow_id, task_slug, supplier_slug, model_key, is_simulated) DO UPDATE
       SET receipts = s.receipts + 1, cost_micro_usd = s.cost_micro_usd + $8, input_tokens = s.input_tokens + $9,
           output_tokens = s.output_tokens + $10`,
      [
        context.organisationId,
        context.at.toISOString().slice(0, 10),
        context.workflowId ?? nobody,
        context.taskSlug,
        supplierSlug,
        modelKey ?? '',
        attempt.isSimulated,
        attempt.costMicroUsd,
        tokens.input + tokens.cachedInput + tokens.cacheWrite,
        tokens.output,
      ],
    );
  }
};
