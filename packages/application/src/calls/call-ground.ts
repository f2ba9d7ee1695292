import type { TaskSpec } from '@switchyard/domain';
import { candidateRefOf, type RoutableModel, type RoutableSupplier, type RoutingPolicy } from '@switchyard/routing';
import type { RegisteredSupplier } from '../routing/load-routing.ts';
import type { CallRouting } from './call-routing.ts';

/** The router asks official suppliers for structured output, because tasks need it; a call needs it when it says so. */
const grantStructure = (model: RoutableModel): RoutableModel =>
  model.capabilities.includes('structured_output')
    ? model
    : { ...model, capabilities: [...model.capabilities, 'structured_output'] };

/** What calls of a second that name the same have in common: the very same objects, so that their receipts share them at no cost. */
interface CallGround {
  readonly suppliers: readonly RoutableSupplier[];
  readonly policy: RoutingPolicy;
  /** By the most an answer may have, and the class of the data. */
  readonly tasks: Map<string, TaskSpec>;
}

const grounds = new WeakMap<CallRouting, Map<string, CallGround>>();

const namesOf = (suppliers: readonly RegisteredSupplier[]): string =>
  suppliers.flatMap(({ slug, models }) => models.map(({ key }) => candidateRefOf(slug, key))).join('\n');

/** Suppliers and rules of a call as `decide` sees them, made once while `routing` holds. */
export const callGroundOf = (
  routing: CallRouting,
  suppliers: readonly RegisteredSupplier[],
  needsStructure: boolean,
): CallGround => {
  const known = grounds.get(routing) ?? new Map<string, CallGround>();
  grounds.set(routing, known);
  const key = `${needsStructure}\n${namesOf(suppliers)}`;
  const before = known.get(key);
  if (before) return before;
  const ground: CallGround = {
    suppliers: needsStructure
      ? suppliers
      : suppliers.map((supplier) => ({ ...supplier, models: supplier.models.map(grantStructure) })),
    // What a task must show has no meaning for a call without one.
    policy: { ...routing.policy, quality: { kind: 'task' } },
    tasks: new Map(),
  };
  known.set(key, ground);
  return ground;
};
