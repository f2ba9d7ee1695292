import { DomainError } from '@switchyard/domain';

export interface RateLimit {
  readonly perSecond: number;
  /** Largest number at once after a pause. */
  readonly burst: number;
}

interface Bucket {
  tokens: number;
  refilledAtMs: number;
}

export interface RateLimiter {
  /** Takes one token of `key`. Throws `rate_limited` when there is none. */
  take(key: string): void;
}

const bucketsMax = 10_000;

/** A token bucket per key, in this process only: a shield against one runaway client, not a quota. */
export const createRateLimiter = ({ perSecond, burst }: RateLimit, nowMs: () => number): RateLimiter => {
  const buckets = new Map<string, Bucket>();
  const forgetFull = (at: number) => {
    for (const [key, bucket] of buckets) {
      if (bucket.tokens + ((at - bucket.refilledAtMs) / 1000) * perSecond >= burst) buckets.delete(key);
    }
  };
  return {
    take: (key) => {
      const at = nowMs();
      const bucket = buckets.get(key) ?? { tokens: burst, refilledAtMs: at };
      bucket.tokens = Math.min(burst, bucket.tokens + ((at - bucket.refilledAtMs) / 1000) * perSecond);
      bucket.refilledAtMs = at;
      if (!buckets.has(key) && buckets.size >= bucketsMax) forgetFull(at);
      buckets.set(key, bucket);
      if (bucket.tokens < 1) {
        const retryAfterMs = Math.ceil(((1 - bucket.tokens) / perSecond) * 1000);
        throw new DomainError('rate_limited', `Too many requests; at most ${perSecond} a second. Please slow down.`, {
          details: { retryAfterMs },
          retryable: true,
        });
      }
      bucket.tokens -= 1;
    },
  };
};
