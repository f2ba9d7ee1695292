import type { Tx } from '@switchyard/db';
import type { DataClass, OrganisationId, RoutingDecision, TaskSpec } from '@switchyard/domain';
import { decide, type Evidence, type RoutingPolicy } from '@switchyard/routing';
import type { App } from '../app.ts';
import { listRoutableSuppliers, loadEvidence, loadPolicy, type RegisteredSupplier } from '../routing/load-routing.ts';

export interface CandidateFacts {
  readonly suppliers: readonly RegisteredSupplier[];
  readonly evidence: Evidence;
  readonly policy: RoutingPolicy;
}

export const loadCandidateFacts = async (
  app: App,
  tx: Tx,
  organisationId: OrganisationId,
  taskId: string,
): Promise<CandidateFacts> => ({
  suppliers: await listRoutableSuppliers(app, tx, organisationId),
  evidence: await loadEvidence(tx, organisationId, taskId),
  policy: await loadPolicy(tx, organisationId, null),
});

/** What routing would say of an input of this size and class, as if every supplier were well. */
export const decideFor = (
  { suppliers, evidence, policy }: CandidateFacts,
  task: TaskSpec,
  dataClass: DataClass,
  inputTokens: number,
): RoutingDecision =>
  decide({ task, dataClass, facts: { inputTokens }, suppliers, evidence, policy, health: {}, now: 0 });
