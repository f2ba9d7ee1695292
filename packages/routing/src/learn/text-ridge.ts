import { indicesInside, indicesOutside } from './folds.ts';
import { dot, packWords, type SparseVector, sumWords, textBuckets, type WordWeights } from './text-features.ts';

const iterations = 12;
const penalties = [1, 3, 10];

const addScaled = (sum: Float64Array, { indices, values }: SparseVector, factor: number): void => {
  for (let at = 0; at < indices.length; at += 1) {
    const bucket = indices[at] ?? 0;
    sum[bucket] = (sum[bucket] ?? 0) + factor * (values[at] ?? 0);
  }
};

const square = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0);

/** (XᵀX + penalty·I) · direction. */
const applyNormal = (vectors: readonly SparseVector[], direction: Float64Array, penalty: number): Float64Array => {
  const product = direction.map((value) => penalty * value);
  for (const vector of vectors) addScaled(product, vector, dot(direction, vector));
  return product;
};

/** A share, or how far it is from what was expected, linear in the words: ridge regression by conjugate gradients (Hestenes and Stiefel, 1952); stopping early regularises a little more. */
export const fitTextRidge = (
  vectors: readonly SparseVector[],
  targets: readonly number[],
  penalty: number,
): WordWeights => {
  const mean = targets.reduce((sum, target) => sum + target, 0) / Math.max(1, targets.length);
  const weights = new Float64Array(textBuckets);
  const rest = new Float64Array(textBuckets);
  vectors.forEach((vector, index) => {
    addScaled(rest, vector, (targets[index] ?? mean) - mean);
  });
  const direction = Float64Array.from(rest);
  let restSquare = square(rest);
  for (let step = 0; step < iterations && restSquare > 1e-9; step += 1) {
    const product = applyNormal(vectors, direction, penalty);
    let curvature = 0;
    for (let at = 0; at < textBuckets; at += 1) curvature += (direction[at] ?? 0) * (product[at] ?? 0);
    const length = restSquare / curvature;
    for (let at = 0; at < textBuckets; at += 1) {
      weights[at] = (weights[at] ?? 0) + length * (direction[at] ?? 0);
      rest[at] = (rest[at] ?? 0) - length * (product[at] ?? 0);
    }
    const next = square(rest);
    for (let at = 0; at < textBuckets; at += 1) {
      direction[at] = (rest[at] ?? 0) + (next / restSquare) * (direction[at] ?? 0);
    }
    restSquare = next;
  }
  return packWords(mean, weights);
};

/** The penalty with the least squared error on a part that was not trained on. */
export const chooseTextPenalty = (vectors: readonly SparseVector[], targets: readonly number[]): number => {
  const training = indicesOutside(vectors.length, 4, 0);
  const held = indicesInside(vectors.length, 4, 0);
  const pick = <T>(list: readonly T[], indices: readonly number[]): T[] =>
    indices.flatMap((index) => list[index] ?? []);
  const errors = penalties.map((penalty) => {
    const model = fitTextRidge(pick(vectors, training), pick(targets, training), penalty);
    return held.reduce((sum, index) => {
      const vector = vectors[index];
      return vector ? sum + (sumWords(model, vector) - (targets[index] ?? 0)) ** 2 : sum;
    }, 0);
  });
  return penalties[errors.indexOf(Math.min(...errors))] ?? 3;
};
