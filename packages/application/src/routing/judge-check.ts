import { newId } from '@switchyard/db';
import { type CheckResult, DomainError, type JsonValue, type ReceiptId } from '@switchyard/domain';
import { judgeInput, parseJudgement } from '@switchyard/evals';
import type { JudgeCheck } from '@switchyard/routing';
import type { App } from '../app.ts';
import { findShortage } from '../budgets/shortage.ts';
import { evalReceipt } from '../evals/eval-receipt.ts';
import { judgeTaskOf } from '../evals/judge-task.ts';
import { recordReceipt } from '../receipts/record-receipts.ts';
import { patientMs } from '../supply/admit-supply.ts';
import type { PerformTaskInput, performTask } from './perform-task.ts';

/**
 * Asks a model whether an answer is done. The judge stands on the floors and budgets of the task, sees the answer as data, and
 * has a receipt of its own that is durable at once. No verdict is no pass.
 */
export const judgeAnswer = async (
  app: App,
  work: PerformTaskInput,
  perform: typeof performTask,
  check: JudgeCheck,
  output: JsonValue,
): Promise<CheckResult> => {
  const { organisationId, taskId, task, input, spender, signal, workflowId } = work;
  const { candidateRef, criteria, name } = check;
  const id = newId<ReceiptId>();
  const shown = judgeInput({ instructions: task.instructions, criteria, input, output, expected: null });
  const {
    receipt,
    output: said,
    failure,
  } = await perform(app, {
    ...{ organisationId, workflowId, taskId, spender, signal, input: shown, sources: [] },
    task: judgeTaskOf(task, { kind: 'judge', candidateRef, criteria }),
    supplyWaitMs: patientMs,
    idempotencyKey: `${work.idempotencyKey}-judge-${id}`,
    onlyRef: candidateRef,
  });
  const personId = spender.personId ?? null;
  const runId = spender.runId ?? null;
  const about = {
    ...{ id, organisationId, taskId: null, taskSlug: task.slug, taskVersionId: null },
    ...{ personId, runId, input: shown },
  };
  if (receipt.attempts.length > 0) {
    await app.db.transaction({ organisationId }, (tx) => recordReceipt(tx, evalReceipt(about), receipt));
  }
  // Without money nothing more is asked of anybody: the step waits as for the answer itself.
  if (failure && findShortage(failure)) {
    throw new DomainError(failure.code, failure.message, { details: failure.details, retryable: failure.retryable });
  }
  if (said === null) {
    return {
      name,
      kind: 'judge',
      isPassed: false,
      explanation: `${candidateRef} did not judge: ${failure?.message ?? ''}`,
    };
  }
  const { score, explanation } = parseJudgement(said, candidateRef);
  return { name, kind: 'judge', isPassed: score === 1, explanation };
};
