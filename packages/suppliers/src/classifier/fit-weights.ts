import type { FeatureVector } from './feature-vector.ts';
import { createRandom, shuffle } from './random.ts';

/** Weights of a multinomial logistic regression, `weights[row * classes + class]`. */
export interface LinearWeights {
  readonly classes: number;
  readonly weights: Float32Array | Int8Array;
  /** Of each row, where weights are bytes: a weight is its byte times the scale. Null: they are the weights themselves. */
  readonly scales: Float32Array | null;
  readonly biases: Float32Array;
}

interface FittedWeights extends LinearWeights {
  readonly weights: Float32Array;
  readonly scales: null;
}

export interface FitOptions {
  readonly classes: number;
  readonly features: number;
  readonly epochs: number;
  readonly learningRate: number;
  /** Share of an input's features left out each time it is seen. */
  readonly dropout: number;
  readonly seed: number;
  /** Called after each pass over the inputs. */
  readonly onEpoch?: (epoch: number) => void;
}

const scaleOf = (row: number, scales: Float32Array | null): number => (scales === null ? 1 : (scales[row] ?? 0));

/**
 * Adds the scores of all classes to `scores`, which holds the biases; of the first `count` features. Four features at a time: the scores are
 * then read and written a quarter as often.
 */
export const addScores = (
  { classes, weights, scales }: LinearWeights,
  { rows, values }: Pick<FeatureVector, 'rows' | 'values'>,
  count: number,
  scores: Float64Array,
): void => {
  for (let at = 0; at < count; at += 4) {
    const firstRow = rows[at] ?? 0;
    const secondRow = rows[at + 1] ?? 0;
    const thirdRow = rows[at + 2] ?? 0;
    const fourthRow = rows[at + 3] ?? 0;
    const first = firstRow * classes;
    const second = secondRow * classes;
    const third = thirdRow * classes;
    const fourth = fourthRow * classes;
    const a = (values[at] ?? 0) * scaleOf(firstRow, scales);
    const b = at + 1 < count ? (values[at + 1] ?? 0) * scaleOf(secondRow, scales) : 0;
    const c = at + 2 < count ? (values[at + 2] ?? 0) * scaleOf(thirdRow, scales) : 0;
    const d = at + 3 < count ? (values[at + 3] ?? 0) * scaleOf(fourthRow, scales) : 0;
    for (let each = 0; each < classes; each += 1) {
      scores[each] =
        (scores[each] ?? 0) +
        a * (weights[first + each] ?? 0) +
        b * (weights[second + each] ?? 0) +
        c * (weights[third + each] ?? 0) +
        d * (weights[fourth + each] ?? 0);
    }
  }
};

/** Scores to probabilities, in place; `temperature` divides the scores first. */
export const toProbabilities = (scores: Float64Array, temperature = 1): void => {
  let highest = Number.NEGATIVE_INFINITY;
  for (const score of scores) if (score > highest) highest = score;
  let sum = 0;
  for (let each = 0; each < scores.length; each += 1) {
    const power = Math.exp(((scores[each] ?? 0) - highest) / temperature);
    scores[each] = power;
    sum += power;
  }
  for (let each = 0; each < scores.length; each += 1) scores[each] = (scores[each] ?? 0) / sum;
};

/** The input without the features that are left out this time; what stays is raised to the same expected length. */
const thin = (input: FeatureVector, dropout: number, random: () => number, rows: Int32Array, values: Float32Array) => {
  const raise = 1 / (1 - dropout);
  let kept = 0;
  for (let at = 0; at < input.rows.length; at += 1) {
    if (random() < dropout) continue;
    rows[kept] = input.rows[at] ?? 0;
    values[kept] = (input.values[at] ?? 0) * raise;
    kept += 1;
  }
  return kept;
};

/**
 * Multinomial logistic regression by stochastic gradient descent with AdaGrad steps per feature (Duchi, Hazan and Singer, JMLR 12,
 * 2011) and dropout of features, which for such models is an adaptive L2 penalty (Wager, Wang and Liang, NIPS 2013). The
 * same inputs, classes and seed give the same weights.
 */
export const fitWeights = (
  inputs: readonly FeatureVector[],
  classOf: ArrayLike<number>,
  options: FitOptions,
): FittedWeights => {
  const { classes, features, epochs, learningRate, dropout } = options;
  const random = createRandom(options.seed);
  const weights = new Float32Array(features * classes);
  const model = { classes, weights, scales: null, biases: new Float32Array(classes) };
  const curvature = new Float32Array(features).fill(0.01);
  const order = Int32Array.from(inputs.keys());
  const longest = inputs.reduce((most, { rows }) => Math.max(most, rows.length), 0);
  const kept = { rows: new Int32Array(longest), values: new Float32Array(longest) };
  const scores = new Float64Array(classes);
  const moved = new Int32Array(classes);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(order, random);
    const rate = learningRate * (1 - epoch / epochs);
    for (const each of order) {
      const input = inputs[each];
      if (!input) continue;
      const count = thin(input, dropout, random, kept.rows, kept.values);
      scores.set(model.biases);
      addScores(model, kept, count, scores);
      toProbabilities(scores);
      const right = classOf[each] ?? 0;
      scores[right] = (scores[right] ?? 0) - 1;
      descend(model, curvature, kept, count, scores, rate, moved);
    }
    options.onEpoch?.(epoch + 1);
  }
  return model;
};

/** Classes whose error is smaller hardly move; leaving them out makes a pass over the inputs half as long. */
const errorMin = 0.002;

/** One step against the gradient, which is `errors` times the value of each feature. */
const descend = (
  { classes, weights, biases }: FittedWeights,
  curvature: Float32Array,
  { rows, values }: Pick<FeatureVector, 'rows' | 'values'>,
  count: number,
  errors: Float64Array,
  rate: number,
  moved: Int32Array,
): void => {
  let squares = 0;
  let moves = 0;
  for (let each = 0; each < classes; each += 1) {
    const error = errors[each] ?? 0;
    squares += error * error;
    if (Math.abs(error) < errorMin) continue;
    moved[moves] = each;
    moves += 1;
  }
  for (let at = 0; at < count; at += 1) {
    const row = rows[at] ?? 0;
    const value = values[at] ?? 0;
    const raised = (curvature[row] ?? 0) + value * value * squares;
    curvature[row] = raised;
    const step = (rate * value) / Math.sqrt(raised);
    const offset = row * classes;
    for (let move = 0; move < moves; move += 1) {
      const each = moved[move] ?? 0;
      weights[offset + each] = (weights[offset + each] ?? 0) - step * (errors[each] ?? 0);
    }
  }
  for (let each = 0; each < classes; each += 1) {
    biases[each] = (biases[each] ?? 0) - 0.01 * rate * (errors[each] ?? 0);
  }
};
