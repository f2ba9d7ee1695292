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
    for (const [hash, times] of features[kind]) {
      const value = times === 1 ? 1 : 1 + Math.log(times);
      const row = index.rowOf(hash);
      squares += value * value;
      if (row === -1) continue;
      rows.push(row);
      values.push(value);
    }
    const scale = squares === 0 ? 0 : weights[kind] / Math.sqrt(squares);
    for (let at = start; at < values.length; at += 1) values[at] = (values[at] ?? 0) * scale;
    if (kind === 'pairs') continue;
    known += values.length - start;
    all += features[kind].size;
  }
  return { rows: Int32Array.from(rows), values: Float32Array.from(values), knownShare: all === 0 ? 0 : known / all };
};

/**
 * The features worth a row: those that occur in `timesMin` inputs or more, the most frequent `max` of them. In order of their
 * hash, so that the same inputs in another order give the same index.
 */
export const selectFeatures = (inputs: readonly TextFeatures[], timesMin: number, max: number): Uint32Array => {
  const inputsWith = new Map<number, number>();
  for (const input of inputs) {
    for (const kind of kinds) {
      for (const hash of input[kind].keys()) inputsWith.set(hash, (inputsWith.get(hash) ?? 0) + 1);
    }
  }
  const kept = [...inputsWith].filter(([, times]) => times >= timesMin);
  if (kept.length > max) {
    kept.sort((left, right) => right[1] - left[1] || left[0] - right[0]);
    kept.length = max;
  }
  return Uint32Array.from(kept.map(([hash]) => hash)).sort();
};
