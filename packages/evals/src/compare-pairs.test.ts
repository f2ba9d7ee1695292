import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareAmounts, comparePairs, type ScoredPair } from './compare-pairs.ts';
import { mcnemarExact } from './mcnemar.ts';
import { normalProbability, normalQuantileOf, studentQuantile } from './normal.ts';
import { meanAndSpread, verdictInterval } from './paired-interval.ts';

const options = { confidence: 0.9, margin: 0.02 };
const times = (count: number, pair: ScoredPair): ScoredPair[] => Array.from({ length: count }, () => pair);
const verdictPairs = fc.array(fc.record({ incumbent: fc.constantFrom(0, 1), challenger: fc.constantFrom(0, 1) }), {
  maxLength: 80,
});
const gradedPairs = fc.array(
  fc.record({
    incumbent: fc.double({ min: 0, max: 1, noNaN: true }),
    challenger: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { minLength: 2, maxLength: 60 },
);

describe('distributions', () => {
  test('agree with the tables', () => {
    expect(normalProbability(1.959963985)).toBeCloseTo(0.975, 9);
    expect(normalQuantileOf(0.95)).toBeCloseTo(1.644853627, 8);
    expect(studentQuantile(0.975, 1)).toBeCloseTo(12.7062, 3);
    expect(studentQuantile(0.975, 2)).toBeCloseTo(4.30265, 4);
    expect(studentQuantile(0.975, 3)).toBeCloseTo(3.18245, 4);
    expect(studentQuantile(0.95, 10)).toBeCloseTo(1.81246, 4);
    expect(studentQuantile(0.975, 29)).toBeCloseTo(2.04523, 4);
    expect(studentQuantile(0.975, 5000)).toBeCloseTo(1.96, 3);
  });

  test('the exact test of McNemar gives the binomial tail, and never leaves [0, 1]', () => {
    expect(mcnemarExact(1, 9)).toBeCloseTo(0.021484375, 12);
    expect(mcnemarExact(5, 5)).toBe(1);
    expect(mcnemarExact(0, 0)).toBe(1);
    expect(mcnemarExact(4000, 4400)).toBeGreaterThan(0);
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), (left, right) => {
        const p = mcnemarExact(left, right);
        expect(p).toBe(mcnemarExact(right, left));
        expect(p > 0 && p <= 1).toBe(true);
      }),
    );
  });
});

