import { type ExclusionReason, isWithinClearance, type SupplierKind } from '@switchyard/domain';
import { isCircuitOpen } from './circuit-breaker.ts';
import type { DecideRequest, Requirement } from './decide-request.ts';
import { allowedEndpoints, awakeEndpoints, isPlaceAllowed } from './endpoints.ts';
import { type FieldRequirement, findPriceGap, type PriceRequirement } from './price-terms.ts';
import type { Capability, RoutableModel, RoutableSupplier } from './routable-supplier.ts';

/** Why a candidate is left out: a closed reason, and one sentence for people. */
export interface Exclusion {
  readonly reason: ExclusionReason;
  readonly explanation: string;
}

const excluded = (reason: ExclusionReason, explanation: string): Exclusion => ({
  reason,
  explanation,
});

/** Rules and classifiers run in this process and people read in this installation: nothing is sent anywhere. */
const staying: ReadonlySet<SupplierKind> = new Set(['rules', 'classifier', 'human']);
const leavesInstallation = (supplier: RoutableSupplier): boolean => !staying.has(supplier.kind);

const supplierFloor = ({ task, dataClass, policy }: DecideRequest, supplier: RoutableSupplier): Exclusion | null => {
  const { name } = supplier;
  if (!supplier.isEnabled) return excluded('supplier_disabled', `${name} is switched off.`);
  if (task.allowedSuppliers.length > 0 && !task.allowedSuppliers.includes(supplier.slug)) {
    return excluded('not_allowed_by_task', `The task names the suppliers it may use, and ${name} is not among them.`);
  }
  const forbidden = [dataClass, task.dataClass].find((each) => !isWithinClearance(each, supplier.dataClassMax));
  if (forbidden !== undefined) {
    const sentence = `The data is ${forbidden}; ${name} may receive at most ${supplier.dataClassMax} data.`;
    return excluded('data_class_too_high', sentence);
  }
  if (leavesInstallation(supplier) && policy.residencies.length > 0) {
    const endpoints = supplier.endpoints?.filter((endpoint) => endpoint.isEnabled) ?? [supplier];
    if (!endpoints.some(({ residency }) => isPlaceAllowed(policy, residency))) {
      const named = endpoints.map(({ residency }) => (residency === '' ? 'an unnamed place' : residency));
      const where = [...new Set(named)].join(', ');
      const allowed = policy.residencies.join(', ');
      return excluded('residency', `${name} processes data in ${where}; the policy allows ${allowed}.`);
    }
  }
  return null;
};

const kindFloor = ({ task, facts }: DecideRequest, supplier: RoutableSupplier): Exclusion | null => {
  if (facts.requiredCapabilities?.includes('tools') && (supplier.kind === 'rules' || supplier.kind === 'classifier')) {
    return excluded('missing_capability', `${supplier.name} does not offer tools.`);
  }
  if (supplier.kind === 'rules' && task.rules.length + task.extractors.length === 0) {
    return excluded('nothing_applies', 'The task has no rules or extractors.');
  }
  if (supplier.notApplicable !== undefined) return excluded('nothing_applies', supplier.notApplicable);
  if (supplier.kind === 'human' && supplier.human === null) {
    return excluded('no_price', `${supplier.name} has no price per minute.`);
  }
  return null;
};

const isCapability = (required: Requirement): required is Capability => !required.includes(':');
const isPriced = (required: Requirement): required is PriceRequirement | FieldRequirement => !isCapability(required);

/** The first thing that the request asks for and that has no price here, as a sentence. */
const priceGap = ({ facts }: DecideRequest, model: RoutableModel, label: string): string | null => {
  for (const required of facts.requiredCapabilities ?? []) {
    const gap = isPriced(required) ? findPriceGap(required, model, label) : null;
    if (gap !== null) return gap;
  }
  return null;
};

/** Such a model is cheap, and every question that it is asked fails. */
const makesVectorsOnly = ({ capabilities }: RoutableModel): boolean =>
  capabilities.length > 0 && capabilities.every((capability) => capability === 'embeddings');

const modelFloor = (request: DecideRequest, supplier: RoutableSupplier, model: RoutableModel): Exclusion | null => {
  const { task, facts } = request;
  const label = `${supplier.name} ${model.key}`;
  if (!model.isEnabled) return excluded('model_disabled', `${label} is switched off.`);
  // The official endpoints enforce the output schema; compatible ones are read leniently and checked afterwards.
  const isEnforced = supplier.kind === 'openai' || supplier.kind === 'anthropic';
  const required = facts.requiredCapabilities?.filter(isCapability) ?? [];
  const missing = (isEnforced ? [...required, 'structured_output' as const] : required).find(
    (capability) => !model.capabilities.includes(capability),
  );
  if (missing !== undefined) {
    return excluded('missing_capability', `${label} does not offer ${missing.replaceAll('_', ' ')}.`);
  }
  if (makesVectorsOnly(model) && !required.includes('embeddings')) {
    return excluded('missing_capability', `${label} makes vectors and answers nothing.`);
  }
  const needed = facts.inputTokens + task.maxOutputTokens;
  if (needed > model.contextTokens) {
    const sentence = `Input and answer need ${needed} tokens; ${label} takes ${model.contextTokens}.`;
    return excluded('context_too_small', sentence);
  }
  const { hasKey } = supplier;
  if (!(allowedEndpoints(request.policy, supplier)?.some((endpoint) => endpoint.hasKey) ?? hasKey)) {
    return excluded('no_key', `No key is stored for ${supplier.name}${hasKey ? ' where the policy allows it' : ''}.`);
  }
  if (model.price === null) return excluded('no_price', `No price is known for ${label}, so its cost cannot be said.`);
  const gap = priceGap(request, model, label);
  return gap === null ? null : excluded('no_price', gap);
};

/** The first floor that `model` (null: the supplier itself) does not stand on, or null. Evidence has no say here. */
export const findFloor = (
  request: DecideRequest,
  supplier: RoutableSupplier,
  model: RoutableModel | null,
  ref: string,
): Exclusion | null => {
  const floor = supplierFloor(request, supplier) ?? kindFloor(request, supplier);
  if (floor) return floor;
  if (model !== null) {
    const missed = modelFloor(request, supplier, model);
    if (missed) return missed;
  } else if (leavesInstallation(supplier)) {
    return excluded('nothing_applies', `${supplier.name} has no models.`);
  }
  return restingFloor(request, supplier, ref);
};

/** A supplier with several endpoints is resting when all are that it may be asked at. */
const restingFloor = (
  { policy, health, now }: DecideRequest,
  supplier: RoutableSupplier,
  ref: string,
): Exclusion | null => {
  const endpoints = allowedEndpoints(policy, supplier);
  if (endpoints) {
    if (awakeEndpoints(endpoints, ref, health, now).length > 0) return null;
    return excluded('circuit_open', `${ref} failed several times in a row at every key and region, and is resting.`);
  }
  const circuit = health[ref];
  if (circuit && isCircuitOpen(circuit, now)) {
    return excluded('circuit_open', `${ref} failed ${circuit.consecutiveFailures} times in a row and is resting.`);
  }
  return null;
};
