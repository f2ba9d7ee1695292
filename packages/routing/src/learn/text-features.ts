import { hashText } from './outcome-table.ts';

/** Sparse vector: `values[i]` stands at `indices[i]`. Euclidean length 1, or empty. */
export interface SparseVector {
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

/** Words and pairs of words, hashed. The number of buckets is part of every model that was trained on them. */
export const textBuckets = 2 ** 15;

/** Only the beginning is read: a long document says early on what it is, and deciding stays fast. */
const textLengthMax = 4000;
const token = /\p{L}+|\d+|[^\s\p{L}\d]/gu;

const normalised = (indices: Int32Array, values: Float64Array): SparseVector => {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)) || 1;
  return { indices, values: values.map((value) => value / length) };
};

/** Numbers count by their length only, so that the size of a figure is seen and the figure is not learned by heart. */
const wordsOf = (text: string): string[] => {
  const words = text.slice(0, textLengthMax).toLowerCase().match(token) ?? [];
  return words.map((word) => (/^\d/.test(word) ? `#${word.length}` : word));
};

/** Hashed words and word pairs with damped counts, before weighting. */
export const hashWords = (text: string): SparseVector => {
  const counts = new Map<number, number>();
  const add = (feature: string): void => {
    const bucket = hashText(feature) % textBuckets;
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  };
  let previous = '';
  for (const word of wordsOf(text)) {
    add(word);
    if (previous !== '') add(`${previous} ${word}`);
    previous = word;
  }
  const indices = Int32Array.from(counts.keys());
  const values = Float64Array.from(counts.values(), (count) => 1 + Math.log(count));
  return normalised(indices, values);
};

/** Sixteenths are as much as rarity needs to say, and fit a byte for any number of texts. */
const rarityParts = 16;

/** Rarity of each bucket, ln((n+1)/(df+1)) + 1, in sixteenths: only its proportions count, since vectors have length 1. */
export const inverseFrequencies = (vectors: readonly SparseVector[]): Uint8Array => {
  const seen = new Float64Array(textBuckets);
  for (const { indices } of vectors) for (const bucket of indices) seen[bucket] = (seen[bucket] ?? 0) + 1;
  const rarityOf = (count: number): number => Math.log((vectors.length + 1) / (count + 1)) + 1;
  return Uint8Array.from(seen, (count) => Math.min(255, Math.round(rarityParts * rarityOf(count))));
};

export const weighByRarity = (vector: SparseVector, rarity: Uint8Array): SparseVector =>
  normalised(
    vector.indices,
    vector.values.map((value, at) => value * (rarity[vector.indices[at] ?? 0] ?? 1)),
  );

export const dot = (weights: Float64Array | Int8Array, { indices, values }: SparseVector): number => {
  let sum = 0;
  for (let at = 0; at < indices.length; at += 1) sum += (weights[indices[at] ?? 0] ?? 0) * (values[at] ?? 0);
  return sum;
};

/**
 * A linear model over hashed words: bias + step · Σ value · vector. A byte a bucket is enough: vectors have length 1, so rounding
 * moves a sum by step / √12 on average, a hundredth of what one word may weigh.
 */
export interface WordWeights {
  readonly bias: number;
  readonly step: number;
  readonly values: Int8Array;
}

export const packWords = (bias: number, weights: Float64Array): WordWeights => {
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  const step = largest > 0 ? largest / 127 : 1;
  return { bias, step, values: Int8Array.from(weights, (weight) => Math.round(weight / step)) };
};

export const sumWords = ({ bias, step, values }: WordWeights, vector: SparseVector): number =>
  bias + step * dot(values, vector);
