import { indicesInside, indicesOutside, randomFrom, shuffledIndices } from './folds.ts';
import { dot, packWords, type SparseVector, textBuckets, type WordWeights } from './text-features.ts';

/** Logistic regression on hashed words: probability = σ(bias + weights · vector). */
interface TextClassifier {
  readonly bias: number;
  readonly weights: Float64Array;
}

const learningRate = 0.3;
const ridge = 1e-4;
const epochsMax = 8;

export const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

const scoreText = ({ bias, weights }: TextClassifier, vector: SparseVector): number => bias + dot(weights, vector);

interface Training {
  readonly vectors: readonly SparseVector[];
  /** Scores in [0, 1]. */
  readonly targets: Float64Array;
  readonly indices: readonly number[];
}

/**
 * AdaGrad (Duchi, Hazan and Singer, JMLR 12, 2011) over the cross entropy with a small ridge, in a fixed random order.
 * `afterEpoch` sees the model grow, so that one pass tells how many epochs are best.
 */
const train = (
  { vectors, targets, indices }: Training,
  epochs: number,
  afterEpoch?: (model: TextClassifier, epoch: number) => void,
): TextClassifier => {
  const weights = new Float64Array(textBuckets);
  const squares = new Float64Array(textBuckets).fill(1e-8);
  let bias = 0;
  let biasSquares = 1e-8;
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    for (const place of shuffledIndices(indices.length, randomFrom(epoch + 1))) {
      const index = indices[place] ?? 0;
      const vector = vectors[index];
      if (!vector) continue;
      const error = sigmoid(bias + dot(weights, vector)) - (targets[index] ?? 0);
      for (let at = 0; at < vector.indices.length; at += 1) {
        const bucket = vector.indices[at] ?? 0;
        const weight = weights[bucket] ?? 0;
        const gradient = error * (vector.values[at] ?? 0) + ridge * weight;
        const square = (squares[bucket] ?? 0) + gradient * gradient;
        squares[bucket] = square;
        weights[bucket] = weight - (learningRate * gradient) / Math.sqrt(square);
      }
      biasSquares += error * error;
      bias -= (learningRate * error) / Math.sqrt(biasSquares);
    }
    afterEpoch?.({ bias, weights }, epoch);
  }
  return { bias, weights };
};

const logLoss = (model: TextClassifier, { vectors, targets, indices }: Training): number => {
  let loss = 0;
  for (const index of indices) {
    const vector = vectors[index];
    if (!vector) continue;
    const share = Math.min(1 - 1e-9, Math.max(1e-9, sigmoid(scoreText(model, vector))));
    const target = targets[index] ?? 0;
    loss -= target * Math.log(share) + (1 - target) * Math.log(1 - share);
  }
  return loss;
};

/** The number of epochs with the least loss on a part that was not trained on. */
const chooseEpochs = ({ vectors, targets, indices }: Training): number => {
  const pick = (places: readonly number[]): number[] => places.map((place) => indices[place] ?? 0);
  const training = { vectors, targets, indices: pick(indicesOutside(indices.length, 4, 0)) };
  const held = { vectors, targets, indices: pick(indicesInside(indices.length, 4, 0)) };
  const losses: number[] = [];
  train(training, epochsMax, (model) => losses.push(logLoss(model, held)));
  return losses.indexOf(Math.min(...losses)) + 1;
};

/** Learns who gets which texts right, as log odds; how long to train is chosen inside the given cases. */
export const fitTextClassifier = (
  vectors: readonly SparseVector[],
  targets: Float64Array,
  indices: readonly number[],
): WordWeights => {
  const training = { vectors, targets, indices };
  const { bias, weights } = train(training, chooseEpochs(training));
  return packWords(bias, weights);
};
