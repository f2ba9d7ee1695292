import { normalQuantileOf, studentQuantile } from './normal.ts';

/** How two candidates did on the same cases, each right or wrong. */
export interface PairedVerdicts {
  readonly both: number;
  readonly onlyChallenger: number;
  readonly onlyIncumbent: number;
  readonly neither: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Score statistic of “the challenger is right by `difference` more often”, standard normal if it is just so.
 * Source: T. Tango, Statistics in Medicine 17 (1998).
 */
const tangoScore = (onlyChallenger: number, onlyIncumbent: number, cases: number, difference: number): number => {
  const distance = onlyChallenger - onlyIncumbent - cases * difference;
  const linear = -onlyChallenger - onlyIncumbent + (2 * cases - onlyChallenger + onlyIncumbent) * difference;
  const constant = -onlyIncumbent * difference * (1 - difference);
  const root = Math.sqrt(Math.max(0, linear * linear - 8 * cases * constant));
  const share = Math.max(0, (root - linear) / (4 * cases));
  const variance = cases * (2 * share + difference * (1 - difference));
  if (variance > 1e-12) return distance / Math.sqrt(variance);
  return distance === 0 ? 0 : Math.sign(distance) * Number.POSITIVE_INFINITY;
};

const bisections = 50;

/** The largest difference below `observed` (or the smallest above) that the cases speak against. */
const boundOf = (speaksAgainst: (difference: number) => boolean, observed: number, limit: -1 | 1): number => {
  let [inside, outside] = [observed, limit as number];
  for (let round = 0; round < bisections; round += 1) {
    const middle = (inside + outside) / 2;
    if (speaksAgainst(middle)) outside = middle;
    else inside = middle;
  }
  return inside;
};

/**
 * Tango's score interval of the difference in the share of right answers, challenger minus incumbent; two-sided at
 * `confidence`. Holds for few cases and few differences, where the interval of Wald is too narrow. [-1, 1] without cases.
 */
export const verdictInterval = (counts: PairedVerdicts, confidence: number): Interval => {
  const { both, onlyChallenger, onlyIncumbent, neither } = counts;
  const cases = both + onlyChallenger + onlyIncumbent + neither;
  if (cases === 0) return { low: -1, high: 1 };
  const quantile = normalQuantileOf((1 + confidence) / 2);
  const observed = (onlyChallenger - onlyIncumbent) / cases;
  const scoreAt = (difference: number) => tangoScore(onlyChallenger, onlyIncumbent, cases, difference);
  return {
    low: boundOf((difference) => scoreAt(difference) > quantile, observed, -1),
    high: boundOf((difference) => scoreAt(difference) < -quantile, observed, 1),
  };
};

export interface MeanAndSpread {
  readonly count: number;
  readonly mean: number;
  /** Standard deviation of one case, with n − 1. */
  readonly deviation: number;
}

export const meanAndSpread = (values: readonly number[]): MeanAndSpread => {
  const count = values.length;
  if (count === 0) return { count, mean: 0, deviation: 0 };
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { count, mean, deviation: count > 1 ? Math.sqrt(squares / (count - 1)) : 0 };
};

/** Half of Student's interval of a mean, two-sided at `confidence`; at least two values. */
export const halfWidth = ({ count, deviation }: MeanAndSpread, confidence: number): number =>
  (studentQuantile((1 + confidence) / 2, count - 1) * deviation) / Math.sqrt(count);

/**
 * Student's interval of a mean of differences within [-1, 1], two-sided at `confidence`. Differences that hardly vary say
 * little when they are few: one opposite case that was not seen is counted in, so that ten equal pairs do not prove equality.
 */
export const meanInterval = (spread: MeanAndSpread, confidence: number): Interval => {
  const { count, mean, deviation } = spread;
  if (count < 2) return { low: -1, high: 1 };
  const widened = Math.sqrt(deviation * deviation + 1 / count);
  const half = halfWidth({ ...spread, deviation: widened }, confidence);
  return { low: Math.max(-1, mean - half), high: Math.min(1, mean + half) };
};
