import { isDomainError } from '@switchyard/domain';
import { expect, test } from 'vitest';
import { createRateLimiter } from './rate-limiter.ts';

const isAllowed = (take: () => void): boolean => {
  try {
    take();
    return true;
  } catch (error) {
    if (isDomainError(error) && error.code === 'rate_limited') return false;
    throw error;
  }
};

test('a burst passes, then as many as the rate gives back, and each key has its own', () => {
  let now = 0;
  const limiter = createRateLimiter({ perSecond: 10, burst: 20 }, () => now);
  const count = (key: string) =>
    Array.from({ length: 100 }, () => isAllowed(() => limiter.take(key))).filter(Boolean).length;
  expect(count('a')).toBe(20);
  expect(count('b')).toBe(20);
  now += 500;
  expect(count('a')).toBe(5);
  now += 3_600_000;
  expect(count('a')).toBe(20);
});

test('a refusal says when to come back', () => {
  const limiter = createRateLimiter({ perSecond: 4, burst: 1 }, () => 0);
  limiter.take('a');
  expect(() => limiter.take('a')).toThrow(expect.objectContaining({ details: { retryAfterMs: 250 } }));
});
