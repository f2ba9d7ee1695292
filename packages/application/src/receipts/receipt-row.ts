import { dataClassSchema, type JsonValue, type Receipt, receiptOriginSchema, receiptSchema } from '@switchyard/domain';
import { z } from 'zod';
import { toolCallViewSchema } from '../agents/tool-call-view.ts';
import { unpackReceipt } from './pack-receipt.ts';
import { dataClassName, originName, outcomeName } from './receipt-codes.ts';

export const receiptSummarySchema = z.object({
  id: z.string(),
  origin: receiptOriginSchema,
  /** Null for a call that named a model instead of a task. */
  taskSlug: z.string().nullable(),
  workflowName: z.string().nullable(),
  runId: z.string().nullable(),
  stepId: z.string().nullable(),
  outcome: receiptSchema.shape.outcome,
  supplierSlug: z.string().nullable(),
  modelKey: z.string().nullable(),
  dataClass: dataClassSchema,
  isSimulated: z.boolean(),
  isCacheHit: z.boolean(),
  attempts: z.int(),
  costMicroUsd: z.int(),
  /** All that was read, cached tokens included. */
  inputTokens: z.int(),
  outputTokens: z.int(),
  durationMs: z.int(),
  createdAt: z.iso.datetime(),
});
export type ReceiptSummary = z.infer<typeof receiptSummarySchema>;

export interface ReceiptSummaryRow extends Omit<ReceiptSummary, 'createdAt'> {
  readonly createdAt: Date;
}

export interface ReceiptRow extends ReceiptSummaryRow {
  readonly decision: JsonValue;
  readonly rest: JsonValue;
  readonly detail: Uint8Array | null;
}

/** SQL of all that a receipt read, cached tokens included. The alias is a constant of this package. */
export const readTokens = (alias: string): string =>
  `${alias}.input_tokens + coalesce(${alias}.cached_input_tokens, 0) + coalesce(${alias}.cache_write_tokens, 0)`;

/** Columns of a summary, over `receiptSummaryTables`. */
export const receiptSummaryColumns = `r.id, ${originName('r.origin')} AS origin, task.key AS "taskSlug",
  workflow.name AS "workflowName", r.run_id AS "runId", r.step_id AS "stepId", ${outcomeName('r.outcome')} AS outcome,
  split_part(candidate.key, '/', 1) AS "supplierSlug", nullif(substr(candidate.key, strpos(candidate.key, '/') + 1),
  candidate.key) AS "modelKey", ${dataClassName('r.data_class')} AS "dataClass", r.is_simulated AS "isSimulated",
  r.is_cache_hit AS "isCacheHit", r.attempts, r.cost_micro_usd AS "costMicroUsd",
  ${readTokens('r')} AS "inputTokens",
  r.output_tokens AS "outputTokens", r.duration_ms AS "durationMs", r.created_at AS "createdAt"`;

/** Receipts with the names they refer to. */
export const receiptSummaryJoins = `LEFT JOIN receipt_term task ON task.id = r.task_ref
  LEFT JOIN receipt_term candidate ON candidate.id = r.candidate_ref
  LEFT JOIN receipt_term workflow_term ON workflow_term.id = r.workflow_ref
  LEFT JOIN workflow ON workflow.id = CASE WHEN workflow_term.kind = 'workflow' THEN workflow_term.key::uuid END`;

/** Columns of a whole receipt, over `receiptTables`. */
export const receiptColumns = `${receiptSummaryColumns}, decision.body AS decision, rest.body AS rest, r.detail`;
export const receiptTables = `receipt r ${receiptSummaryJoins}
  JOIN receipt_term decision ON decision.id = r.decision_ref JOIN receipt_term rest ON rest.id = r.attempts_ref`;

export const toReceiptSummary = (row: ReceiptSummaryRow): ReceiptSummary =>
  receiptSummarySchema.parse({ ...row, createdAt: row.createdAt.toISOString() });

export const receiptDetailSchema = receiptSummarySchema.extend({
  receipt: receiptSchema,
  /** What the model asked for instead of answering, in an agent step. */
  toolCalls: z.array(toolCallViewSchema),
});
export type ReceiptDetail = z.infer<typeof receiptDetailSchema>;

export const toReceiptDetail = (row: ReceiptRow): Omit<ReceiptDetail, 'toolCalls'> => {
  const { outcome, dataClass, costMicroUsd, durationMs, decision, rest, detail } = row;
  const receipt: Receipt = unpackReceipt({
    outcome,
    dataClass,
    costMicroUsd,
    durationMs,
    decision,
    attempts: rest,
    detail,
  });
  return { ...toReceiptSummary(row), receipt };
};
