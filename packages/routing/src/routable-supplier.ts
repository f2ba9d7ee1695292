import type { DataClass, ModelSpec, Price, SupplierKind, SupplierSpec } from '@switchyard/domain';

export type Capability = ModelSpec['capabilities'][number];

/** One model as the router sees it: its price already resolved (override first, then the shipped table). */
export interface RoutableModel {
  readonly id: string;
  readonly key: string;
  readonly contextTokens: number;
  readonly capabilities: readonly Capability[];
  readonly price: Price | null;
  /** What the shipped list says, to tell a slip in an own price; null or absent where the list does not know the model. */
  readonly listPrice?: Price | null;
  readonly isEnabled: boolean;
}

/** A key or region of a supplier. */
export interface RoutableEndpoint {
  readonly label: string;
  readonly residency: string;
  /** The lowest is asked first. */
  readonly place: number;
  readonly weight: number;
  readonly isEnabled: boolean;
  /** True also where no key is needed. */
  readonly hasKey: boolean;
}

/** A registered supplier as the router sees it. Never carries a key, only whether there is one. */
export interface RoutableSupplier {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly kind: SupplierKind;
  readonly dataClassMax: DataClass;
  readonly residency: string;
  readonly isEnabled: boolean;
  /** True also where no key is needed: rules, people, a model on the own machine. */
  readonly hasKey: boolean;
  /** True where the lab simulator answers. */
  readonly isSimulated: boolean;
  readonly human: SupplierSpec['human'];
  /** Why it cannot do this task at all, in a sentence; absent where nothing is known against it. */
  readonly notApplicable?: string;
  readonly models: readonly RoutableModel[];
  /** All its keys and regions, its own first; absent where it has just one, which is itself. */
  readonly endpoints?: readonly RoutableEndpoint[];
}

/** Names a candidate in decisions, evidence, health and receipts: `slug`, or `slug/modelKey`. */
export const candidateRefOf = (supplierSlug: string, modelKey: string | null): string =>
  modelKey === null ? supplierSlug : `${supplierSlug}/${modelKey}`;
