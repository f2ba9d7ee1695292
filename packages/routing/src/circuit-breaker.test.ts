import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  backoffMs,
  type CircuitState,
  closedCircuit,
  costOf,
  isCircuitOpen,
  normalQuantile,
  recordCall,
  wilsonBounds,
} from './index.ts';

const failed = { kind: 'failed' } as const;
const failTimes = (count: number, from: CircuitState = closedCircuit, now = 0): CircuitState =>
  Array.from({ length: count }).reduce<CircuitState>((state) => recordCall(state, failed, now), from);

describe('circuit breaker', () => {
  it('opens after five failures in a row and lets a probe pass when its time is over', () => {
    expect(isCircuitOpen(failTimes(4), 0)).toBe(false);
    const open = failTimes(5);
    expect([isCircuitOpen(open, 9_999), isCircuitOpen(open, 10_000)]).toEqual([true, false]);
  });

  it('opens again at once, for twice as long, when the probe fails; a success closes it', () => {
    const again = recordCall(failTimes(5), failed, 10_000);
    expect(again.openUntilMs).toBe(30_000);
    expect(recordCall(again, { kind: 'succeeded' }, 30_000)).toEqual(closedCircuit);
  });

  it('opens at the first failure when the supplier says when to come back', () => {
    expect(recordCall(closedCircuit, { kind: 'failed', retryAfterMs: 4000 }, 100).openUntilMs).toBe(4100);
  });
});

describe('backoffMs', () => {
  it('stays within its ceiling and never undercuts Retry-After', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 9000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (retry, retryAfterMs, random) => {
          const ms = backoffMs({ retry, initialDelayMs: 100, maxDelayMs: 5000, retryAfterMs }, random);
          expect(ms).toBeGreaterThanOrEqual(retryAfterMs);
          expect(ms).toBeLessThanOrEqual(Math.max(5000, retryAfterMs));
        },
      ),
    );
  });
});

describe('costOf', () => {
  const price = {
    inputMicroUsdPerMTok: 3,
    outputMicroUsdPerMTok: 5,
    cachedInputMicroUsdPerMTok: 1,
    cacheWriteMicroUsdPerMTok: null,
    version: 'v',
  };
  it('bills each token class at its own price and rounds half up once', () => {
    const usage = {
      input: 100_000,
      cachedInput: 100_000,
      cacheWrite: 100_000,
      output: 60_000,
      reasoning: 50_000,
    };
    expect(costOf(usage, price)).toBe(1); // 0.3 + 0.1 + 0.3 + 0.3
    expect(costOf({ ...usage, output: 160_000 }, price)).toBe(2); // 1.5 rounds up
  });
});

describe('wilsonBounds', () => {
  it('agrees with tabulated quantiles and a calculation by hand', () => {
    expect(normalQuantile(0.9)).toBeCloseTo(1.2815515655, 8);
    expect(normalQuantile(0.99)).toBeCloseTo(2.326347874, 7);
    // By hand: (0.9 + z²/200 − z·√(0.0009 + z²/40000)) / (1 + z²/100) with z = 1.28155.
    expect(wilsonBounds(90, 100, 0.9).lower).toBeCloseTo(0.854858, 5);
  });
});
