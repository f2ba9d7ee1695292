import type { TokenUsage } from '@switchyard/domain';

/** Fields by which a request chooses what its tokens cost, and in which a reply says how it was served. */
export const rateFields = ['service_tier', 'speed', 'inference_geo'] as const;
export type RateField = (typeof rateFields)[number];

/** One class, or nothing of it. */
export const only = (name: keyof TokenUsage, count: number): Partial<TokenUsage> =>
  count === 0 ? {} : { [name]: count };

const apart = ['cacheWriteHour', 'audioInput', 'audioOutput'] as const;

const combine = (left: TokenUsage, right: TokenUsage, of: (one: number, other: number) => number): TokenUsage => {
  const all: { -readonly [Class in keyof TokenUsage]: TokenUsage[Class] } = {
    input: of(left.input, right.input),
    cachedInput: of(left.cachedInput, right.cachedInput),
    cacheWrite: of(left.cacheWrite, right.cacheWrite),
    output: of(left.output, right.output),
    reasoning: of(left.reasoning, right.reasoning),
  };
  for (const name of apart) {
    if (left[name] !== undefined || right[name] !== undefined) all[name] = of(left[name] ?? 0, right[name] ?? 0);
  }
  return all;
};

const sum = (one: number, other: number): number => one + other;

/** Two calls' usage, class by class. */
export const addUsage = (left: TokenUsage, right: TokenUsage): TokenUsage => combine(left, right, sum);

/** Class by class the larger of two counts of the same call. */
export const largerOf = (left: TokenUsage, right: TokenUsage): TokenUsage => combine(left, right, Math.max);
