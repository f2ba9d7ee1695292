import { newId } from '@switchyard/db';
import {
  DomainError,
  type Failure,
  type NodeOf,
  type ReceiptId,
  type TaskSpec,
  taskSpecSchema,
} from '@switchyard/domain';
import { noCacheWish } from '../answer-cache/index.ts';
import type { App } from '../app.ts';
import { openWorkItem } from '../approvals/open-work-item.ts';
import { isStepDowngraded, openBudgetRequest } from '../budgets/open-budget-request.ts';
import { findShortage, type Shortage } from '../budgets/shortage.ts';
import { drawWatch, noteWatched, type WatchShares, watchSharesOf, watchSharesSchema } from '../evals/draw-for-watch.ts';
import { hashInput } from '../receipts/hash-input.ts';
import { decisiveAttempt, type ReceiptContext } from '../receipts/receipt-entry.ts';
import { recordReceipt } from '../receipts/record-receipts.ts';
import { type PerformedTask, performTask } from '../routing/perform-task.ts';
import { recordStepSources, type SourceReading } from '../sources/read-source-for-step.ts';
import { findSupplyWait } from '../supply/supply-words.ts';
import type { ClaimedStep } from './claim-step.ts';
import type { CompiledVersion } from './compiled-version.ts';
import { readSources } from './execute-evaluation.ts';
import type { StepResult } from './finish-step.ts';

/** What a step that does a task is to do, and for whom. */
export interface TaskVersion {
  readonly id: string;
  readonly taskId: string;
  readonly spec: TaskSpec;
  /** Who started the run. */
  readonly personId: string | null;
  readonly apiKeyId: string | null;
  /** A budget ran out for this step, and somebody chose a cheaper answer over more money. */
  readonly isDowngraded: boolean;
  readonly watch: WatchShares;
}

interface TaskVersionRow {
  readonly id: string;
  readonly task_id: string;
  readonly spec: unknown;
  readonly started_by_kind: string;
  readonly started_by_id: string | null;
  readonly is_downgraded: boolean;
  readonly watch: unknown;
}

/** The task as it stood when the workflow was published; for a task published later, its current version. */
export const getTaskVersion = async (
  app: App,
  step: ClaimedStep,
  version: CompiledVersion,
  slug: string,
): Promise<TaskVersion> => {
  const { organisationId } = step;
  const [row] = await app.db.transaction({ organisationId }, (tx) =>
    tx.query<TaskVersionRow>(
      `SELECT v.id, v.task_id, v.spec, r.started_by_kind, r.started_by_id, ${isStepDowngraded} AS is_downgraded, ${watchSharesOf} AS watch
       FROM task t JOIN task_version v ON v.id = coalesce($3::uuid, t.current_version_id), run r
       WHERE t.organisation_id = $1 AND t.slug = $2 AND v.task_id = t.id AND r.organisation_id = $1 AND r.id = $4`,
      [organisationId, slug, version.tasks[slug] ?? null, step.runId, step.id],
    ),
  );
  if (!row) throw new DomainError('not_found', `The task “${slug}” is not published. Publish it under Tasks.`);
  return {
    id: row.id,
    taskId: row.task_id,
    spec: taskSpecSchema.parse(row.spec),
    personId: row.started_by_kind === 'user' ? row.started_by_id : null,
    apiKeyId: row.started_by_kind === 'api_key' ? row.started_by_id : null,
    isDowngraded: row.is_downgraded,
    watch: watchSharesSchema.parse(row.watch),
  };
};

/** Does the AI step: sources, routing, checks, escalation; the receipt is stored with the step's result. */
export const executeTaskStep = async (
  app: App,
  step: ClaimedStep,
  version: CompiledVersion,
  node: NodeOf<'task'>,
  signal: AbortSignal,
): Promise<StepResult> => {
  const taskVersion = await getTaskVersion(app, step, version, node.config.task);
  const readings = await readSources(app, step, node.config.sources);
  const receiptId = newId<ReceiptId>();
  const outcome = await performTask(app, {
    organisationId: step.organisationId,
    workflowId: version.workflowId,
    taskId: taskVersion.taskId,
    task: taskVersion.spec,
    input: step.input,
    sources: readings,
    idempotencyKey: step.idempotencyKey,
    spender: { runId: step.runId, personId: taskVersion.personId, apiKeyId: taskVersion.apiKeyId },
    isDowngraded: taskVersion.isDowngraded,
    caching: { taskVersionId: taskVersion.id, receiptId, wish: noCacheWish },
    signal,
  });
  return taskStepResult(app, step, version, taskVersion, readings, { ...outcome, receiptId });
};

/** What the receipt of one performance of a step's task is about. */
export const stepReceiptContext = (
  step: ClaimedStep,
  version: CompiledVersion,
  taskVersion: TaskVersion,
  { receiptId, receipt }: { readonly receiptId: ReceiptId; readonly receipt: PerformedTask['receipt'] },
): ReceiptContext => ({
  id: receiptId,
  organisationId: step.organisationId,
  origin: 'step',
  workflowId: version.workflowId,
  runId: step.runId,
  stepId: step.id,
  taskId: taskVersion.taskId,
  taskVersionId: taskVersion.id,
  taskSlug: taskVersion.spec.slug,
  apiKeyId: taskVersion.apiKeyId,
  personId: taskVersion.personId,
  inputHash: hashInput(step.organisationId, taskVersion.id, step.input),
  isCacheHit: receipt.cache !== undefined,
});

