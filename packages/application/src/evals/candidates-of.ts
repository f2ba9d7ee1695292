import type { Tx } from '@switchyard/db';
import type { DataClass, OrganisationId, RoutingDecision, TaskSpec } from '@switchyard/domain';
import { decide, type Evidence, type RoutingPolicy } from '@switchyard/routing';
import type { App } from '../app.ts';
import {
  type AdoptedVersion,
  findAdoptedVersion,
  withClassifier,
  withHeldOutEvidence,
} from '../classifiers/adopted-classifier.ts';
import { listRoutableSuppliers, loadEvidence, loadPolicy, type RegisteredSupplier } from '../routing/load-routing.ts';

export interface CandidateFacts {
  readonly suppliers: readonly RegisteredSupplier[];
  readonly evidence: Evidence;
  readonly policy: RoutingPolicy;
  /** The version of the task's classifier that answers. */
  readonly adopted: AdoptedVersion | null;
}

export const loadCandidateFacts = async (
  app: App,
  tx: Tx,
  organisationId: OrganisationId,
  taskId: string,
): Promise<CandidateFacts> => {
  const adopted = await findAdoptedVersion(tx, organisationId, taskId);
  const suppliers = await listRoutableSuppliers(app, tx, organisationId);
  return {
    suppliers,
    adopted,
    evidence: withHeldOutEvidence(await loadEvidence(tx, organisationId, taskId), suppliers, adopted),
    policy: await loadPolicy(tx, organisationId, null),
  };
};

/** What routing would say of an input of this size and class, as if every supplier were well. */
export const decideFor = (
  { suppliers, evidence, policy, adopted }: CandidateFacts,
  task: TaskSpec,
  dataClass: DataClass,
  inputTokens: number,
): RoutingDecision =>
  decide({
    task,
    dataClass,
    facts: { inputTokens },
    suppliers: withClassifier(suppliers, task, adopted),
    evidence,
    policy,
    health: {},
    now: 0,
  });
