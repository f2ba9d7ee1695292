import type { TaskSpec } from '@switchyard/domain';
import type { RoutableModel, RoutableSupplier, RoutingPolicy } from '@switchyard/routing';
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

type Grounds = WeakMap<CallRouting, Map<readonly RegisteredSupplier[], CallGround>>;

const grounds: Grounds = new WeakMap();
const groundsWithStructure: Grounds = new WeakMap();

/** Suppliers and rules of a call as `decide` sees them, made once while `routing` holds and for the very same suppliers. */
export const callGroundOf = (
  routing: CallRouting,
  suppliers: readonly RegisteredSupplier[],
  needsStructure: boolean,
): CallGround => {
  const all = needsStructure ? groundsWithStructure : grounds;
  const before = all.get(routing)?.get(suppliers);
  if (before) return before;
  const ground: CallGround = {
    suppliers: needsStructure
      ? suppliers
      : suppliers.map((supplier) => ({ ...supplier, models: supplier.models.map(grantStructure) })),
    // What a task must show has no meaning for a call without one.
    policy: { ...routing.policy, quality: { kind: 'task' } },
    tasks: new Map(),
  };
  const known = all.get(routing) ?? new Map<readonly RegisteredSupplier[], CallGround>();
  all.set(routing, known.set(suppliers, ground));
  return ground;
};
