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
  readonly taskId: string | null;
  /** Null: a call that named none, or a draft, of which no version was kept. */
  readonly task: TaskSpec | null;
  /** The decision as it was recorded. */
  readonly decision: JsonValue;
  /** What was kept of what it was made from. */
  readonly basis: Uint8Array | null;
}

/** A receipt of a published task. */
export type ReplayedTask = ReplayedReceipt & { readonly taskId: string; readonly task: TaskSpec };

export const isOfTask = (receipt: ReplayedReceipt): receipt is ReplayedTask =>
  receipt.task !== null && receipt.taskId !== null;

interface Row extends ReceiptSummaryRow {
  readonly workflowId: string | null;
  readonly taskId: string | null;
  readonly spec: unknown;
  readonly shape: JsonValue;
  readonly detail: Uint8Array | null;
  readonly basis: Uint8Array | null;
}

export interface ReplayPage {
  readonly receipts: readonly ReplayedReceipt[];
  readonly nextCursor: string | null;
}

const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The next receipts of tasks, newest first, before the cursor; of one task when asked. Evals are none of them. */
export const loadReplayPage = async (
  tx: Tx,
  organisationId: OrganisationId,
  {
    cursor,
    limit,
    taskSlug,
    hasCalls = false,
  }: {
    readonly cursor: string | undefined;
    readonly limit: number;
    readonly taskSlug: string | undefined;
    /** Calls that named no task, too. */
    readonly hasCalls?: boolean;
  },
): Promise<ReplayPage> => {
  const rows = await tx.query<Row>(
    `WITH r AS MATERIALIZED (
       SELECT * FROM receipt r WHERE r.organisation_id = $1 AND r.id < $2 AND r.origin <> 3
         AND (r.task_version_ref IS NOT NULL OR ($5 AND r.origin = 2))
         AND ($4::text IS NULL OR r.task_ref = (SELECT id FROM receipt_term WHERE organisation_id = $1 AND kind = 'task' AND key = $4))
       ORDER BY r.id DESC LIMIT $3)
     SELECT ${receiptSummaryColumns}, workflow.id AS "workflowId", v.task_id AS "taskId", v.spec, shape.body AS shape, r.detail, r.basis
     FROM r ${receiptSummaryJoins} JOIN receipt_term shape ON shape.id = r.decision_ref
     LEFT JOIN receipt_term version ON version.id = r.task_version_ref
     LEFT JOIN task_version v ON v.organisation_id = $1 AND v.id::text = version.key
     ORDER BY r.id DESC`,
    [organisationId, cursor ?? lastId, limit, taskSlug ?? null, hasCalls],
  );
  const receipts = rows.map((row): ReplayedReceipt => {
    const task = taskSpecSchema.safeParse(row.spec);
    const { workflowId, taskId, shape, detail, basis } = row;
    const decision = fillShape(shape, valueReader(detail));
    return { ...toReceiptSummary(row), workflowId, taskId, task: task.success ? task.data : null, decision, basis };
  });
  return { receipts, nextCursor: rows.length === limit ? (rows.at(-1)?.id ?? null) : null };
};
