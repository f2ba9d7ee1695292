import type { Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';
import { type PolicyLevels, type RoutingPolicy, resolvePolicy, routingPolicySchema } from '@switchyard/routing';

interface LevelRow {
  readonly level: keyof PolicyLevels;
  /** Null: the newest version took the rules of the scope back. */
  readonly rules: unknown;
}

/** The newest published rules of each scope that a task of a workflow is in. */
export const loadPolicyLevels = async (
  tx: Tx,
  organisationId: OrganisationId,
  workflowId: string | null,
  taskId: string | null,
): Promise<PolicyLevels> => {
  const rows = await tx.query<LevelRow>(
    `SELECT DISTINCT ON (workflow_id, task_id) rules,
            CASE WHEN task_id IS NOT NULL THEN 'task' WHEN workflow_id IS NOT NULL THEN 'workflow' ELSE 'organisation' END AS level
     FROM policy
     WHERE organisation_id = $1 AND (workflow_id = $2 OR workflow_id IS NULL) AND (task_id = $3 OR task_id IS NULL)
     ORDER BY workflow_id, task_id, number DESC`,
    [organisationId, workflowId, taskId],
  );
  const rulesOf = (level: keyof PolicyLevels): RoutingPolicy | null => {
    const row = rows.find((each) => each.level === level);
    return row === undefined || row.rules === null ? null : routingPolicySchema.parse(row.rules);
  };
  return { organisation: rulesOf('organisation'), workflow: rulesOf('workflow'), task: rulesOf('task') };
};

/** The rules that hold for a task of a workflow: the narrowest scope's, with where data may go narrowed by all. */
export const loadPolicy = async (
  tx: Tx,
  organisationId: OrganisationId,
  workflowId: string | null,
  taskId: string | null = null,
): Promise<RoutingPolicy> => resolvePolicy(await loadPolicyLevels(tx, organisationId, workflowId, taskId));