describe('right or wrong', () => {
  test('the ends are where the score under the likeliest shares, searched by hand, reaches the quantile', () => {
    const [onlyChallenger, onlyIncumbent, cases] = [9, 1, 50];
    const scoreAt = (difference: number) => {
      let [best, likeliest] = [0, Number.NEGATIVE_INFINITY];
      for (let share = 0.00002; share < (1 - difference) / 2; share += 0.00002) {
        if (share + difference <= 0) continue;
        const likelihood =
          onlyChallenger * Math.log(share + difference) +
          onlyIncumbent * Math.log(share) +
          (cases - onlyChallenger - onlyIncumbent) * Math.log(1 - 2 * share - difference);
        if (likelihood > likeliest) [best, likeliest] = [share, likelihood];
      }
      const variance = cases * (2 * best + difference * (1 - difference));
      return (onlyChallenger - onlyIncumbent - cases * difference) / Math.sqrt(variance);
    };
    const { low, high } = verdictInterval({ onlyChallenger, onlyIncumbent, both: 40, neither: 0 }, 0.95);
    expect(scoreAt(low)).toBeCloseTo(1.95996, 3);
    expect(scoreAt(high)).toBeCloseTo(-1.95996, 3);
  });

  test('the interval holds what was seen, and turns with the sides', () => {
    fc.assert(
      fc.property(verdictPairs, (pairs) => {
        const found = comparePairs(pairs, options);
        expect(found.interval.low).toBeLessThanOrEqual(found.difference + 1e-9);
        expect(found.interval.high).toBeGreaterThanOrEqual(found.difference - 1e-9);
        const turned = comparePairs(
          pairs.map(({ incumbent, challenger }) => ({ incumbent: challenger, challenger: incumbent })),
          options,
        );
        expect(turned.interval.low).toBeCloseTo(-found.interval.high, 6);
        expect(turned.pValue).toBe(found.pValue);
      }),
    );
  });

  test('covers the truth at least about as often as it says, also for few cases', () => {
    // A generator of its own, so that the test says the same every time.
    let state = 7;
    const next = () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state / 2_147_483_648;
    };
    let covered = 0;
    const rounds = 1500;
    for (let round = 0; round < rounds; round += 1) {
      const counts = { both: 0, onlyChallenger: 0, onlyIncumbent: 0, neither: 0 };
      for (let index = 0; index < 40; index += 1) {
        const draw = next();
        if (draw < 0.12) counts.onlyChallenger += 1;
        else if (draw < 0.17) counts.onlyIncumbent += 1;
        else counts.both += 1;
      }
      const { low, high } = verdictInterval(counts, 0.9);
      if (low <= 0.07 && 0.07 <= high) covered += 1;
    }
    expect(covered / rounds).toBeGreaterThan(0.87);
  });

  test('no case, or two that agree, decide nothing', () => {
    expect(comparePairs([], options)).toMatchObject({ finding: 'open', interval: { low: -1, high: 1 } });
    expect(comparePairs(times(2, { incumbent: 1, challenger: 1 }), options).finding).toBe('open');
  });

  test('says how many more cases would decide, and that many do', () => {
    const pairs = [
      ...times(30, { incumbent: 1, challenger: 1 }),
      ...times(3, { incumbent: 0, challenger: 1 }),
      ...times(1, { incumbent: 1, challenger: 0 }),
    ];
    const { finding, casesToDecide } = comparePairs(pairs, options);
    expect(finding).toBe('open');
    const scale = (pairs.length + (casesToDecide ?? 0)) / pairs.length;
    const more = pairs.flatMap((pair) => times(Math.ceil(scale), pair));
    expect(comparePairs(more, options).finding).not.toBe('open');
  });

  test('a challenger that loses a third of the cases is worse', () => {
    const pairs = [...times(60, { incumbent: 1, challenger: 1 }), ...times(30, { incumbent: 1, challenger: 0 })];
    expect(comparePairs(pairs, options)).toMatchObject({ finding: 'worse', casesToDecide: 0 });
  });
});

describe('scores in between', () => {
  test('give an interval around the mean difference, within [-1, 1]', () => {
    fc.assert(
      fc.property(gradedPairs, (pairs) => {
        const { interval, difference } = comparePairs(pairs, options);
        expect(interval.low).toBeGreaterThanOrEqual(-1);
        expect(interval.high).toBeLessThanOrEqual(1);
        expect(interval.low - 1e-9 <= difference && difference <= interval.high + 1e-9).toBe(true);
      }),
    );
  });

  test('ten equal pairs do not prove equality', () => {
    expect(comparePairs(times(10, { incumbent: 0.5, challenger: 0.5 }), options).finding).toBe('open');
    expect(comparePairs(times(3000, { incumbent: 0.5, challenger: 0.5 }), options).finding).toBe('good_enough');
  });
});

test('amounts are compared case by case', () => {
  const pairs = Array.from({ length: 20 }, (_, index) => ({ incumbent: 1000 * index, challenger: 1000 * index - 10 }));
  const { difference, interval } = compareAmounts(pairs, 0.9);
  expect(difference).toBeCloseTo(-10, 6);
  expect(interval?.low).toBeCloseTo(-10, 3);
  expect(compareAmounts(pairs.slice(0, 1), 0.9).interval).toBeNull();
  expect(meanAndSpread([])).toEqual({ count: 0, mean: 0, deviation: 0 });
});
