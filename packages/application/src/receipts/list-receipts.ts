import { type Actor, dataClassSchema, receiptSchema, runIdSchema, stepIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';

export const listReceiptsInput = z.object({
  cursor: z.uuid().optional(),
  limit: z.int().min(1).max(200).default(50),
  runId: runIdSchema.optional(),
  stepId: stepIdSchema.optional(),
  taskSlug: z.string().max(64).optional(),
  supplierSlug: z.string().max(64).optional(),
});

export const receiptSummarySchema = z.object({
  id: z.string(),
  taskSlug: z.string(),
  workflowName: z.string().nullable(),
  runId: z.string().nullable(),
  stepId: z.string().nullable(),
  outcome: receiptSchema.shape.outcome,
  supplierSlug: z.string().nullable(),
  modelKey: z.string().nullable(),
  dataClass: dataClassSchema,
  isSimulated: z.boolean(),
  costMicroUsd: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  durationMs: z.int(),
  createdAt: z.iso.datetime(),
});
export type ReceiptSummary = z.infer<typeof receiptSummarySchema>;
export const receiptPageSchema = z.object({ items: z.array(receiptSummarySchema), nextCursor: z.string().nullable() });

export interface ReceiptSummaryRow extends Omit<ReceiptSummary, 'createdAt'> {
  readonly createdAt: Date;
}

export const receiptSummaryColumns = `r.id, r.task_slug AS "taskSlug", w.name AS "workflowName", r.run_id AS "runId",
  r.step_id AS "stepId", r.outcome, r.supplier_slug AS "supplierSlug", r.model_key AS "modelKey",
  r.data_class AS "dataClass", r.is_simulated AS "isSimulated", r.cost_micro_usd AS "costMicroUsd",
  r.input_tokens AS "inputTokens", r.output_tokens AS "outputTokens", r.duration_ms AS "durationMs",
  r.created_at AS "createdAt"`;

export const toReceiptSummary = (row: ReceiptSummaryRow): ReceiptSummary =>
  receiptSummarySchema.parse({ ...row, createdAt: row.createdAt.toISOString() });

/** Receipts, newest first, keyset-paged; of one run, step, task or supplier when asked. */
export const listReceipts = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof listReceiptsInput> = {},
): Promise<z.infer<typeof receiptPageSchema>> => {
  authorise(actor, 'receipts.read');
  const input = listReceiptsInput.parse(raw);
  const { cursor = null, limit, runId = null, stepId = null, taskSlug = null, supplierSlug = null } = input;
  const rows = await app.db.transaction(tenant(actor), (tx) =>
    tx.query<ReceiptSummaryRow>(
      `SELECT ${receiptSummaryColumns} FROM receipt r LEFT JOIN workflow w ON w.id = r.workflow_id
       WHERE r.organisation_id = $1 AND ($2::uuid IS NULL OR r.id < $2) AND ($4::uuid IS NULL OR r.run_id = $4)
         AND ($5::uuid IS NULL OR r.step_id = $5) AND ($6::text IS NULL OR r.task_slug = $6)
         AND ($7::text IS NULL OR r.supplier_slug = $7)
       ORDER BY r.id DESC LIMIT $3`,
      [actor.organisationId, cursor, limit + 1, runId, stepId, taskSlug, supplierSlug],
    ),
  );
  const items = rows.slice(0, limit).map(toReceiptSummary);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
};
