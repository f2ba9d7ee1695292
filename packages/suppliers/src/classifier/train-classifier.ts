import { DomainError } from '@switchyard/domain';
import { chooseThreshold, fitTemperature, type HeldOutScores } from './calibrate.ts';
import type { ClassifierModel } from './classifier-model.ts';
import { evaluateHeldOut, type HeldOutAnswer } from './evaluate-held-out.ts';
import type { ClassifierEvaluation } from './evaluation.ts';
import { createFeatureIndex } from './feature-index.ts';
import { selectFeatures, vectorOf } from './feature-vector.ts';
import { addScores, fitWeights, toProbabilities } from './fit-weights.ts';
import { foldOf } from './folds.ts';
import { featuresOf, type InputText, type TextFeatures, wordingOf } from './text-features.ts';
import { planTraining, type TrainingPlan, trainingLimits } from './training-plan.ts';

export interface TrainingCase {
  readonly texts: readonly InputText[];
  readonly label: string;
}

export interface TrainOptions {
  /** Of what is answered, the share that must be right, 0–1. */
  readonly precisionTarget: number;
  /** One-sided confidence at which the held-out answers must show it. */
  readonly confidence: number;
  readonly seed: number;
  /** Called now and then with the share that is done, 0–1. */
  readonly onProgress?: (share: number) => void;
}

export interface TrainedClassifier {
  readonly model: ClassifierModel;
  /** Without what only the caller knows: digest, bytes, time. */
  readonly evaluation: Omit<ClassifierEvaluation, 'dataDigest' | 'bytes' | 'trainedMs'>;
  /** For each case, in the order given, what a model that had not seen it said. */
  readonly heldOut: readonly HeldOutAnswer[];
}

interface Prepared {
  readonly labels: readonly string[];
  readonly classOf: Int32Array;
  readonly features: readonly TextFeatures[];
  readonly folds: Int32Array;
  readonly plan: TrainingPlan;
}

const prepare = (cases: readonly TrainingCase[]): Prepared => {
  const labels = [...new Set(cases.map(({ label }) => label))].sort();
  if (labels.length < 2)
    throw new DomainError('invalid_input', 'All cases have the same label; there is nothing to tell apart.');
  if (labels.length > trainingLimits.labelsMax) {
    const sentence = `The cases have ${labels.length} labels; a classifier learns up to ${trainingLimits.labelsMax}.`;
    throw new DomainError('too_large', sentence);
  }
  const positions = new Map(labels.map((label, position) => [label, position]));
  const classOf = Int32Array.from(cases, ({ label }) => positions.get(label) ?? 0);
  const features = cases.map(({ texts }) => featuresOf(texts));
  const plan = planTraining(features, labels.length);
  const folds = foldOf(
    cases.map(({ texts }) => wordingOf(texts)),
    classOf,
    plan.folds,
  );
  return { labels, classOf, features, folds, plan };
};

interface Fitted {
  readonly index: ReturnType<typeof createFeatureIndex>;
  readonly weights: ReturnType<typeof fitWeights>;
}

const fitMembers = (
  { labels, classOf, features, plan }: Prepared,
  members: Int32Array,
  seed: number,
  onEpoch: (epoch: number) => void,
): Fitted => {
  const inputs = Array.from(members, (each) => features[each]).filter((each) => each !== undefined);
  const index = createFeatureIndex(selectFeatures(inputs, plan.timesMin, plan.featuresMax));
  const weights = fitWeights(
    inputs.map((input) => vectorOf(input, index)),
    Int32Array.from(members, (each) => classOf[each] ?? 0),
    {
      classes: labels.length,
      features: index.hashes.length,
      epochs: plan.epochs,
      learningRate: plan.learningRate,
      dropout: plan.dropout,
      seed,
      onEpoch,
    },
  );
  return { index, weights };
};

interface HeldOut extends HeldOutScores {
  readonly knownShare: number;
}

