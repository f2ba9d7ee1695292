import { wilsonBounds } from '@switchyard/routing';

/** Scores of one input that the model had not seen, with its right class. */
export interface HeldOutScores {
  readonly scores: Float64Array;
  readonly right: number;
}

const lossAt = (heldOut: readonly HeldOutScores[], temperature: number): number => {
  let loss = 0;
  for (const { scores, right } of heldOut) {
    let highest = Number.NEGATIVE_INFINITY;
    for (const score of scores) if (score > highest) highest = score;
    let sum = 0;
    for (const score of scores) sum += Math.exp((score - highest) / temperature);
    loss += Math.log(sum) - ((scores[right] ?? 0) - highest) / temperature;
  }
  return loss / heldOut.length;
};

const golden = (Math.sqrt(5) - 1) / 2;

/**
 * The temperature at which held-out probabilities are the most likely: 1 when they need no correction, above when the model is too
 * sure. Source: Guo, Pleiss, Sun and Weinberger, “On calibration of modern neural networks”, ICML 2017. Golden-section search
 * on the logarithm, between 1/20 and 20.
 */
export const fitTemperature = (heldOut: readonly HeldOutScores[]): number => {
  if (heldOut.length === 0) return 1;
  let low = Math.log(0.05);
  let high = Math.log(20);
  let left = high - golden * (high - low);
  let right = low + golden * (high - low);
  let leftLoss = lossAt(heldOut, Math.exp(left));
  let rightLoss = lossAt(heldOut, Math.exp(right));
  while (high - low > 0.005) {
    if (leftLoss < rightLoss) {
      high = right;
      right = left;
      rightLoss = leftLoss;
      left = high - golden * (high - low);
      leftLoss = lossAt(heldOut, Math.exp(left));
    } else {
      low = left;
      left = right;
      leftLoss = rightLoss;
      right = low + golden * (high - low);
      rightLoss = lossAt(heldOut, Math.exp(right));
    }
  }
  return Math.exp((low + high) / 2);
};

export interface JudgedAnswer {
  readonly probability: number;
  readonly isRight: boolean;
}

/** A threshold no probability reaches: the classifier declines everything. */
export const neverAnswers = 2;

/**
 * The lowest threshold whose answers on held-out inputs are right often enough: the lower confidence bound of their precision reaches
 * `precision`, not only the average. `neverAnswers` when none does. Equal probabilities are never parted.
 */
export const chooseThreshold = (answers: readonly JudgedAnswer[], precision: number, confidence: number): number => {
  const ordered = [...answers].sort((left, right) => right.probability - left.probability);
  let right = 0;
  let threshold = neverAnswers;
  for (const [at, { probability, isRight }] of ordered.entries()) {
    if (isRight) right += 1;
    if (ordered[at + 1]?.probability === probability) continue;
    if (wilsonBounds(right, at + 1, confidence).lower >= precision) threshold = probability;
  }
  return threshold;
};
