import type { Price, TokenUsage } from '@switchyard/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costOf } from './cost-of.ts';
import { percentOfRates } from './price-terms.ts';
import { worstCaseOf } from './worst-case.ts';

const names = ['priority', 'flex', 'us', 'cache_1h', 'audio_input', 'audio_output'] as const;
const rateNames = ['priority', 'flex', 'us'] as const;

const perMTok = fc.nat(100_000_000);
const priceArbitrary: fc.Arbitrary<Price> = fc.record({
  inputMicroUsdPerMTok: perMTok,
  outputMicroUsdPerMTok: perMTok,
  cachedInputMicroUsdPerMTok: fc.option(perMTok),
  cacheWriteMicroUsdPerMTok: fc.option(perMTok),
  tiers: fc
    .array(
      fc.record({
        aboveInputTokens: fc.nat(300_000),
        inputPercent: fc.integer({ min: 100, max: 400 }),
        outputPercent: fc.integer({ min: 100, max: 400 }),
      }),
      { maxLength: 3 },
    )
    .map((tiers) => {
      // Prices step up with length, never down.
      let [input, output] = [100, 100];
      return tiers
        .sort((left, right) => left.aboveInputTokens - right.aboveInputTokens)
        .map((tier) => {
          input = Math.max(input, tier.inputPercent);
          output = Math.max(output, tier.outputPercent);
          return { ...tier, inputPercent: input, outputPercent: output };
        });
    }),
  extras: fc.tuple(...names.map(() => fc.integer({ min: 1, max: 1500 })), fc.nat(100_000)).map((values) => ({
    ...Object.fromEntries(names.map((name, at) => [name, { percent: values[at] ?? 100 }])),
    web_search: { perUseMicroUsd: values.at(-1) ?? 0 },
  })),
  version: fc.constant('test'),
});

const count = fc.nat(200_000);
const usageArbitrary: fc.Arbitrary<TokenUsage> = fc.record({
  input: count,
  cachedInput: count,
  cacheWrite: count,
  output: count,
  reasoning: fc.constant(0),
  cacheWriteHour: count,
  audioInput: count,
  audioOutput: count,
});

describe('the worst case', () => {
  it('is never below what a call of that length can cost, whatever it is billed as', () => {
    fc.assert(
      fc.property(
        priceArbitrary,
        usageArbitrary,
        fc.subarray([...rateNames]),
        fc.nat(20),
        (price, usage, rates, searches) => {
          const cost = costOf(usage, price, { rates, uses: { web_search: searches, unknown: 5 } });
          const worst = worstCaseOf({
            inputTokens: usage.input + usage.cachedInput + usage.cacheWrite,
            maxOutputTokens: usage.output,
            price,
            extras: [...names, 'web_search'],
            usesMax: searches,
          });
          expect(worst).toBeGreaterThanOrEqual(cost);
        },
      ),
    );
  });
});

describe('the cost of a call', () => {
  const price: Price = {
    inputMicroUsdPerMTok: 1_000_000,
    outputMicroUsdPerMTok: 4_000_000,
    cachedInputMicroUsdPerMTok: 100_000,
    cacheWriteMicroUsdPerMTok: 1_250_000,
    tiers: [{ aboveInputTokens: 1000, inputPercent: 200, outputPercent: 150 }],
    extras: { us: { percent: 110 }, fast: { percent: 600 }, cache_1h: { percent: 200 } },
    version: 'test',
  };
  const usage = { input: 1000, cachedInput: 0, cacheWrite: 0, output: 1000, reasoning: 0 };

  it('steps up with the first token beyond a step, for the whole request', () => {
    expect(costOf(usage, price)).toBe(5000);
    expect(costOf({ ...usage, cachedInput: 10 }, price)).toBe(2000 + 2 + 6000);
  });

  it('multiplies rates, and leaves out those that the price does not name', () => {
    expect(percentOfRates(price, ['us', 'fast', 'elsewhere'])).toBeCloseTo(660);
    expect(costOf(usage, price, { rates: ['us', 'fast', 'elsewhere'], uses: {} })).toBe(33_000);
  });

  it('takes no more of a dearer kind than there is of the class that counts it', () => {
    expect(costOf({ ...usage, input: 0, cacheWrite: 100, cacheWriteHour: 1e9 }, price)).toBe(200 + 4000);
  });
});
