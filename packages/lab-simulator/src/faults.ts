import { z } from 'zod';
import { seeded } from './seeded.ts';

export const faultKinds = [
  'rate_limit',
  'server_error',
  'hang',
  'cut',
  'malformed',
  'html',
  'oversize',
  'refusal',
  'length',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export const faultSchema = z.strictObject({
  kind: z.enum(faultKinds),
  /** Empty: every model. */
  model: z.string().optional(),
  /** Share of calls, or with `times` the next so many. */
  rate: z.number().min(0).max(1).default(1),
  times: z.int().min(1).optional(),
  retryAfterSeconds: z.number().min(0).default(1),
});
export type Fault = z.infer<typeof faultSchema>;

/** What goes wrong next: a list that tests and operators set at the control endpoint. */
export interface FaultPlan {
  set(faults: readonly Fault[]): void;
  /** The fault for this call, or null. `seed` makes rates repeatable; the call's number keeps a retry from repeating it. */
  take(model: string, seed: string): Fault | null;
}

export const createFaultPlan = (initial: readonly Fault[] = []): FaultPlan => {
  let faults = initial.map((fault) => ({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }));
  let calls = 0;
  return {
    set: (next) => {
      faults = next.map((fault) => ({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }));
    },
    take: (model, seed) => {
      calls += 1;
      const due = faults.find(
        ({ fault, left }) =>
          left > 0 &&
          (fault.model === undefined || fault.model === model) &&
          seeded(seed, model, fault.kind, String(calls)) < fault.rate,
      );
      if (!due) return null;
      due.left -= 1;
      return due.fault;
    },
  };
};
