import type { JsonObject } from '@switchyard/domain';
import type { Fault, FaultPlan } from './faults.ts';

export interface SimulatorContext {
  /** Right answers; more can be taught while it runs. */
  readonly gold: Map<string, JsonObject>;
  readonly faults: FaultPlan;
  /** 1 for the scripted latency, 0 for none. */
  readonly latencyScale: number;
  /** Seconds since the epoch, for `created` fields. */
  readonly now: () => number;
}

/** Faults that answer instead of the model; `cut`, `refusal` and `length` change an answer and are not here. */
export type WholeFault = Fault & {
  readonly kind: 'rate_limit' | 'server_error' | 'hang' | 'malformed' | 'html' | 'oversize';
};

export const isWholeFault = (fault: Fault): fault is WholeFault =>
  fault.kind !== 'cut' && fault.kind !== 'refusal' && fault.kind !== 'length';
