import { newId } from '@switchyard/db';
import { type Grade, isDomainError, type JsonValue, type ReceiptId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { findAnsweringVersion } from '../classifiers/training-marks.ts';
import { decisiveAttempt, type ReceiptEntry } from '../receipts/receipt-entry.ts';
import { type PerformedTask, performTask } from '../routing/perform-task.ts';
import { patientMs } from '../supply/admit-supply.ts';
import { askJudges, type Judged } from './ask-judges.ts';
import { loadCaseSources } from './case-sources.ts';
import type { ClaimedCase } from './claim-cases.ts';
import { evalReceipt } from './eval-receipt.ts';
import type { Arm, EvalRecord } from './eval-record.ts';
import { gradeCase } from './grade-case.ts';

/** What one side made of one case, ready to be stored. */
export interface CaseOutcome {
  readonly kind: 'answered';
  readonly outcome: 'accepted' | 'check_failed' | 'declined' | 'error';
  readonly candidateRef: string | null;
  readonly output: JsonValue;
  readonly grades: readonly Grade[];
  readonly score: number | null;
  readonly isPassed: boolean | null;
  readonly costMicroUsd: number;
  readonly gradingCostMicroUsd: number;
  readonly durationMs: number;
  readonly receiptId: string | null;
  readonly note: string | null;
  readonly receipts: readonly ReceiptEntry[];
}

/** Nobody could be asked, and the next case would fare no better: the evaluation stops and says why. */
export interface Stopped {
  readonly kind: 'stopped';
  readonly reason: string;
}

const unjudged: Judged = { given: {}, receipts: [], costMicroUsd: 0 };

const ask = async (
  app: App,
  run: EvalRecord,
  arm: Arm,
  claimed: ClaimedCase,
  receiptId: string,
  signal: AbortSignal,
) => {
  const { candidateRef, spec } = arm;
  return performTask(app, {
    organisationId: run.organisationId,
    workflowId: null,
    taskId: run.taskId,
    task: spec,
    input: claimed.input,
    sources: await loadCaseSources(app, run.organisationId, claimed.sources),
    supplyWaitMs: patientMs,
    // The same for a case that is asked again: a supplier that knows the key answers once.
    idempotencyKey: `${claimed.evalRunId}-${claimed.caseId}-${claimed.arm}-${claimed.fenceToken}`,
    spender: spenderOf(run),
    signal,
    onlyRef: candidateRef,
  }).then((performed) => ({ ...performed, receiptId }));
};

const spenderOf = ({ createdById }: EvalRecord) => ({ runId: null, personId: createdById, apiKeyId: null });

const outcomeOf = ({ receipt }: PerformedTask): CaseOutcome['outcome'] => {
  const last = receipt.attempts.at(-1)?.outcome;
  if (receipt.outcome === 'accepted') return 'accepted';
  return last === 'check_failed' || last === 'declined' ? last : 'error';
};

const otherClassifier =
  'Another version of the classifier answers now than when this was planned, and it may have learned from these cases. Plan it again.';

/** Which cases are fair depends on the version that answers: another one is not asked them. */
const hasOtherClassifier = async (app: App, run: EvalRecord, arm: Arm): Promise<boolean> => {
  const { organisationId, taskId, classifierVersionId } = run;
  if (classifierVersionId === null && arm.candidateRef !== null) return false;
  const now = await app.db.transaction({ organisationId }, (tx) => findAnsweringVersion(tx, organisationId, taskId));
  return (now?.id ?? null) !== classifierVersionId;
};

/** Asks one side about one case and has the answer judged. Failures become outcomes; only the signal's abort is thrown. */
export const performCase = async (
  app: App,
  run: EvalRecord,
  claimed: ClaimedCase,
  signal: AbortSignal,
): Promise<CaseOutcome | Stopped> => {
  const arm = run.arms[claimed.arm];
  if (!arm) return { kind: 'stopped', reason: 'This evaluation was written by another version.' };
  if (await hasOtherClassifier(app, run, arm)) return { kind: 'stopped', reason: otherClassifier };
  try {
    const performed = await ask(app, run, arm, claimed, newId(), signal);
    // Nobody was asked: no money, or a floor. What was asked and broke off for want of money is an answer of its kind.
    if (performed.receipt.attempts.length === 0) {
      return { kind: 'stopped', reason: performed.failure?.message ?? performed.receipt.decision.explanation };
    }
    return judge(app, run, arm, claimed, performed, signal);
  } catch (thrown) {
    signal.throwIfAborted();
    if (!isDomainError(thrown)) throw thrown;
    return { kind: 'stopped', reason: thrown.message };
  }
};

const judge = async (
  app: App,
  run: EvalRecord,
  arm: Arm,
  claimed: ClaimedCase,
  performed: PerformedTask & { readonly receiptId: string },
  signal: AbortSignal,
): Promise<CaseOutcome> => {
  const { receipt, output, failure, lastAnswer } = performed;
  const { input, expected, runId } = claimed;
  const outcome = outcomeOf(performed);
  const answer = output ?? lastAnswer?.output ?? null;
  const { organisationId, taskId, grading } = run;
  const personId = run.createdById;
  const isAnswer = outcome === 'accepted' && answer !== null;
  const judged = isAnswer
    ? await askJudges(app, {
        ...{ organisationId, taskId, grading, input, expected, signal, personId, runId },
        spec: arm.spec,
        output: answer,
        spender: spenderOf(run),
      })
    : unjudged;
  const graded = isAnswer
    ? await gradeCase(app, {
        ...{ organisationId, grading, input, expected },
        output: answer,
        sources: claimed.sources,
        given: judged.given,
      })
    : { grades: [], ...(outcome === 'error' ? { score: null, isPassed: null } : { score: 0, isPassed: false }) };
  const id = performed.receiptId as ReceiptId;
  const about = {
    id,
    organisationId,
    taskId,
    taskSlug: arm.spec.slug,
    taskVersionId: arm.taskVersionId,
    personId,
    runId,
    input,
  };
  return {
    kind: 'answered',
    outcome,
    candidateRef: arm.candidateRef ?? decisiveAttempt(receipt)?.candidateRef ?? null,
    output: answer,
    ...graded,
    costMicroUsd: receipt.costMicroUsd,
    gradingCostMicroUsd: judged.costMicroUsd,
    durationMs: receipt.durationMs,
    receiptId: id,
    note: failure?.message ?? null,
    receipts: [{ context: evalReceipt(about), receipt }, ...judged.receipts],
  };
};
