import type { Tx } from '@switchyard/db';
import { type JsonValue, type OrganisationId, type TaskSpec, taskSpecSchema } from '@switchyard/domain';
import { valueReader } from '../receipts/pack-values.ts';
import {
  type ReceiptSummary,
  type ReceiptSummaryRow,
  receiptSummaryColumns,
  receiptSummaryJoins,
  toReceiptSummary,
} from '../receipts/receipt-row.ts';
import { fillShape } from '../receipts/split-repeating.ts';

/** A receipt with what deciding again needs. */
export interface ReplayedReceipt extends ReceiptSummary {
  readonly workflowId: string | null;
  readonly taskId: string;
  readonly task: TaskSpec;
  /** The decision as it was recorded. */
  readonly decision: JsonValue;
}

interface Row extends ReceiptSummaryRow {
  readonly workflowId: string | null;
  readonly taskId: string;
  readonly spec: unknown;
  readonly shape: JsonValue;
  readonly detail: Uint8Array | null;
}

export interface ReplayPage {
  readonly receipts: readonly ReplayedReceipt[];
  readonly nextCursor: string | null;
}

const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The next receipts of published tasks, newest first, before the cursor; of one task when asked. */
export const loadReplayPage = async (
  tx: Tx,
  organisationId: OrganisationId,
  {
    cursor,
    limit,
    taskSlug,
  }: { readonly cursor: string | undefined; readonly limit: number; readonly taskSlug: string | undefined },
): Promise<ReplayPage> => {
  const rows = await tx.query<Row>(
    `WITH r AS MATERIALIZED (
       SELECT * FROM receipt r WHERE r.organisation_id = $1 AND r.id < $2 AND r.task_version_ref IS NOT NULL AND r.origin <> 3
         AND ($4::text IS NULL OR r.task_ref = (SELECT id FROM receipt_term WHERE organisation_id = $1 AND kind = 'task' AND key = $4))
       ORDER BY r.id DESC LIMIT $3)
     SELECT ${receiptSummaryColumns}, workflow.id AS "workflowId", v.task_id AS "taskId", v.spec, shape.body AS shape, r.detail
     FROM r ${receiptSummaryJoins} JOIN receipt_term shape ON shape.id = r.decision_ref
     JOIN receipt_term version ON version.id = r.task_version_ref
     LEFT JOIN task_version v ON v.organisation_id = $1 AND v.id::text = version.key
     ORDER BY r.id DESC`,
    [organisationId, cursor ?? lastId, limit, taskSlug ?? null],
  );
  const receipts = rows.flatMap((row): ReplayedReceipt[] => {
    const task = taskSpecSchema.safeParse(row.spec);
    if (!task.success) return [];
    const { workflowId, taskId, shape, detail } = row;
    const decision = fillShape(shape, valueReader(detail));
    return [{ ...toReceiptSummary(row), workflowId, taskId, task: task.data, decision }];
  });
  return { receipts, nextCursor: rows.length === limit ? (rows.at(-1)?.id ?? null) : null };
};
