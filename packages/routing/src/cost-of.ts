import type { Price, SupplierSpec, TokenUsage } from '@switchyard/domain';

const perMTok = 1_000_000n;

/**
 * Cost of a call in micro-dollars, rounded half up once over the sum. Classes the price does not name are billed
 * as ordinary input; reasoning tokens are already inside `output`.
 */
export const costOf = (usage: TokenUsage, price: Price): number => {
  const cached = price.cachedInputMicroUsdPerMTok ?? price.inputMicroUsdPerMTok;
  const written = price.cacheWriteMicroUsdPerMTok ?? price.inputMicroUsdPerMTok;
  const total =
    BigInt(usage.input) * BigInt(price.inputMicroUsdPerMTok) +
    BigInt(usage.cachedInput) * BigInt(cached) +
    BigInt(usage.cacheWrite) * BigInt(written) +
    BigInt(usage.output) * BigInt(price.outputMicroUsdPerMTok);
  return Number((total + perMTok / 2n) / perMTok);
};

/** Expected cost of one call before it is made: nothing is assumed to be cached. Micro-dollars, rounded half up. */
export const estimateCost = (inputTokens: number, outputTokens: number, price: Price): number =>
  Math.round((inputTokens * price.inputMicroUsdPerMTok + outputTokens * price.outputMicroUsdPerMTok) / 1_000_000);

/** What a person's work on one task costs, in micro-dollars. */
export const humanCost = (human: NonNullable<SupplierSpec['human']>): number =>
  Math.round(human.microUsdPerMinute * human.minutesPerTask);
