import { createHash } from 'node:crypto';
import type { JsonValue } from '@switchyard/domain';
import { isCircuitOpen, type RoutableEndpoint, type RoutableSupplier } from '@switchyard/routing';
import type { PackedValue } from '../receipts/pack-values.ts';
import { splitRepeating } from '../receipts/split-repeating.ts';
import type { DecisionBasis } from './decision-basis.ts';

/*
 * What a decision was made from, in parts: each changes at its own pace, and live decisions share the objects of most of them.
 * The facts of one input (its length, its segment, what the router reads in it) are no part: every receipt has its own.
 */

/** In the order in which their values are numbered. */
export const groundParts = ['terms', 'task', 'policy', 'suppliers', 'health', 'outcomes', 'segments'] as const;
export type GroundPart = (typeof groundParts)[number];
export type Ground = Readonly<Record<GroundPart, JsonValue>>;

/** What routing sees of a supplier. Where it is and which key it has is not kept. */
const supplierFields = {
  id: true,
  slug: true,
  name: true,
  kind: true,
  dataClassMax: true,
  residency: true,
  isEnabled: true,
  hasKey: true,
  isSimulated: true,
  human: true,
  notApplicable: true,
  models: true,
  endpoints: true,
} as const satisfies Record<keyof RoutableSupplier, true>;
const endpointFields = {
  label: true,
  residency: true,
  place: true,
  weight: true,
  isEnabled: true,
  hasKey: true,
} as const satisfies Record<keyof RoutableEndpoint, true>;

const only = (record: object, fields: object): object =>
  Object.fromEntries(Object.entries(record).filter(([field]) => Object.hasOwn(fields, field)));

const routableOnly = (supplier: RoutableSupplier): object => {
  const { endpoints } = supplier;
  const kept = endpoints && { endpoints: endpoints.map((endpoint) => only(endpoint, endpointFields)) };
  return { ...only(supplier, supplierFields), ...kept };
};

const nothing = {};

/** Circuits count only while they are open, and then for how long does not matter: so the moment need not be kept. */
const openOnly = ({ health, now }: DecisionBasis['request']): object => {
  const open = Object.entries(health).filter(([, circuit]) => isCircuitOpen(circuit, now));
  if (open.length === 0) return nothing;
  return Object.fromEntries(
    open.map(([ref, { consecutiveFailures }]) => [ref, { consecutiveFailures, openings: 1, openUntilMs: 1 }]),
  );
};

const terms = new Map<string, object>();
const termsMax = 1000;

/** The same object for the same terms: there are few of them, and one for every call. */
const termsOf = ({ request, terms: said, taskId }: DecisionBasis): object => {
  const { dataClass, facts, evidence } = request;
  const version = evidence.router?.version ?? '';
  const required = facts.requiredCapabilities ?? [];
  const { pinnedRef, onlyRef, isDowngraded } = said;
  const key = [dataClass, isDowngraded, version, version && taskId, pinnedRef, onlyRef, ...required].join('\n');
  const known = terms.get(key);
  if (known) return known;
  if (terms.size >= termsMax) terms.clear();
  const made = { ...said, dataClass, required, router: version === '' ? null : { taskId, version } };
  terms.set(key, made);
  return made;
};

/** The objects that the parts are made of. The same object is the same part. */
const sourcesOf = (basis: DecisionBasis): Readonly<Record<GroundPart, object>> => {
  const { task, policy, suppliers, evidence } = basis.request;
  return {
    terms: termsOf(basis),
    task,
    policy,
    suppliers,
    health: openOnly(basis.request),
    outcomes: evidence.outcomes,
    segments: evidence.segments ?? nothing,
  };
};

const toJson = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value));

const partJson = (part: GroundPart, basis: DecisionBasis): JsonValue =>
  toJson(part === 'suppliers' ? basis.request.suppliers.map(routableOnly) : sourcesOf(basis)[part]);

/** The whole of it as plain JSON. */
export const groundOf = (basis: DecisionBasis): Ground => ({
  terms: partJson('terms', basis),
  task: partJson('task', basis),
  policy: partJson('policy', basis),
  suppliers: partJson('suppliers', basis),
  health: partJson('health', basis),
  outcomes: partJson('outcomes', basis),
  segments: partJson('segments', basis),
});

/** A part without its numbers, by hash, and its numbers in order. */
export interface SplitPart {
  readonly shapeKey: string;
  readonly values: readonly PackedValue[];
}

const known = new WeakMap<object, SplitPart>();

const splitPart = (part: GroundPart, source: object, basis: DecisionBasis): SplitPart => {
  const before = known.get(source);
  if (before) return before;
  const values: PackedValue[] = [];
  const shape = splitRepeating(partJson(part, basis), values);
  const split = { shapeKey: createHash('sha256').update(JSON.stringify(shape)).digest('base64url'), values };
  known.set(source, split);
  return split;
};

/** The parts in their order. Objects that were split before are not looked into again. */
export const splitGround = (basis: DecisionBasis): readonly SplitPart[] => {
  const sources = sourcesOf(basis);
  return groundParts.map((part) => splitPart(part, sources[part], basis));
};
