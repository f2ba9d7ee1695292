import type { Price } from '@switchyard/domain';

/** Tokens are counted before a call with a tokenizer that need not be the model's own. */
const countMargin = 1.25;

export interface WorstCaseRequest {
  /** As counted before the call. */
  readonly inputTokens: number;
  /** The most it may answer, reasoning included. */
  readonly maxOutputTokens: number;
  /** Null: the candidate costs nothing per token. */
  readonly price: Price | null;
}

/**
 * The most one call can cost, in micro-dollars, rounded up: its input a quarter longer than counted and billed in the dearest
 * class it can fall in, its output as long as it may be.
 */
export const worstCaseOf = ({ inputTokens, maxOutputTokens, price }: WorstCaseRequest): number => {
  if (price === null) return 0;
  const input = Math.max(
    price.inputMicroUsdPerMTok,
    price.cachedInputMicroUsdPerMTok ?? 0,
    price.cacheWriteMicroUsdPerMTok ?? 0,
  );
  const total = Math.ceil(inputTokens * countMargin) * input + maxOutputTokens * price.outputMicroUsdPerMTok;
  return Math.ceil(total / 1_000_000);
};