/** Scores of each case by a model that was trained on the other folds. */
const crossValidate = (prepared: Prepared, seed: number, onEpoch: () => void): HeldOut[] => {
  const { folds, features, classOf, labels, plan } = prepared;
  const heldOut: HeldOut[] = [];
  const all = Int32Array.from(folds.keys());
  for (let fold = 0; fold < plan.folds; fold += 1) {
    const { index, weights } = fitMembers(
      prepared,
      all.filter((each) => folds[each] !== fold),
      seed + fold + 1,
      onEpoch,
    );
    for (const each of all.filter((member) => folds[member] === fold)) {
      const input = features[each];
      if (!input) continue;
      const vector = vectorOf(input, index);
      const scores = new Float64Array(labels.length);
      scores.set(weights.biases);
      addScores(weights, vector, vector.rows.length, scores);
      heldOut[each] = { scores, right: classOf[each] ?? 0, knownShare: vector.knownShare };
    }
  }
  return heldOut;
};

/** Share of known words and pieces that all but one in 200 held-out inputs have. */
const noveltyFloorOf = (heldOut: readonly HeldOut[]): number => {
  const shares = Float64Array.from(heldOut, ({ knownShare }) => knownShare).sort();
  return shares[Math.floor(shares.length / 200)] ?? 0;
};

const answerOf = ({ scores, right }: HeldOut, temperature: number): Omit<HeldOutAnswer, 'isAnswered'> => {
  const probabilities = scores.slice();
  toProbabilities(probabilities, temperature);
  let best = 0;
  for (const [each, probability] of probabilities.entries()) if (probability > (probabilities[best] ?? 0)) best = each;
  return { right, best, probability: probabilities[best] ?? 0, rightProbability: probabilities[right] ?? 0 };
};

/**
 * Trains a classifier: cross-validation for calibration, threshold and evaluation, then a model on all cases. The same cases in the same
 * order with the same seed give the same result. Throws DomainError `invalid_input` where there is nothing to learn from,
 * `too_large` beyond the limits.
 */
export const trainClassifier = (cases: readonly TrainingCase[], options: TrainOptions): TrainedClassifier => {
  const { precisionTarget, confidence, seed } = options;
  const prepared = prepare(cases);
  const { labels, plan } = prepared;
  // A fold's model sees the other folds: folds − 1 times all cases, and once more for the model that is kept.
  const epochsInAll = plan.epochs * (plan.folds + 1);
  let epochsDone = 0;
  const onEpoch = () => {
    epochsDone += 1;
    options.onProgress?.(epochsDone / epochsInAll);
  };
  const heldOut = crossValidate(prepared, seed, onEpoch);
  const temperature = fitTemperature(heldOut);
  const noveltyFloor = noveltyFloorOf(heldOut);
  const judged = heldOut.map((each) => ({ ...answerOf(each, temperature), knownShare: each.knownShare }));
  const familiar = judged.filter(({ knownShare }) => knownShare > 0 && knownShare >= noveltyFloor);
  const threshold = chooseThreshold(
    familiar.map(({ probability, best, right }) => ({ probability, isRight: best === right })),
    precisionTarget,
    confidence,
  );
  const answers = judged.map(({ knownShare, ...answer }) => ({
    ...answer,
    isAnswered: knownShare > 0 && knownShare >= noveltyFloor && answer.probability >= threshold,
  }));
  const { index, weights } = fitMembers(prepared, Int32Array.from(cases.keys()), seed, onEpoch);
  return {
    model: { ...weights, labels, index, temperature, threshold, noveltyFloor },
    evaluation: {
      v: 1,
      cases: cases.length,
      labels: labels.length,
      folds: plan.folds,
      seed,
      precisionTarget,
      confidence,
      threshold,
      noveltyFloor,
      temperature,
      ...evaluateHeldOut(answers, labels),
      features: index.hashes.length,
    },
    heldOut: answers,
  };
};
