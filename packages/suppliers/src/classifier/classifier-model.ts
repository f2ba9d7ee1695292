import type { FeatureIndex } from './feature-index.ts';
import { type FeatureVector, vectorOf } from './feature-vector.ts';
import { addScores, type LinearWeights, toProbabilities } from './fit-weights.ts';
import { featuresOf, type InputText } from './text-features.ts';

/** A trained classifier in memory. Nothing in it is ever changed. */
export interface ClassifierModel extends LinearWeights {
  readonly labels: readonly string[];
  readonly index: FeatureIndex;
  /** Divides the scores, so that probabilities are as often right as they say. */
  readonly temperature: number;
  /** Below this probability it declines. Above 1: it always declines. */
  readonly threshold: number;
  /** Below this share of known words and pieces an input is unlike what was learned, and declined. */
  readonly noveltyFloor: number;
}

export interface Classification {
  /** The most probable label, also when it is declined. */
  readonly label: string;
  /** Calibrated, 0–1. */
  readonly probability: number;
  readonly knownShare: number;
  /** Why it is not answered: not sure enough, or unlike what was learned. Null: answered. */
  readonly declined: 'unsure' | 'novel' | null;
}

export interface Scored {
  readonly best: number;
  readonly probability: number;
}

/** The most probable class and its calibrated probability. `scores` is overwritten. */
export const scoreVector = (
  model: LinearWeights,
  vector: FeatureVector,
  temperature: number,
  scores: Float64Array,
): Scored => {
  scores.set(model.biases);
  addScores(model, vector, vector.rows.length, scores);
  toProbabilities(scores, temperature);
  let best = 0;
  for (let each = 1; each < scores.length; each += 1) if ((scores[each] ?? 0) > (scores[best] ?? 0)) best = each;
  return { best, probability: scores[best] ?? 0 };
};

/** Labels one input. Deterministic; its time is bounded whatever the texts are. */
export const classify = (model: ClassifierModel, texts: readonly InputText[]): Classification => {
  const vector = vectorOf(featuresOf(texts), model.index);
  const { best, probability } = scoreVector(model, vector, model.temperature, new Float64Array(model.classes));
  const { knownShare } = vector;
  const isNovel = knownShare === 0 || knownShare < model.noveltyFloor;
  const declined = isNovel ? 'novel' : probability < model.threshold ? 'unsure' : null;
  return { label: model.labels[best] ?? '', probability, knownShare, declined };
};
