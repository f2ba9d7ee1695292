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
 * The rules that hold for a task and everything known about its candidates. Graded cases are added up only where something
 * depends on them: a target relative to a reference, or segments.
 */
export const loadTaskRouting = async (
  tx: Tx,
  organisationId: OrganisationId,
  { workflowId, taskId, task }: TaskScope,
): Promise<TaskRouting> => {
  const policy = await loadPolicy(tx, organisationId, workflowId, taskId);
  const counted = await loadEvidence(tx, organisationId, taskId);
  const reference = policy.quality.kind === 'relative' ? policy.quality.reference : null;
  const compared =
    reference !== null || task.segmentField !== undefined
      ? await withCaseOutcomes(tx, organisationId, taskId, reference, counted)
      : counted;
  const router = policy.allowsLearnedPlans ? await findTaskRouter(tx, organisationId, taskId) : undefined;
  return { policy, graded: router === undefined ? compared : { ...compared, router } };
};
