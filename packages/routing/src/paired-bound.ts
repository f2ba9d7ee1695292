import { normalQuantile } from './wilson-bound.ts';

/** How often a candidate and the reference were right about the same cases. Graded scores count in parts. */
export interface PairedCounts {
  readonly both: number;
  readonly onlyCandidate: number;
  readonly onlyReference: number;
  readonly neither: number;
}

export const noPairs: PairedCounts = { both: 0, onlyCandidate: 0, onlyReference: 0, neither: 0 };

/** Adds one case both have answered; scores in [0, 1]. Parts are counted as if independent, which never narrows a bound. */
export const countPair = (counts: PairedCounts, candidate: number, reference: number): PairedCounts => ({
  both: counts.both + candidate * reference,
  onlyCandidate: counts.onlyCandidate + candidate * (1 - reference),
  onlyReference: counts.onlyReference + (1 - candidate) * reference,
  neither: counts.neither + (1 - candidate) * (1 - reference),
});

export const pairsIn = ({ both, onlyCandidate, onlyReference, neither }: PairedCounts): number =>
  both + onlyCandidate + onlyReference + neither;

/** The candidate's share of successes as a multiple of the reference's; null when the reference never succeeded. */
export const ratioOf = ({ both, onlyCandidate, onlyReference }: PairedCounts): number | null =>
  both + onlyReference > 0 ? (both + onlyCandidate) / (both + onlyReference) : null;

const continuity = 0.5;

/**
 * Score statistic of “the candidate is right `ratio` times as often as the reference”, standard normal if that is just so;
 * positive when the cases speak for more. Paired: only what happened to the same case counts, and the variance is that
 * under the hypothesis, so it holds for few discordant pairs too. With a = both, b = only candidate, c = only reference,
 * each case weighs d = 1 − ratio, 1, −ratio or 0; the restricted maximum likelihood gives case i the share
 * 1 / n(1 + ηd), where η solves a quadratic. Half a case is taken off what speaks for either side (Yates), because with few
 * discordant pairs the plain statistic promises a little more than it keeps.
 * Source: Nam and Blackwelder, Statistics in Medicine 21 (2002); Tang, Tang and Chan, Statistics in Medicine 22 (2003).
 */
export const pairedScore = (counts: PairedCounts, ratio: number): number => {
  const n = pairsIn(counts);
  const { both: a, onlyCandidate: b, onlyReference: c } = counts;
  const gain = 1 - ratio;
  const sum = b + a * gain - c * ratio;
  if (n <= 0) return 0;
  if (sum <= 0) return -pairedScoreBelow(counts, ratio);
  const linear = b * (gain - ratio) + a * gain * gain - c * ratio * (1 + gain);
  const square = -gain * ratio * (a + b + c);
  const eta = rootOf(square, linear, sum, 1 / ratio);
  const both = a / (1 + eta * gain);
  const onlyCandidate = b / (1 + eta);
  // What neither success of the two explains is the share of losses under the hypothesis, seen or not.
  const onlyReference = Math.max(0, n - both - onlyCandidate - counts.neither);
  const variance = both * gain * gain + onlyCandidate + onlyReference * ratio * ratio;
  return variance > 0 ? Math.max(0, sum - continuity) / Math.sqrt(variance) : 0;
};

/** The same on the other side: how far the cases speak for less than `ratio`. */
const pairedScoreBelow = ({ both: a, onlyCandidate: b, onlyReference: c }: PairedCounts, ratio: number): number => {
  const gain = 1 - ratio;
  const variance = Math.max(a * gain * gain + b + c * ratio * ratio, 1e-12);
  return Math.max(0, c * ratio - b - a * gain - continuity) / Math.sqrt(variance);
};

/** The root of square·x² + linear·x + constant in [0, limit], where constant > 0 and the parabola opens downwards. */
const rootOf = (square: number, linear: number, constant: number, limit: number): number => {
  if (Math.abs(square) < 1e-12) return linear < 0 ? Math.min(limit, -constant / linear) : limit;
  const discriminant = Math.sqrt(Math.max(0, linear * linear - 4 * square * constant));
  return Math.min(limit, Math.max(0, (-linear - discriminant) / (2 * square)));
};

const bisections = 14;

/**
 * Lower bound, at the one-sided `confidence`, of the candidate's share of successes as a multiple of the reference's. 0 without
 * successes of the candidate; never above what was observed, nor above the number of cases where the reference never succeeded.
 */
export const pairedLowerRatio = (counts: PairedCounts, confidence: number): number => {
  const observed = ratioOf(counts) ?? counts.onlyCandidate;
  if (observed <= 0) return 0;
  const quantile = normalQuantile(confidence);
  // As fine for multiples that are large.
  const steps = bisections + Math.ceil(Math.log2(Math.max(1, observed)));
  let low = 0;
  let high = observed;
  for (let step = 0; step < steps; step += 1) {
    const middle = (low + high) / 2;
    if (middle > 0 && pairedScore(counts, middle) >= quantile) low = middle;
    else high = middle;
  }
  return low;
};

/**
 * How many more cases, like those seen, would decide whether the candidate reaches `ratio`: the score grows with √n.
 * Null without cases, where they are just as good as asked for, or beyond 100,000.
 */
export const pairedCasesToDecide = (counts: PairedCounts, ratio: number, confidence: number): number | null => {
  const n = pairsIn(counts);
  const score = Math.abs(pairedScore(counts, ratio));
  if (n <= 0 || score < 1e-9) return null;
  const needed = Math.ceil(n * (normalQuantile(confidence) / score) ** 2);
  return needed - n > 100_000 ? null : Math.max(1, Math.ceil(needed - n));
};
