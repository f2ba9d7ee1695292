import type { FeatureIndex } from './feature-index.ts';
import type { TextFeatures } from './text-features.ts';

/** A sparse input: rows of known features and their values. */
export interface FeatureVector {
  readonly rows: Int32Array;
  readonly values: Float32Array;
  /** Share of the text's words and pieces that occurred in training, 0–1; 0 for a text without any. */
  readonly knownShare: number;
}

const kinds = ['words', 'pieces', 'pairs'] as const;
/** Pairs say less each, and are many. */
const weights = { words: 1, pieces: 1, pairs: 0.6 } as const;

/**
 * Damped counts, each kind of feature scaled to a length of its own. Unknown features count in the length: the less of a
 * text is known, the weaker is what is known.
 */
export const vectorOf = (features: TextFeatures, index: FeatureIndex): FeatureVector => {
  const rows: number[] = [];
  const values: number[] = [];
  let known = 0;
  let all = 0;
  for (const kind of kinds) {
    const start = values.length;
    let squares = 0;
    const { hashes, counts } = features[kind];
    for (let at = 0; at < hashes.length; at += 1) {
      const times = counts[at] ?? 1;
      const value = times === 1 ? 1 : 1 + Math.log(times);
      const row = index.rowOf(hashes[at] ?? 0);
      squares += value * value;
      if (row === -1) continue;
      rows.push(row);
      values.push(value);
    }
    const scale = squares === 0 ? 0 : weights[kind] / Math.sqrt(squares);
    for (let at = start; at < values.length; at += 1) values[at] = (values[at] ?? 0) * scale;
    if (kind === 'pairs') continue;
    known += values.length - start;
    all += hashes.length;
  }
  return { rows: Int32Array.from(rows), values: Float32Array.from(values), knownShare: all === 0 ? 0 : known / all };
};

/** Buckets of the first count: most features that occur once are told by them and never reach the second. */
const bucketBits = 24;

/** The hashes that occur in `timesMin` inputs or more, with in how many. First counted in buckets, so that few are held by name. */
const countInputs = (inputs: readonly TextFeatures[], timesMin: number): [hash: number, times: number][] => {
  const buckets = new Uint8Array(2 ** bucketBits);
  const each = function* () {
    for (const input of inputs) for (const kind of kinds) yield* input[kind].hashes;
  };
  const bucketOf = (hash: number): number => hash >>> (32 - bucketBits);
  for (const hash of each()) {
    const bucket = bucketOf(hash);
    const times = buckets[bucket] ?? 0;
    if (times < timesMin) buckets[bucket] = times + 1;
  }
  const inputsWith = new Map<number, number>();
  for (const hash of each()) {
    if ((buckets[bucketOf(hash)] ?? 0) >= timesMin) inputsWith.set(hash, (inputsWith.get(hash) ?? 0) + 1);
  }
  return [...inputsWith].filter(([, times]) => times >= timesMin);
};

/**
 * The features worth a row: those that occur in `timesMin` (up to 255) inputs or more, the most frequent `max` of them. In order of
 * their hash, so that the same inputs in another order give the same index.
 */
export const selectFeatures = (inputs: readonly TextFeatures[], timesMin: number, max: number): Uint32Array => {
  const kept = countInputs(inputs, timesMin);
  if (kept.length > max) {
    kept.sort((left, right) => right[1] - left[1] || left[0] - right[0]);
    kept.length = max;
  }
  return Uint32Array.from(kept, ([hash]) => hash).sort();
};
