/** What is read of one text: the beginning and the end, where people say what they want. */
const charactersMax = 6000;
const endCharacters = 1500;
const wordsMax = 1200;
/** Longer “words” (identifiers, languages without spaces) count by their pieces only. */
const wordCharactersMax = 40;
const pieceMin = 3;
const pieceMax = 5;
/** Two words within this many places of each other are a pair. */
const pairDistanceMax = 6;

/** Distinct features and how often each occurs: few bytes each, because a training holds those of all its cases. */
export interface FeatureCounts {
  readonly hashes: Uint32Array;
  readonly counts: Uint16Array;
}

/** One per kind of feature: words and their sequences, pieces of words, pairs of distant words. */
export interface TextFeatures {
  readonly words: FeatureCounts;
  readonly pieces: FeatureCounts;
  readonly pairs: FeatureCounts;
}

/** A text of the input. Texts of different fields have different features; `field` is empty where there is only one. */
export interface InputText {
  readonly field: string;
  readonly text: string;
}

/** FNV-1a over the code units of `text` from `start` to `end` (Fowler, Noll, Vo; RFC 9923), not yet mixed. */
const hashPart = (text: string, start: number, end: number, seed: number): number => {
  let hash = seed;
  for (let index = start; index < end; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619);
  return hash;
};

/** The finaliser of MurmurHash3, so that the low bits alone tell features apart. */
const mix = (hash: number): number => {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
};

/** 32-bit hash of a text, for deterministic order and seeds. Not cryptographic. */
export const hashText = (text: string, seed = 0x811c9dc5): number => mix(hashPart(text, 0, text.length, seed));

const combine = (first: number, second: number, kind: number): number =>
  mix(Math.imul(first ^ kind, 0x9e3779b1) ^ (second >>> 1));

const count = (counts: Map<number, number>, hash: number): void => {
  counts.set(hash, (counts.get(hash) ?? 0) + 1);
};

const timesMax = 65_535;

const compact = (found: ReadonlyMap<number, number>): FeatureCounts => {
  const hashes = new Uint32Array(found.size);
  const counts = new Uint16Array(found.size);
  let at = 0;
  for (const [hash, times] of found) {
    hashes[at] = hash;
    counts[at] = Math.min(times, timesMax);
    at += 1;
  }
  return { hashes, counts };
};

/** Lower case, one form of each character, and no more than is read. */
const normalise = (text: string): string => {
  const read =
    text.length <= charactersMax
      ? text
      : `${text.slice(0, charactersMax - endCharacters)} ${text.slice(-endCharacters)}`;
  return read.normalize('NFKC').toLowerCase();
};

const wordPattern = /[\p{L}\p{M}\p{N}]+/gu;

const wordsOf = (text: string): string[] => (normalise(text).match(wordPattern) ?? []).slice(0, wordsMax);

const step = (hash: number, code: number): number => Math.imul(hash ^ code, 16_777_619);

/** Pieces of all lengths from one place on share their beginning, and its hash. */
const countPieces = (pieces: Map<number, number>, word: string, seed: number): void => {
  const end = word.length + 2;
  const codeAt = (at: number): number => (at === 0 || at === end - 1 ? 0x5f : word.charCodeAt(at - 1));
  for (let start = 0; start + pieceMin <= end; start += 1) {
    let hash = seed;
    const last = Math.min(end, start + pieceMax);
    for (let at = start; at < last; at += 1) {
      hash = step(hash, codeAt(at));
      const length = at - start + 1;
      if (length >= pieceMin) count(pieces, mix(hash ^ (length * 0x01000193)));
    }
  }
};

const countPairs = (pairs: Map<number, number>, hashes: readonly number[], at: number, hash: number): void => {
  for (let other = Math.max(0, at - pairDistanceMax); other < at - 1; other += 1) {
    const before = hashes[other] ?? 0;
    if (before !== hash) count(pairs, combine(Math.min(before, hash), Math.max(before, hash), 7));
  }
};

/** Hashed features of the texts of one input. Never longer than a bound, whatever is given; empty for no letters or digits. */
export const featuresOf = (texts: readonly InputText[]): TextFeatures => {
  const words = new Map<number, number>();
  const pieces = new Map<number, number>();
  const pairs = new Map<number, number>();
  for (const { field, text } of texts) {
    const seed = field === '' ? 0x811c9dc5 : hashText(field);
    const hashes: number[] = [];
    for (const word of wordsOf(text)) {
      const hash = hashText(word, seed);
      const at = hashes.length;
      const previous = hashes[at - 1];
      const beforeThat = hashes[at - 2];
      if (word.length <= wordCharactersMax) count(words, hash);
      if (previous !== undefined) count(words, combine(previous, hash, 2));
      if (beforeThat !== undefined) count(words, combine(beforeThat, hash, 3));
      countPieces(pieces, word, seed);
      countPairs(pairs, hashes, at, hash);
      hashes.push(hash);
    }
  }
  return { words: compact(words), pieces: compact(pieces), pairs: compact(pairs) };
};

/** The words of an input in order, as one hash: equal for texts that differ only in case, spacing and punctuation. */
export const wordingOf = (texts: readonly InputText[]): number =>
  texts.reduce((hash, { field, text }) => hashText(wordsOf(text).join(' '), hash ^ hashText(field)), 1);
