import { mcnemarExact } from './mcnemar.ts';
import { halfWidth, type Interval, meanAndSpread, meanInterval, verdictInterval } from './paired-interval.ts';

/** What both candidates got on one case, scores from 0 to 1. */
export interface ScoredPair {
  readonly incumbent: number;
  readonly challenger: number;
}

export interface CompareOptions {
  /** Two-sided, such as 0.9: the lower bound alone then holds with 0.95. */
  readonly confidence: number;
  /** The share of quality one would give up: by so much less, the challenger is still good enough. */
  readonly margin: number;
}

/**
 * `better`: surely more often right. `good_enough`: surely not worse by more than the margin. `worse`: surely worse by more
 * than the margin. `open`: the cases do not say.
 */
export type Finding = 'better' | 'good_enough' | 'worse' | 'open';

export interface QualityComparison {
  readonly cases: number;
  readonly incumbentMean: number;
  readonly challengerMean: number;
  /** Challenger minus incumbent. */
  readonly difference: number;
  readonly interval: Interval;
  /** Exact McNemar; null for graded scores. */
  readonly pValue: number | null;
  readonly finding: Finding;
  /** How many more cases would decide, if these are typical; null: no number up to 100,000 would. 0: it is decided. */
  readonly casesToDecide: number | null;
}

const findingOf = ({ low, high }: Interval, margin: number): Finding => {
  if (low > 0) return 'better';
  if (low >= -margin) return 'good_enough';
  return high < -margin ? 'worse' : 'open';
};

const casesMax = 100_000;

/** The fewest cases in all at which `intervalAt` decides, if what was seen goes on; null when none up to the limit does. */
const firstDeciding = (from: number, intervalAt: (cases: number) => Interval, margin: number): number | null => {
  const decides = (cases: number) => findingOf(intervalAt(cases), margin) !== 'open';
  if (!decides(casesMax)) return null;
  let [open, decided] = [from, casesMax];
  while (decided - open > 1) {
    const middle = Math.floor((open + decided) / 2);
    if (decides(middle)) decided = middle;
    else open = middle;
  }
  return decided;
};

const isVerdict = (score: number): boolean => score === 0 || score === 1;

const countWhere = (pairs: readonly ScoredPair[], incumbent: number, challenger: number): number =>
  pairs.filter((pair) => pair.incumbent === incumbent && pair.challenger === challenger).length;

/**
 * Compares two candidates on the cases both answered. Right or wrong: Tango's interval and the exact McNemar test; scores in
 * between: Student's interval of the differences. Never from the two means alone: that both found the same cases hard
 * would be lost.
 */
export const comparePairs = (pairs: readonly ScoredPair[], options: CompareOptions): QualityComparison => {
  const { confidence, margin } = options;
  const spread = meanAndSpread(pairs.map(({ incumbent, challenger }) => challenger - incumbent));
  const cases = pairs.length;
  const isBinary = pairs.every(({ incumbent, challenger }) => isVerdict(incumbent) && isVerdict(challenger));
  const [onlyChallenger, onlyIncumbent] = [countWhere(pairs, 0, 1), countWhere(pairs, 1, 0)];
  const intervalAt = (total: number): Interval => {
    if (!isBinary) return meanInterval({ ...spread, count: total }, confidence);
    const scale = cases === 0 ? 0 : total / cases;
    const counts = { onlyChallenger: onlyChallenger * scale, onlyIncumbent: onlyIncumbent * scale };
    return verdictInterval(
      { ...counts, both: total - counts.onlyChallenger - counts.onlyIncumbent, neither: 0 },
      confidence,
    );
  };
  const interval = isBinary || cases > 1 ? intervalAt(cases) : { low: -1, high: 1 };
  const finding = cases === 0 ? 'open' : findingOf(interval, margin);
  const needed = finding === 'open' ? firstDeciding(cases, intervalAt, margin) : cases;
  return {
    cases,
    incumbentMean: meanAndSpread(pairs.map(({ incumbent }) => incumbent)).mean,
    challengerMean: meanAndSpread(pairs.map(({ challenger }) => challenger)).mean,
    difference: spread.mean,
    interval,
    pValue: isBinary ? mcnemarExact(onlyChallenger, onlyIncumbent) : null,
    finding,
    casesToDecide: needed === null ? null : needed - cases,
  };
};

/** Mean difference of a cost or a duration over the same cases, with Student's interval; null without two cases. */
export interface AmountComparison {
  readonly incumbentMean: number;
  readonly challengerMean: number;
  readonly difference: number;
  readonly interval: Interval | null;
}

export const compareAmounts = (
  pairs: readonly { readonly incumbent: number; readonly challenger: number }[],
  confidence: number,
): AmountComparison => {
  const spread = meanAndSpread(pairs.map(({ incumbent, challenger }) => challenger - incumbent));
  const half = pairs.length < 2 ? null : halfWidth(spread, confidence);
  return {
    incumbentMean: meanAndSpread(pairs.map(({ incumbent }) => incumbent)).mean,
    challengerMean: meanAndSpread(pairs.map(({ challenger }) => challenger)).mean,
    difference: spread.mean,
    interval: half === null ? null : { low: spread.mean - half, high: spread.mean + half },
  };
};
