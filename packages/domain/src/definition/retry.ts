import { z } from 'zod';

/** Retries of one step: exponential with full jitter between `initialDelayMs` and `maxDelayMs`; Retry-After wins. */
export const retryPolicySchema = z.strictObject({
  maxAttempts: z.int().min(1).max(20).default(3),
  initialDelayMs: z.int().min(10).max(3_600_000).default(1000),
  maxDelayMs: z.int().min(10).max(86_400_000).default(60_000),
});
export type RetryPolicy = z.infer<typeof retryPolicySchema>;
