import type { Tx } from '@switchyard/db';
import { DomainError, type OrganisationId } from '@switchyard/domain';
import { z } from 'zod';

/** What rules are for: the organisation (both null), one workflow, or one task in whatever workflow. */
export const policyScopeSchema = z
  .object({ workflowId: z.uuid().nullable().default(null), taskId: z.uuid().nullable().default(null) })
  .refine(({ workflowId, taskId }) => workflowId === null || taskId === null, 'Name a workflow or a task, not both.');
export type PolicyScope = z.infer<typeof policyScopeSchema>;

/** Its name on the screen and in the audit trail. Throws `not_found`. */
export const getScopeLabel = async (
  tx: Tx,
  organisationId: OrganisationId,
  { workflowId, taskId }: PolicyScope,
): Promise<string> => {
  if (workflowId === null && taskId === null) return 'the organisation';
  const table = workflowId === null ? 'task' : 'workflow';
  const [row] = await tx.query<{ name: string }>(
    `SELECT name FROM ${table} WHERE organisation_id = $1 AND id = $2 AND archived_at IS NULL`,
    [organisationId, workflowId ?? taskId],
  );
  if (!row) throw new DomainError('not_found', `This ${table} does not exist, or no longer.`);
  return row.name;
};

/** SQL that matches a row's scope with $2 and $3. */
export const isOfScope = 'workflow_id IS NOT DISTINCT FROM $2::uuid AND task_id IS NOT DISTINCT FROM $3::uuid';
