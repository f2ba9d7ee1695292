import type { DataClass, TaskSpec } from '@switchyard/domain';
import type { CircuitState } from './circuit-breaker.ts';
import type { Evidence } from './evidence.ts';
import type { FieldRequirement, PriceRequirement } from './price-terms.ts';
import type { Capability, RoutableSupplier } from './routable-supplier.ts';
import type { InputForecast } from './route-input.ts';
import type { RoutingPolicy } from './routing-policy.ts';

/** What a model must offer, or have a price for. */
export type Requirement = Capability | PriceRequirement | FieldRequirement;

/** Facts about this input, measured before anything is sent. */
export interface InputFacts {
  /** Instructions, input, sources and schema together. */
  readonly inputTokens: number;
  /** Beyond what the task itself needs, e.g. vision for an image. */
  readonly requiredCapabilities?: readonly Requirement[];
  /** Segment of the task this input belongs to, if the task names a field for it. */
  readonly segment?: string | null;
  /** What the evidence's router reads in this input (`forecastInput`). */
  readonly forecast?: InputForecast;
}

export interface DecideRequest {
  readonly task: TaskSpec;
  /** Highest class of the task, its input and its sources. The task's own class is always included. */
  readonly dataClass: DataClass;
  readonly facts: InputFacts;
  readonly suppliers: readonly RoutableSupplier[];
  readonly evidence: Evidence;
  readonly policy: RoutingPolicy;
  /** By candidate ref; absent means closed. */
  readonly health: Readonly<Record<string, CircuitState>>;
  /** Epoch milliseconds; only compared with the circuits. */
  readonly now: number;
}
