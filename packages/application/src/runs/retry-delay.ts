import type { RetryPolicy } from '@switchyard/domain';

/**
 * Milliseconds until attempt `attempt + 1`: exponential with full jitter over the upper half, so that many failures of
 * one moment do not come back together. A longer Retry-After of the other side wins.
 * @param random in [0, 1)
 */
export const retryDelayMs = (policy: RetryPolicy, attempt: number, random: number, retryAfterMs = 0): number => {
  const exponential = Math.min(policy.initialDelayMs * 2 ** (attempt - 1), policy.maxDelayMs);
  return Math.max(Math.round(exponential * (0.5 + random / 2)), retryAfterMs);
};
