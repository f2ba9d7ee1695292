import { DomainError } from '@switchyard/domain';
import type { TextFeatures } from './text-features.ts';

/** Bounds of one training. With them a worker needs less than 1 GB and a few minutes at most. */
export const trainingLimits = {
  /** The newest are taken where there are more. */
  casesMax: 50_000,
  casesMin: 20,
  labelsMax: 500,
  featuresMax: 150_000,
  /** Features × labels: 4 bytes each while training, 1 byte stored. */
  weightsMax: 25_000_000,
  /** Features of all cases together. */
  entriesMax: 15_000_000,
} as const;

export interface TrainingPlan {
  readonly folds: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly dropout: number;
  /** A feature has to occur in so many cases. */
  readonly timesMin: number;
  readonly featuresMax: number;
}

/** Additions and multiplications of one model; about a minute of one core. */
const workMax = 3e10;

const sizeOf = ({ words, pieces, pairs }: TextFeatures): number =>
  words.hashes.length + pieces.hashes.length + pairs.hashes.length;

/**
 * How a training goes, from its size alone. Defaults were chosen by cross-validation inside the training part of Banking77: heavy dropout
 * matters most, the rest little. Few cases are passed over more often; many long texts less often.
 */
export const planTraining = (features: readonly TextFeatures[], labels: number): TrainingPlan => {
  const entries = features.reduce((sum, each) => sum + sizeOf(each), 0);
  if (entries > trainingLimits.entriesMax) {
    const sentence = `The cases are too long together (${entries} features; ${trainingLimits.entriesMax} are held). Use fewer or shorter ones.`;
    throw new DomainError('too_large', sentence);
  }
  const dropout = 0.7;
  const wanted = features.length < 1000 ? 40 : 20;
  const workOfEpoch = Math.max(1, entries * (1 - dropout) * labels * 2);
  return {
    folds: features.length < 200 ? 10 : 4,
    epochs: Math.max(3, Math.min(wanted, Math.floor(workMax / workOfEpoch))),
    learningRate: 1,
    dropout,
    timesMin: features.length < 1000 ? 1 : 2,
    featuresMax: Math.min(trainingLimits.featuresMax, Math.floor(trainingLimits.weightsMax / labels)),
  };
};
