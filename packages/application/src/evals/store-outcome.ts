import type { Tx } from '@switchyard/db';
import type { JsonObject, JsonValue } from '@switchyard/domain';
import type { App } from '../app.ts';
import { recordReceipts } from '../receipts/record-receipts.ts';
import { recordGraded } from '../routing/record-graded.ts';
import type { ClaimedCase } from './claim-cases.ts';
import type { EvalRecord } from './eval-record.ts';
import type { CaseOutcome } from './perform-case.ts';

/**
 * Keeps an answer with its receipts, in one transaction. One that comes after its lease ran out is kept too, as it was paid;
 * only where a person had it asked again meanwhile does the later answer count, and the receipt stays.
 */
export const storeOutcome = async (
  app: App,
  run: EvalRecord,
  claimed: ClaimedCase,
  outcome: CaseOutcome,
): Promise<void> => {
  const { organisationId } = run;
  const { evalRunId, caseId, arm, fenceToken } = claimed;
  await app.db.transaction({ organisationId }, async (tx) => {
    await recordReceipts(tx, outcome.receipts);
    const stored = await tx.execute(
      `UPDATE eval_result SET status = 'done', lease_until = NULL, outcome = $5, candidate_ref = $6, output = $7, grades = $8,
              score = $9, is_passed = $10, cost_micro_usd = cost_micro_usd + $11,
              grading_cost_micro_usd = grading_cost_micro_usd + $12, duration_ms = $13, receipt_id = $14, note = $15,
              finished_at = $16
       WHERE eval_run_id = $1 AND case_id = $2 AND arm = $3 AND fence_token = $4 AND status IN ('begun', 'lost')`,
      [
        ...[evalRunId, caseId, arm, fenceToken, outcome.outcome, outcome.candidateRef],
        ...[outcome.output === null ? null : JSON.stringify(outcome.output), JSON.stringify(outcome.grades)],
        ...[outcome.score, outcome.isPassed, outcome.costMicroUsd, outcome.gradingCostMicroUsd, outcome.durationMs],
        ...[outcome.receiptId, outcome.note, app.now()],
      ],
    );
    const [answer] = outcome.receipts;
    const outputTokens = answer?.receipt.attempts.reduce((sum, { tokens }) => sum + tokens.output, 0) ?? null;
    if (stored > 0) await noteEvidence(app, tx, run, { ...outcome, input: claimed.input, arm, outputTokens });
  });
};

export interface GradedResult {
  readonly input: JsonObject;
  readonly arm: number;
  readonly outcome: string;
  readonly candidateRef: string | null;
  readonly output: JsonValue;
  readonly score: number | null;
  readonly costMicroUsd: number;
  readonly outputTokens: number | null;
}

/** A graded answer to the published task speaks for its candidate; one to a draft, or as routed, for nobody. */
export const noteEvidence = async (app: App, tx: Tx, run: EvalRecord, result: GradedResult): Promise<void> => {
  const side = run.arms[result.arm];
  const { candidateRef, score, outcome } = result;
  if (score === null || candidateRef === null || outcome !== 'accepted') return;
  if (side?.wording !== 'published' || side.candidateRef === null) return;
  const { organisationId, taskId, grading } = run;
  const about = { organisationId, taskId, spec: side.spec, candidateRef, score, passAt: grading.passAt, at: app.now() };
  const { input, output, costMicroUsd, outputTokens } = result;
  await recordGraded(tx, { ...about, input, output, costMicroUsd, outputTokens });
};
