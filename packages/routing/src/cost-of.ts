import type { Price, SupplierSpec, TokenUsage } from '@switchyard/domain';
import { type Billing, extraOf, listBilling, percentOfRates, tierOf } from './price-terms.ts';

/** Parts of a percent of a percent, per million tokens. */
const parts = 1_000_000n * 10_000n;

interface ClassCost {
  readonly tokens: number;
  readonly microUsdPerMTok: number;
  readonly percent: number;
}

const extraPercent = (price: Price, name: string): number => {
  const extra = extraOf(price, name);
  return extra && 'percent' in extra ? extra.percent : 100;
};

/** The classes a usage is billed in, what is priced apart split off from the class that counts it. */
const classesOf = (usage: TokenUsage, price: Price): { read: ClassCost[]; written: ClassCost[] } => {
  const { inputMicroUsdPerMTok: input, outputMicroUsdPerMTok: output } = price;
  const hour = Math.min(usage.cacheWriteHour ?? 0, usage.cacheWrite);
  const heard = Math.min(usage.audioInput ?? 0, usage.input);
  const spoken = Math.min(usage.audioOutput ?? 0, usage.output);
  return {
    read: [
      { tokens: usage.input - heard, microUsdPerMTok: input, percent: 100 },
      { tokens: heard, microUsdPerMTok: input, percent: extraPercent(price, 'audio_input') },
      { tokens: usage.cachedInput, microUsdPerMTok: price.cachedInputMicroUsdPerMTok ?? input, percent: 100 },
      { tokens: usage.cacheWrite - hour, microUsdPerMTok: price.cacheWriteMicroUsdPerMTok ?? input, percent: 100 },
      { tokens: hour, microUsdPerMTok: input, percent: extraPercent(price, 'cache_1h') },
    ],
    written: [
      { tokens: usage.output - spoken, microUsdPerMTok: output, percent: 100 },
      { tokens: spoken, microUsdPerMTok: output, percent: extraPercent(price, 'audio_output') },
    ],
  };
};

const sumOf = (classes: readonly ClassCost[], percent: number): bigint =>
  classes.reduce(
    (sum, each) =>
      each.tokens === 0
        ? sum
        : sum + BigInt(each.tokens) * BigInt(each.microUsdPerMTok) * BigInt(each.percent) * BigInt(percent),
    0n,
  );

/**
 * Cost of a call in micro-dollars, rounded half up once over the sum. Classes the price does not name are billed as ordinary
 * input; reasoning tokens are already inside `output`. A request longer than a tier begins is billed by that tier as a whole.
 */
export const costOf = (usage: TokenUsage, price: Price, billing: Billing = listBilling): number => {
  const tier = tierOf(price, usage.input + usage.cachedInput + usage.cacheWrite);
  const { read, written } = classesOf(usage, price);
  const rate = BigInt(Math.round(percentOfRates(price, billing.rates) * 100));
  const tokens = (sumOf(read, tier.inputPercent) + sumOf(written, tier.outputPercent)) * rate;
  const total = parts * 10_000n;
  return Number((tokens + total / 2n) / total) + costOfUses(billing, price);
};

const costOfUses = ({ uses }: Billing, price: Price): number => {
  let sum = 0;
  for (const [name, count] of Object.entries(uses)) {
    const extra = extraOf(price, name);
    if (extra && 'perUseMicroUsd' in extra) sum += extra.perUseMicroUsd * count;
  }
  return sum;
};

/** An absurd price, entered before prices were bounded, must not make a decision that no record can hold. */
const expectedMicroUsdMax = 1_000_000_000_000;
const countable = (microUsd: number): number => Math.min(microUsd, expectedMicroUsdMax);

/** Expected cost of one call before it is made: nothing is assumed to be cached. Micro-dollars, rounded half up. */
export const estimateCost = (inputTokens: number, outputTokens: number, price: Price): number => {
  const { inputPercent, outputPercent } = tierOf(price, inputTokens);
  const input = inputTokens * price.inputMicroUsdPerMTok * (inputPercent / 100);
  return countable(
    Math.round((input + outputTokens * price.outputMicroUsdPerMTok * (outputPercent / 100)) / 1_000_000),
  );
};

/** What a person's work on one task costs, in micro-dollars. */
export const humanCost = (human: NonNullable<SupplierSpec['human']>): number =>
  countable(Math.round(human.microUsdPerMinute * human.minutesPerTask));
