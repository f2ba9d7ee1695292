import type { Tokenizer } from 'ai-tokenizer';

/** Words whose tokens are remembered. Anybody may write words that never come again. */
const wordsKept = 10_000;

let loaded: Promise<Tokenizer> | null = null;

/** Loaded at first use: the vocabulary takes some sixty megabytes, and rules-only installations never need it. */
const loadTokenizer = (): Promise<Tokenizer> => {
  loaded ??= Promise.all([import('ai-tokenizer'), import('ai-tokenizer/encoding/o200k_base')]).then(
    ([{ Tokenizer: Loaded }, encoding]) => new Loaded(encoding, undefined, wordsKept),
  );
  return loaded;
};

/**
 * The time that a run of letters, spaces or signs takes grows with the square of its length: one of 200,000 holds a processor for
 * minutes. Texts are counted in pieces that end between two words, or where none end, in shorter ones, which costs a token at most.
 */
const pieceCharsMax = 256;
const runCharsMax = 64;

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;

/** Where a piece that begins at `from` ends: before the last space between two words, where tokens begin anew. */
const pieceEnd = (text: string, from: number): number => {
  const end = from + pieceCharsMax;
  if (end >= text.length) return text.length;
  for (let at = text.lastIndexOf(' ', end); at > from; at = text.lastIndexOf(' ', at - 1)) {
    if (/^\S \S$/.test(text.slice(at - 1, at + 2))) return at;
  }
  const cut = from + runCharsMax;
  return isHighSurrogate(text.charCodeAt(cut - 1)) ? cut - 1 : cut;
};

/** Tokens of a text, counted in this thread. The vocabulary's marks are words like any others: people write them too. */
export const countHere = async (text: string): Promise<number> => {
  const tokenizer = await loadTokenizer();
  let tokens = 0;
  for (let from = 0; from < text.length; ) {
    const end = pieceEnd(text, from);
    // A copy: a word that is remembered would otherwise keep the whole text in memory.
    tokens += tokenizer.encode(Buffer.from(text.slice(from, end)).toString(), [], []).length;
    from = end;
  }
  return tokens;
};
