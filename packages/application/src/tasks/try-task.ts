import { newId } from '@switchyard/db';
import {
  type Actor,
  DomainError,
  describeDataIssues,
  failureSchema,
  jsonObjectSchema,
  jsonValueSchema,
  type ReceiptId,
  receiptSchema,
  slugSchema,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { hashInput } from '../receipts/hash-input.ts';
import { decisiveAttempt, type ReceiptContext } from '../receipts/receipt-entry.ts';
import { recordReceipt } from '../receipts/record-receipts.ts';
import { performTask } from '../routing/perform-task.ts';
import { lintTask } from './lint-task.ts';
import { hashTask, requireTask } from './task-record.ts';

export const tryTaskInput = z.object({ slug: slugSchema, input: jsonObjectSchema });

export const triedTaskSchema = z.object({
  receiptId: z.string(),
  receipt: receiptSchema,
  output: jsonValueSchema,
  failure: failureSchema.nullable(),
});
export type TriedTask = z.infer<typeof triedTaskSchema>;

/** A try-out waits in somebody's browser. */
const tryTimeoutMs = 90_000;

/**
 * Performs the draft once on an input, outside any run. It is a real performance: suppliers are called, money is spent,
 * a receipt is kept. Throws `invalid_input` when the input does not fit, `invalid_definition` when the draft cannot run.
 */
export const tryTask = async (app: App, actor: Actor, raw: z.input<typeof tryTaskInput>): Promise<TriedTask> => {
  authorise(actor, 'tasks.edit');
  const { slug, input } = tryTaskInput.parse(raw);
  const { organisationId } = actor;
  const task = await app.db.transaction(tenant(actor), (tx) => requireTask(tx, organisationId, slug));
  const [problem] = lintTask(task.draft);
  if (problem) throw new DomainError('invalid_definition', `${problem.path}: ${problem.message}`);
  const issues = describeDataIssues(task.draft.input, input);
  if (issues) throw new DomainError('invalid_input', `The input does not fit: ${issues}.`);
  const receiptId = newId<ReceiptId>();
  const { receipt, output, failure } = await performTask(app, {
    organisationId,
    workflowId: null,
    taskId: task.id,
    task: task.draft,
    input,
    sources: [],
    idempotencyKey: receiptId,
    spender: actor.kind === 'user' ? { personId: actor.userId } : {},
    signal: AbortSignal.timeout(tryTimeoutMs),
  });
  const isPublished = task.currentVersionId !== null && task.currentHash === hashTask(task.draft);
  await inTransaction(app, tenant(actor), async (tx) => {
    const context: ReceiptContext = {
      id: receiptId,
      organisationId,
      origin: 'trial',
      workflowId: null,
      runId: null,
      stepId: null,
      taskId: task.id,
      // A draft has no version: its task stands in, so that the receipt still says what was done.
      taskVersionId: isPublished && task.currentVersionId !== null ? task.currentVersionId : task.id,
      taskSlug: slug,
      apiKeyId: actor.kind === 'api_key' ? actor.apiKeyId : null,
      personId: actor.kind === 'user' ? actor.userId : null,
      inputHash: hashInput(organisationId, task.id, input),
      isCacheHit: false,
    };
    await recordReceipt(tx, context, receipt);
    const decisive = decisiveAttempt(receipt);
    await appendAudit(tx, actor, app.now(), {
      type: 'task.tried',
      target: { id: task.id, label: task.name },
      payload: {
        receiptId,
        supplier: decisive?.candidateRef ?? null,
        dataClass: receipt.dataClass,
        outcome: receipt.outcome,
        costMicroUsd: receipt.costMicroUsd,
        isSimulated: receipt.attempts.some((attempt) => attempt.isSimulated),
      },
    });
  });
  return { receiptId, receipt, output, failure };
};
