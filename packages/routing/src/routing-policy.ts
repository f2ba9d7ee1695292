import { placeSchema } from '@switchyard/domain';
import { z } from 'zod';

/** How an organisation routes. Floors (class, residency) only narrow; nothing here widens what a supplier may see. */
export const routingPolicySchema = z.strictObject({
  v: z.literal(1).default(1),
  /** A candidate with too little evidence may be tried where the task has checks that catch failures. */
  allowsUnprovenBehindChecks: z.boolean().default(true),
  /** One-sided confidence of the lower bound on success. */
  confidence: z.number().min(0.5).max(0.999).default(0.9),
  /** What a candidate must show: the task's own target, or a share of what the reference achieves on the same cases. */
  quality: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('task') }),
      z.strictObject({
        kind: z.literal('relative'),
        share: z.number().min(0).max(1),
        reference: z.string().trim().min(1).max(300),
      }),
    ])
    .default({ kind: 'task' }),
  /** Uses what was learned from past outcomes: cascades, agreement, and a prediction for each input. */
  allowsLearnedPlans: z.boolean().default(true),
  /** Candidates whose 95th percentile of latency is above this are passed over; null means no limit. */
  latencyP95MsMax: z.int().min(1).max(600_000).nullable().default(null),
  /** Candidates that fail (errors and timeouts, not checks) more often than this are passed over; null means no limit. */
  errorRateMax: z.number().min(0).max(1).nullable().default(null),
  /** A price this many times below the shipped list is taken for a slip and not used. */
  priceFactorMax: z.number().min(1).max(1_000_000).default(20),
  /** Places data may be processed in; empty means anywhere. Rules and people work inside this installation. */
  residencies: z.array(placeSchema.min(1)).default([]),
  /** Tries again with the failed checks as feedback before the next candidate gets the input. */
  feedbackRetries: z.int().min(0).max(5).default(1),
  /** Tries again after a passing failure (429, 5xx, timeout) before the next candidate gets the input. */
  transientRetries: z.int().min(0).max(5).default(1),
  /** Waits for a supplier whose limit of calls is reached, rather than passing it over for the next candidate. */
  waitsAtSupplyLimit: z.boolean().default(false),
  /** Longest pause inside one step; a supplier that asks for more is passed over. */
  pauseMsMax: z.int().min(0).max(60_000).default(2000),
  /**
   * Rules that come after these are published only where they are shown not to be worse by more than this share of right answers,
   * task by task; null: whatever they do. Says nothing about a decision.
   */
  worseMax: z.number().min(0).max(0.5).nullable().default(null),
  /** Longest time for one step or call, all its attempts together; null means as long as its attempts may take. */
  workMsMax: z.int().min(100).max(3_600_000).nullable().default(null),
  /** Whether exactly the same input is answered again from what was answered before; null means never. */
  cache: z
    .strictObject({
      /** An older answer is not given. Seconds. */
      lifetimeS: z
        .int()
        .min(1)
        .max(30 * 86_400),
      /** Also calls that say themselves that they want answers to vary: a temperature above 0. */
      allowsVaried: z.boolean().default(false),
    })
    .nullable()
    .default(null),
  /** When a second candidate is asked beside one that is slow to answer; null means never. */
  hedge: z
    .discriminatedUnion('after', [
      z.strictObject({ after: z.literal('ms'), ms: z.int().min(1).max(600_000) }),
      /** The candidate's own 95th percentile, once it is known. */
      z.strictObject({ after: z.literal('p95') }),
    ])
    .nullable()
    .default(null),
});
export type RoutingPolicy = z.infer<typeof routingPolicySchema>;

export const defaultRoutingPolicy: RoutingPolicy = routingPolicySchema.parse({});
