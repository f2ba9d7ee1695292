import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forecastBudget } from './budget-forecast.ts';
import { thresholdReached } from './budget-warning.ts';
import { worstCaseOf } from './worst-case.ts';

const account = { capMicroUsd: 1000, takenMicroUsd: 400, spentMicroUsd: 400, unknownMicroUsd: 0 };
const half = { startsAtMs: 0, endsAtMs: 1000, nowMs: 500 };

test('an even pace ends at twice what was spent by half of the time', () => {
  const pace = [0, 125, 250, 375].map((atMs) => ({ atMs, spentMicroUsd: 100 }));
  expect(forecastBudget({ account, ...half, pace })).toEqual({ endMicroUsd: 800, runsOutAtMs: null });
});

test('a pace that has risen says when the cap will be reached', () => {
  const forecast = forecastBudget({ account, ...half, pace: [{ atMs: 400, spentMicroUsd: 400 }] });
  expect(forecast?.endMicroUsd).toBeGreaterThan(1000);
  expect(forecast?.runsOutAtMs).toBeGreaterThan(500);
  expect(forecast?.runsOutAtMs).toBeLessThan(1000);
});

test('in the first moments of a period nothing is foretold', () => {
  expect(forecastBudget({ account, ...half, nowMs: 10, pace: [] })).toBeNull();
});

test('of a cap of nothing everything is reached by the first micro-dollar, and nothing by none', () => {
  expect(thresholdReached(0, 0, [80, 100])).toBe(0);
  expect(thresholdReached(1, 0, [80, 100])).toBe(100);
  expect(thresholdReached(85, 100, [80, 100])).toBe(80);
});

test('the worst case is never below what a call within its bounds costs, whichever class its tokens are billed in', () => {
  const rate = fc.integer({ min: 0, max: 100_000_000 });
  const tokens = fc.integer({ min: 0, max: 200_000 });
  fc.assert(
    fc.property(rate, rate, rate, rate, tokens, tokens, (input, cached, written, output, read, answered) => {
      const price = {
        inputMicroUsdPerMTok: input,
        cachedInputMicroUsdPerMTok: cached,
        cacheWriteMicroUsdPerMTok: written,
        outputMicroUsdPerMTok: output,
        version: 'test',
      };
      const worst = worstCaseOf({ inputTokens: read, maxOutputTokens: answered, price });
      const dearest = Math.max(input, cached, written);
      expect(worst * 1_000_000).toBeGreaterThanOrEqual(read * dearest + answered * output);
    }),
  );
});
