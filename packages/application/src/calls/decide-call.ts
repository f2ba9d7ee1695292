import type { DataClass, OrganisationId, RoutingDecision, TaskSpec } from '@switchyard/domain';
import { decide, type RoutableModel, type RoutableSupplier } from '@switchyard/routing';
import type { App } from '../app.ts';
import { circuitsOf } from '../routing/circuits.ts';
import type { RegisteredSupplier } from '../routing/load-routing.ts';
import type { CallFacts } from './call-facts.ts';
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

/** The router asks official suppliers for structured output, because tasks need it; a call needs it when it says so. */
const grantStructure = (model: RoutableModel): RoutableModel =>
  model.capabilities.includes('structured_output')
    ? model
    : { ...model, capabilities: [...model.capabilities, 'structured_output'] };

export interface CallDecision {
  readonly decision: RoutingDecision;
  readonly task: TaskSpec;
}

export interface DecideCall {
  readonly suppliers: readonly RegisteredSupplier[];
  readonly routing: CallRouting;
  readonly facts: CallFacts;
  readonly dataClass: DataClass;
  /** The client named the model: what it can do is the client's word, and the supplier's to refuse. */
  readonly isNamed: boolean;
}

/** Who answers a call, in which order, by the same floors as every task's. */
export const decideCall = async (app: App, organisationId: OrganisationId, call: DecideCall): Promise<CallDecision> => {
  const health = await circuitsOf(app, organisationId);
  const { facts, isNamed, dataClass, routing } = call;
  const required = isNamed ? [] : facts.capabilities;
  const suppliers: readonly RoutableSupplier[] = required.includes('structured_output')
    ? call.suppliers
    : call.suppliers.map((supplier) => ({ ...supplier, models: supplier.models.map(grantStructure) }));
  const task = { ...bareTask, dataClass, maxOutputTokens: facts.outputTokensMax || outputTokensGuess };
  const decision = decide({
    task,
    dataClass,
    facts: { inputTokens: facts.inputTokens, requiredCapabilities: required },
    suppliers,
    evidence: { outcomes: {} },
    // What a task must show has no meaning for a call without one.
    policy: { ...routing.policy, quality: { kind: 'task' } },
    health,
    now: app.now().getTime(),
  });
  return { decision, task };
};
