import { z } from 'zod';

/** How an organisation routes. Floors (class, residency) only narrow; nothing here widens what a supplier may see. */
export const routingPolicySchema = z.strictObject({
  v: z.literal(1).default(1),
  /** A candidate with too little evidence may be tried where the task has checks that catch failures. */
  allowsUnprovenBehindChecks: z.boolean().default(true),
  /** One-sided confidence of the lower bound on success. */
  confidence: z.number().min(0.5).max(0.999).default(0.9),
  /** Places data may be processed in; empty means anywhere. Rules and people work inside this installation. */
  residencies: z.array(z.string().min(1).max(60)).default([]),
  /** Tries again with the failed checks as feedback before the next candidate gets the input. */
  feedbackRetries: z.int().min(0).max(5).default(1),
  /** Tries again after a passing failure (429, 5xx, timeout) before the next candidate gets the input. */
  transientRetries: z.int().min(0).max(5).default(1),
  /** Longest pause inside one step; a supplier that asks for more is passed over. */
  pauseMsMax: z.int().min(0).max(60_000).default(2000),
});
export type RoutingPolicy = z.infer<typeof routingPolicySchema>;

export const defaultRoutingPolicy: RoutingPolicy = routingPolicySchema.parse({});
