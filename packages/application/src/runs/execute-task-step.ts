import { newId } from '@switchyard/db';
import { DomainError, type NodeOf, type ReceiptId, type TaskSpec, taskSpecSchema } from '@switchyard/domain';
import type { App } from '../app.ts';
import { openWorkItem } from '../approvals/open-work-item.ts';
import { type PerformedTask, performTask } from '../routing/perform-task.ts';
import { decisiveAttempt, type ReceiptContext, recordReceipt } from '../routing/record-receipt.ts';
import { recordStepSources, type SourceReading } from '../sources/read-source-for-step.ts';
import type { ClaimedStep } from './claim-step.ts';
import type { CompiledVersion } from './compiled-version.ts';
import { readSources } from './execute-evaluation.ts';
import type { StepResult } from './finish-step.ts';

interface TaskVersion {
  readonly id: string;
  readonly taskId: string;
  readonly spec: TaskSpec;
}

/** The task as it stood when the workflow was published; for a task published later, its current version. */
const getTaskVersion = async (
  app: App,
  step: ClaimedStep,
  version: CompiledVersion,
  slug: string,
): Promise<TaskVersion> => {
  const { organisationId } = step;
  const [row] = await app.db.transaction({ organisationId }, (tx) =>
    tx.query<{ id: string; task_id: string; spec: unknown }>(
      `SELECT v.id, v.task_id, v.spec FROM task t JOIN task_version v ON v.id = coalesce($3::uuid, t.current_version_id)
       WHERE t.organisation_id = $1 AND t.slug = $2 AND v.task_id = t.id`,
      [organisationId, slug, version.tasks[slug] ?? null],
    ),
  );
  if (!row) throw new DomainError('not_found', `The task “${slug}” is not published. Publish it under Tasks.`);
  return { id: row.id, taskId: row.task_id, spec: taskSpecSchema.parse(row.spec) };
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
  const outcome = await performTask(app, {
    organisationId: step.organisationId,
    workflowId: version.workflowId,
    taskId: taskVersion.taskId,
    task: taskVersion.spec,
    input: step.input,
    sources: readings,
    idempotencyKey: step.idempotencyKey,
    signal,
  });
  return resultOf(app, step, version, taskVersion, readings, outcome);
};

const resultOf = (
  app: App,
  step: ClaimedStep,
  version: CompiledVersion,
  taskVersion: TaskVersion,
  readings: readonly SourceReading[],
  { receipt, output, failure, lastAnswer, humanRoles }: PerformedTask,
): StepResult => {
  const context: ReceiptContext = {
    id: newId<ReceiptId>(),
    organisationId: step.organisationId,
    workflowId: version.workflowId,
    runId: step.runId,
    stepId: step.id,
    taskId: taskVersion.taskId,
    taskVersionId: taskVersion.id,
    taskSlug: taskVersion.spec.slug,
    at: app.now(),
  };
  const common = {
    audit: [auditOf(step, context, receipt)],
    costMicroUsd: receipt.costMicroUsd,
    isSimulated: receipt.attempts.some((attempt) => attempt.isSimulated),
    record: async (tx: Parameters<typeof recordReceipt>[0]) => {
      await recordReceipt(tx, context, receipt);
      await recordStepSources(tx, { ...step, stepId: step.id }, readings);
    },
  };
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
        at: context.at,
      });
    },
  };
};

const auditOf = (step: ClaimedStep, context: ReceiptContext, receipt: PerformedTask['receipt']) => {
  const attempt = decisiveAttempt(receipt);
  return {
    type: 'step.ai-completed' as const,
    target: { id: step.id, label: step.name },
    runId: step.runId,
    payload: {
      receiptId: context.id,
      task: context.taskSlug,
      supplier: attempt?.candidateRef.split('/')[0] ?? 'nobody',
      model: attempt?.answeredByModel ?? null,
      dataClass: receipt.dataClass,
      sources: receipt.sourceVersions,
      costMicroUsd: receipt.costMicroUsd,
      isSimulated: attempt?.isSimulated ?? false,
    },
  };
};
