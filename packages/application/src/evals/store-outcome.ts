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
    if (stored > 0) await noteEvidence(tx, run, claimed, outcome);
  });
};

type Graded = Pick<CaseOutcome, 'isPassed' | 'candidateRef' | 'outcome' | 'score'>;

/** A graded answer to the published task speaks for its candidate, once per case however often it is asked. */
export const noteEvidence = async (
  tx: Parameters<typeof recordReceipts>[0],
  run: EvalRecord,
  { evalRunId, caseId, arm }: Pick<ClaimedCase, 'evalRunId' | 'caseId' | 'arm'>,
  { isPassed, candidateRef, outcome, score }: Graded,
): Promise<void> => {
  const side = run.arms[arm];
  if (isPassed === null || score === null || candidateRef === null || outcome !== 'accepted') return;
  if (side?.wording !== 'published' || side.candidateRef === null) return;
  const [before] = await tx.query(
    `SELECT 1 FROM eval_result r JOIN eval_run e ON e.id = r.eval_run_id
     WHERE r.organisation_id = $1 AND r.case_id = $2 AND r.candidate_ref = $3 AND r.is_passed IS NOT NULL
       AND r.status = 'done' AND r.eval_run_id <> $4 AND e.task_id = $5
       AND e.arms -> r.arm ->> 'wording' = 'published' AND e.arms -> r.arm ->> 'taskVersionId' = $6 LIMIT 1`,
    [run.organisationId, caseId, candidateRef, evalRunId, run.taskId, side.taskVersionId],
  );
  if (before !== undefined) return;
  const { organisationId, taskId } = run;
  await recordGraded(tx, { organisationId, taskId, caseKey: caseId, candidateRef, isRight: isPassed, score });
};
