import { newId } from '@switchyard/db';
import type { Grade, Grading, JsonObject, JsonValue, OrganisationId, ReceiptId, TaskSpec } from '@switchyard/domain';
import { judgeInput, parseJudgement } from '@switchyard/evals';
import type { App } from '../app.ts';
import type { ReceiptEntry } from '../receipts/receipt-entry.ts';
import { type PerformTaskInput, performTask } from '../routing/perform-task.ts';
import { patientMs } from '../supply/admit-supply.ts';
import { evalReceipt } from './eval-receipt.ts';
import { judgeTaskOf } from './judge-task.ts';

export interface JudgeRequest {
  readonly organisationId: OrganisationId;
  readonly taskId: string;
  readonly spec: TaskSpec;
  readonly grading: Grading;
  readonly input: JsonObject;
  readonly output: JsonValue;
  readonly expected: JsonValue;
  readonly spender: PerformTaskInput['spender'];
  readonly personId: string | null;
  /** The run whose data is shown, where it is a run's. */
  readonly runId: string | null;
  readonly signal: AbortSignal;
}

export interface Judged {
  /** By the grader's place. */
  readonly given: Record<number, Grade>;
  readonly receipts: readonly ReceiptEntry[];
  readonly costMicroUsd: number;
}

/** Asks every judge among the graders about one answer. A judge that does not answer leaves its grade open. */
export const askJudges = async (app: App, request: JudgeRequest): Promise<Judged> => {
  const { organisationId, taskId, spec, input, output, expected, signal, spender, personId, runId } = request;
  const given: Record<number, Grade> = {};
  const receipts: ReceiptEntry[] = [];
  for (const [index, { grader }] of request.grading.graders.entries()) {
    if (grader.kind !== 'judge') continue;
    const { candidateRef, criteria } = grader;
    const id = newId<ReceiptId>();
    const shown = judgeInput({ instructions: spec.instructions, criteria, input, output, expected });
    const performed = await performTask(app, {
      ...{ organisationId, workflowId: null, taskId, spender, signal },
      task: judgeTaskOf(spec, grader),
      input: shown,
      sources: [],
      supplyWaitMs: patientMs,
      idempotencyKey: id,
      onlyRef: candidateRef,
    });
    // Kept without its task's id: how a judge answers says nothing about how the task is done.
    const about = {
      id,
      organisationId,
      taskId: null,
      taskSlug: spec.slug,
      taskVersionId: null,
      personId,
      runId,
      input: shown,
    };
    if (performed.receipt.attempts.length > 0)
      receipts.push({ context: evalReceipt(about), receipt: performed.receipt });
    given[index] =
      performed.output === null
        ? {
            kind: 'judge',
            score: null,
            explanation: `${candidateRef} did not judge: ${performed.failure?.message ?? ''}`,
          }
        : parseJudgement(performed.output, candidateRef);
  }
  return { given, receipts, costMicroUsd: receipts.reduce((sum, { receipt }) => sum + receipt.costMicroUsd, 0) };
};
