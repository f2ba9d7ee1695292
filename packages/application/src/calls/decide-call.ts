import type { DataClass, OrganisationId, RoutingDecision, TaskSpec } from '@switchyard/domain';
import { noEvidence, type Requirement } from '@switchyard/routing';
import type { App } from '../app.ts';
import { decideOnRecord, noTerms } from '../replay/decision-basis.ts';
import { circuitsOf } from '../routing/circuits.ts';
import type { RegisteredSupplier } from '../routing/load-routing.ts';
import type { CallFacts } from './call-facts.ts';
import { callGroundOf } from './call-ground.ts';
import type { CallRouting } from './call-routing.ts';

/** Assumed for a call that names no limit, where its size or expected cost is compared. */
const outputTokensGuess = 1000;

/**
 * A call without a task has no definition of done, so nothing is measured and nobody is excluded for want of evidence: of the
 * candidates that stand on the floors the cheapest is first.
 */
const bareTask: TaskSpec = {
  slug: 'gateway',
  name: 'Call through the gateway',
  description: '',
  instructions: 'Whatever the client says.',
  input: { type: 'object' },
  output: { type: 'object' },
  checks: [],
  qualityTarget: 0,
  dataClass: 'public',
  rules: [],
  extractors: [],
  allowedSuppliers: [],
  maxAttempts: 6,
  timeoutMs: 600_000,
  maxOutputTokens: outputTokensGuess,
};

export interface CallDecision {
  readonly decision: RoutingDecision;
  readonly task: TaskSpec;
}

export interface DecideCall {
  readonly suppliers: readonly RegisteredSupplier[];
  readonly routing: CallRouting;
  readonly facts: CallFacts;
  readonly dataClass: DataClass;
  /**
   * The client named the model: what it can do is the client's word, and the supplier's to refuse. What leads data elsewhere is
   * neither's: that stands on the floors.
   */
  readonly isNamed: boolean;
}

/** Named or not: what leads data elsewhere, and what has no price. */
const isFloor = (required: Requirement): boolean => required === 'hosted_tools' || required.includes(':');

/** Who answers a call, in which order, by the same floors as every task's. */
export const decideCall = async (app: App, organisationId: OrganisationId, call: DecideCall): Promise<CallDecision> => {
  const health = await circuitsOf(app, organisationId);
  const { facts, isNamed, dataClass, routing } = call;
  const required = isNamed ? facts.capabilities.filter(isFloor) : facts.capabilities;
  const { suppliers, policy, tasks } = callGroundOf(routing, call.suppliers, required.includes('structured_output'));
  const maxOutputTokens = facts.answerTokensMax || outputTokensGuess;
  const taskKey = `${dataClass} ${maxOutputTokens}`;
  const task = tasks.get(taskKey) ?? { ...bareTask, dataClass, maxOutputTokens };
  tasks.set(taskKey, task);
  const decision = decideOnRecord({
    request: {
      task,
      dataClass,
      suppliers,
      policy,
      health,
      facts: { inputTokens: facts.inputTokens, requiredCapabilities: required },
      evidence: noEvidence,
      now: app.now().getTime(),
    },
    terms: noTerms,
    taskId: null,
  });
  return { decision, task };
};
