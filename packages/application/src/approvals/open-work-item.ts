import { newId, type Tx } from '@switchyard/db';
import type { JsonObject, JsonValue, OrganisationId, StepId, WorkItemId } from '@switchyard/domain';

export interface OpenWorkItemInput {
  readonly organisationId: OrganisationId;
  readonly at: Date;
  readonly runId: string;
  readonly stepId: StepId;
  readonly taskVersionId: string;
  readonly receiptId: string | null;
  readonly title: string;
  readonly input: JsonObject;
  /** What the last supplier answered and why it was not accepted; null when nobody tried. */
  readonly suggestion: WorkItemSuggestion | null;
  /** Roles that may do it; empty: everybody who may operate runs. */
  readonly roles: readonly string[];
}

export interface WorkItemSuggestion {
  readonly output: JsonValue;
  /** One sentence per check that failed. */
  readonly problems: readonly string[];
  /** `supplier` or `supplier/model`. */
  readonly from: string;
}

/**
 * Puts a task into the queue of people, inside the transaction that hands the step over. A step that is handed over
 * twice keeps its first item. The receipt of the step is its record; no event of its own.
 */
export const openWorkItem = async (tx: Tx, input: OpenWorkItemInput): Promise<WorkItemId> => {
  const [row] = await tx.query<{ id: WorkItemId }>(
    `INSERT INTO work_item (id, organisation_id, run_id, step_id, task_version_id, receipt_id, title, input, suggestion,
                            roles, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (step_id) DO UPDATE SET step_id = EXCLUDED.step_id RETURNING id`,
    [
      newId(),
      input.organisationId,
      input.runId,
      input.stepId,
      input.taskVersionId,
      input.receiptId,
      input.title,
      JSON.stringify(input.input),
      input.suggestion ? JSON.stringify(input.suggestion) : null,
      input.roles,
      input.at,
    ],
  );
  if (!row) throw new Error('An insert that returns its row returned none.');
  return row.id;
};
