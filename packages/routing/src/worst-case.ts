import type { Price } from '@switchyard/domain';
import { extraOf, tierOf } from './price-terms.ts';

/** Tokens are counted before a call with a tokenizer that need not be the model's own. */
const countMargin = 1.25;

export interface WorstCaseRequest {
  /** As counted before the call. */
  readonly inputTokens: number;
  /** The most it may answer, reasoning included. */
  readonly maxOutputTokens: number;
  /** Null: the candidate costs nothing per token. */
  readonly price: Price | null;
  /** Names of what it asks for beyond plain tokens, or may be given without asking. */
  readonly extras?: readonly string[];
  /** How often the supplier may do something by the piece. */
  readonly usesMax?: number;
}

/** Extras that are about the tokens of one side; every other percentage is about all of them. */
const readExtras: ReadonlySet<string> = new Set(['cache_1h', 'audio_input']);
const writtenExtras: ReadonlySet<string> = new Set(['audio_output']);

interface Percents {
  read: number;
  written: number;
  all: number;
  perUse: number;
}

/** What is asked for at its dearest: what is cheaper than the list may be served at list price. */
const percentsOf = (price: Price, names: readonly string[]): Percents => {
  const percents: Percents = { read: 100, written: 100, all: 100, perUse: 0 };
  for (const name of names) {
    const extra = extraOf(price, name);
    if (!extra) continue;
    if ('perUseMicroUsd' in extra) percents.perUse = Math.max(percents.perUse, extra.perUseMicroUsd);
    else if (readExtras.has(name)) percents.read = Math.max(percents.read, extra.percent);
    else if (writtenExtras.has(name)) percents.written = Math.max(percents.written, extra.percent);
    else percents.all *= Math.max(100, extra.percent) / 100;
  }
  return percents;
};

const none: readonly string[] = [];

/**
 * The most one call can cost, in micro-dollars, rounded up: its input a quarter longer than counted and billed in the dearest
 * class it can fall in, its output as long as it may be, at the dearest rate that it may be served at.
 */
export const worstCaseOf = ({
  inputTokens,
  maxOutputTokens,
  price,
  extras = none,
  usesMax = 0,
}: WorstCaseRequest): number => {
  if (price === null) return 0;
  const tokens = Math.ceil(inputTokens * countMargin);
  const tier = tierOf(price, tokens);
  const { read, written, all, perUse } = percentsOf(price, extras);
  const input = Math.max(
    price.inputMicroUsdPerMTok * (read / 100),
    price.cachedInputMicroUsdPerMTok ?? 0,
    price.cacheWriteMicroUsdPerMTok ?? 0,
  );
  const output = price.outputMicroUsdPerMTok * (written / 100);
  const total = tokens * input * (tier.inputPercent / 100) + maxOutputTokens * output * (tier.outputPercent / 100);
  return Math.ceil((total * (all / 100)) / 1_000_000) + perUse * usesMax;
};
