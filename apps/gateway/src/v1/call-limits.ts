import type { VirtualKey } from '@switchyard/application';
import { createRateLimiter, type RateLimiter } from '../rate-limiter.ts';

/** The calls a minute that a key may make in this process; a key whose limit changes begins anew. */
export const createCallLimits = (nowMs: () => number): ((key: VirtualKey) => void) => {
  const limiters = new Map<number, RateLimiter>();
  return ({ actor, callsPerMinute }) => {
    if (callsPerMinute === null) return;
    const limiter =
      limiters.get(callsPerMinute) ??
      createRateLimiter({ perSecond: callsPerMinute / 60, burst: callsPerMinute }, nowMs);
    limiters.set(callsPerMinute, limiter);
    limiter.take(actor.apiKeyId);
  };
};
