import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countPair, noPairs, pairedCasesToDecide, pairedLowerRatio, pairedScore, pairsIn, ratioOf } from './index.ts';

const count = fc.integer({ min: 0, max: 400 });
const counts = fc
  .record({ both: count, onlyCandidate: count, onlyReference: count, neither: count })
  .filter((each) => pairsIn(each) > 0);
const ratio = fc.double({ min: 0.5, max: 1, noNaN: true });

/** log of the binomial probability mass. */
const logMass = (hits: number, of: number, share: number): number => {
  let sum = 0;
  for (let each = 1; each <= hits; each += 1) sum += Math.log((of - hits + each) / each);
  return sum + hits * Math.log(share) + (of - hits) * Math.log(1 - share);
};

describe('pairedScore', () => {
  it('is McNemar’s statistic, less half a case, where the candidate must be as good as the reference', () => {
    const table = { both: 300, onlyCandidate: 25, onlyReference: 9, neither: 66 };
    expect(pairedScore(table, 1)).toBeCloseTo((25 - 9 - 0.5) / Math.sqrt(25 + 9), 10);
  });

  it('does not depend on cases that say nothing: neither was right, or both when as many successes are asked for', () => {
    const table = { both: 50, onlyCandidate: 8, onlyReference: 5, neither: 10 };
    expect(pairedScore({ ...table, neither: 1000 }, 0.95)).toBeCloseTo(pairedScore(table, 0.95), 10);
    expect(pairedScore({ ...table, both: 1000 }, 1)).toBeCloseTo(pairedScore(table, 1), 10);
  });

  it('falls as more is asked for, rises with the candidate’s successes and falls with the reference’s', () => {
    fc.assert(
      fc.property(counts, ratio, ratio, (table, first, second) => {
        const [low, high] = first < second ? [first, second] : [second, first];
        expect(pairedScore(table, high)).toBeLessThanOrEqual(pairedScore(table, low) + 1e-9);
        const better = { ...table, onlyCandidate: table.onlyCandidate + 1 };
        expect(pairedLowerRatio(better, 0.9)).toBeGreaterThanOrEqual(pairedLowerRatio(table, 0.9) - 1e-3);
        const worse = { ...table, onlyReference: table.onlyReference + 1 };
        expect(pairedLowerRatio(worse, 0.9)).toBeLessThanOrEqual(pairedLowerRatio(table, 0.9) + 1e-3);
      }),
      {
        examples: [
          [{ both: 0, onlyCandidate: 1, onlyReference: 0, neither: 0 }, 0.5, 0.5],
          [{ both: 0, onlyCandidate: 400, onlyReference: 0, neither: 0 }, 0.5, 1],
        ],
      },
    );
  });

  it('keeps its promise on 60 cases: too good a bound comes up in at most 10 % of samples at 90 %, whatever the loss rate', () => {
    // Both right but for a share of losses: the count of losses is binomial, so its coverage can be summed exactly.
    for (const loss of [0.02, 0.05, 0.08, 0.12, 0.2]) {
      let missed = 0;
      for (let lost = 0; lost <= 60; lost += 1) {
        const table = { both: 60 - lost, onlyCandidate: 0, onlyReference: lost, neither: 0 };
        if (pairedLowerRatio(table, 0.9) > 1 - loss) missed += Math.exp(logMass(lost, 60, loss));
      }
      expect(missed).toBeLessThan(0.1);
    }
  });
});

describe('pairedLowerRatio', () => {
  it('is never above what was observed and comes nearer with more of the same cases', () => {
    fc.assert(
      fc.property(counts, (table) => {
        const observed = ratioOf(table) ?? table.onlyCandidate;
        const bound = pairedLowerRatio(table, 0.9);
        expect(bound).toBeLessThanOrEqual(observed + 1e-9);
        const many = {
          both: table.both * 9,
          onlyCandidate: table.onlyCandidate * 9,
          onlyReference: table.onlyReference * 9,
          neither: table.neither * 9,
        };
        expect(pairedLowerRatio(many, 0.9)).toBeGreaterThanOrEqual(bound - 1e-3);
      }),
    );
  });

  it('counts graded scores in parts and never narrows for it', () => {
    const halves = Array.from({ length: 40 }).reduce<typeof noPairs>((sum) => countPair(sum, 0.5, 1), noPairs);
    expect(pairsIn(halves)).toBeCloseTo(40);
    expect(ratioOf(halves)).toBeCloseTo(0.5);
    expect(pairedLowerRatio(halves, 0.9)).toBeLessThan(0.5);
  });
});

describe('pairedCasesToDecide', () => {
  it('says a number that, with cases like those seen, does decide', () => {
    const table = { both: 40, onlyCandidate: 3, onlyReference: 4, neither: 3 };
    const more = pairedCasesToDecide(table, 0.95, 0.9) ?? 0;
    const factor = (50 + more) / 50;
    const scaled = { both: 40 * factor, onlyCandidate: 3 * factor, onlyReference: 4 * factor, neither: 3 * factor };
    expect(pairedScore(table, 0.95)).toBeLessThan(1.2815);
    expect(pairedScore(scaled, 0.95)).toBeGreaterThanOrEqual(1.2815);
  });
});