/** What a performance of its task makes of a step: done, failed, waiting for a person or for money; with its receipt. */
export const taskStepResult = (
  app: App,
  step: ClaimedStep,
  version: CompiledVersion,
  taskVersion: TaskVersion,
  readings: readonly SourceReading[],
  { receiptId, receipt, output, failure, lastAnswer, humanRoles }: PerformedTask & { readonly receiptId: ReceiptId },
): StepResult => {
  const context = stepReceiptContext(step, version, taskVersion, { receiptId, receipt });
  const answeredBy = receipt.outcome === 'accepted' ? decisiveAttempt(receipt)?.candidateRef : undefined;
  const drawn = drawWatch(taskVersion.watch, [Math.random(), Math.random()]);
  const common = {
    audit: [aiCompletedEvent(step, context, receipt, taskVersion.spec.slug)],
    costMicroUsd: receipt.costMicroUsd,
    isSimulated: receipt.cache?.isSimulated ?? receipt.attempts.some((attempt) => attempt.isSimulated),
    record: async (tx: Parameters<typeof recordReceipt>[0]) => {
      await recordReceipt(tx, context, receipt);
      await recordStepSources(tx, { ...step, stepId: step.id }, readings);
      if (drawn && answeredBy && output !== null) {
        const { taskId, id: taskVersionId } = taskVersion;
        const { dataClass } = receipt;
        const about = { organisationId: step.organisationId, taskId, taskVersionId, receiptId: context.id, dataClass };
        const call = {
          ...about,
          candidateRef: answeredBy,
          input: step.input,
          output,
          sources: readings,
          at: app.now(),
        };
        noteWatched(tx, call, drawn);
      }
    },
  };
  const waitMs = findSupplyWait(failure);
  if (failure && waitMs !== null) return waitForRoom(failure, waitMs, receipt.attempts.length > 0 ? common : null);
  const shortage = findShortage(failure);
  if (failure && shortage)
    return waitForMoney(app, step, version, failure, shortage, receipt.attempts.length > 0 ? common : null);
  if (failure) return { ...common, kind: 'failed', failure };
  if (receipt.outcome !== 'awaiting_person') return { ...common, kind: 'completed', output };
  return {
    ...common,
    kind: 'waiting',
    waitingReason: `“${step.name}” waits for a person: no supplier gave an answer that passed its checks.`,
    record: async (tx) => {
      await common.record(tx);
      await openWorkItem(tx, {
        organisationId: step.organisationId,
        runId: step.runId,
        stepId: step.id,
        taskVersionId: taskVersion.id,
        receiptId: context.id,
        title: `${step.name} (${version.workflowName})`,
        input: step.input,
        suggestion: lastAnswer,
        roles: humanRoles,
        at: app.now(),
      });
    },
  };
};

type Recorded = Pick<Extract<StepResult, { kind: 'waiting' }>, 'audit' | 'costMicroUsd' | 'isSimulated' | 'record'>;

/** Waits for different steps end at different moments, so that not all of them ask at once. */
const spreadMs = 1000;

/** A limit of calls held everybody back, and passes by itself. Where somebody was asked before, that was an attempt. */
const waitForRoom = (failure: Failure, waitMs: number, recorded: Recorded | null): StepResult => {
  const delayMs = waitMs + Math.round(Math.random() * spreadMs);
  if (recorded === null) return { kind: 'postponed', reason: failure.message, delayMs };
  return { kind: 'retry', failure, delayMs, record: recorded.record };
};

const moneyRetryMs = 5000;

/** A budget has too little left: people are asked. What calls under way hold comes back by itself, and is waited for. */
const waitForMoney = (
  app: App,
  step: ClaimedStep,
  version: CompiledVersion,
  failure: Failure,
  shortage: Shortage,
  recorded: Recorded | null,
): StepResult => {
  if (failure.retryable) {
    return { kind: 'retry', failure, delayMs: moneyRetryMs, ...(recorded ? { record: recorded.record } : {}) };
  }
  return {
    ...recorded,
    kind: 'waiting',
    waitingReason: `“${step.name}” waits for money. ${failure.message}`,
    record: async (tx) => {
      await recorded?.record(tx);
      await openBudgetRequest(tx, app, { step, version, failure, shortage });
    },
  };
};

/** To whom the data of a step went, for the audit log. */
export const aiCompletedEvent = (
  step: ClaimedStep,
  context: ReceiptContext,
  receipt: PerformedTask['receipt'],
  slug: string,
) => {
  const attempt = decisiveAttempt(receipt);
  return {
    type: 'step.ai-completed' as const,
    target: { id: step.id, label: step.name },
    runId: step.runId,
    payload: {
      receiptId: context.id,
      task: slug,
      supplier: attempt?.candidateRef.split('/')[0] ?? (receipt.cache ? 'the cache' : 'nobody'),
      model: attempt?.answeredByModel ?? null,
      dataClass: receipt.dataClass,
      sources: receipt.sourceVersions,
      costMicroUsd: receipt.costMicroUsd,
      isSimulated: attempt?.isSimulated ?? false,
    },
  };
};
