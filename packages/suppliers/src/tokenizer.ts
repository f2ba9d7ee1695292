import type { Tokenizer } from 'ai-tokenizer';

let loaded: Promise<Tokenizer> | null = null;

/** Loaded at first use: the vocabulary takes some sixty megabytes, and rules-only installations never need it. */
const loadTokenizer = (): Promise<Tokenizer> => {
  loaded ??= Promise.all([import('ai-tokenizer'), import('ai-tokenizer/encoding/o200k_base')]).then(
    ([{ Tokenizer: Loaded }, encoding]) => new Loaded(encoding),
  );
  return loaded;
};

/** Tokens of a text, counted in this thread. The vocabulary's marks are words like any others: people write them too. */
export const countHere = async (text: string): Promise<number> => (await loadTokenizer()).encode(text, [], []).length;
