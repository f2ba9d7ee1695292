import type { Tx } from '@switchyard/db';
import type { OrganisationId, TaskSpec } from '@switchyard/domain';
import type { Evidence, RoutingPolicy } from '@switchyard/routing';
import { withCaseOutcomes } from './case-outcomes.ts';
import { loadEvidence } from './load-evidence.ts';
import { loadPolicy } from './load-policy.ts';
import { findTaskRouter } from './task-router.ts';

interface TaskScope {
  readonly workflowId: string | null;
  readonly taskId: string;
  readonly task: TaskSpec;
}

export interface TaskRouting {
  readonly policy: RoutingPolicy;
  readonly graded: Evidence;
}

/**
 * Everything known about a task's candidates that rules like these look at. Graded cases are added up only where something depends
 * on them: a target relative to a reference, or segments.
 */
export const loadTaskEvidence = async (
  tx: Tx,
  organisationId: OrganisationId,
  { taskId, task }: Pick<TaskScope, 'taskId' | 'task'>,
  policy: RoutingPolicy,
): Promise<Evidence> => {
  const counted = await loadEvidence(tx, organisationId, taskId);
  const reference = policy.quality.kind === 'relative' ? policy.quality.reference : null;
  const compared =
    reference !== null || task.segmentField !== undefined
      ? await withCaseOutcomes(tx, organisationId, taskId, reference, counted)
      : counted;
  const router = policy.allowsLearnedPlans ? await findTaskRouter(tx, organisationId, taskId) : undefined;
  return router === undefined ? compared : { ...compared, router };
};

/** The rules that hold for a task and everything known about its candidates. */
export const loadTaskRouting = async (
  tx: Tx,
  organisationId: OrganisationId,
  scope: TaskScope,
): Promise<TaskRouting> => {
  const policy = await loadPolicy(tx, organisationId, scope.workflowId, scope.taskId);
  return { policy, graded: await loadTaskEvidence(tx, organisationId, scope, policy) };
};
