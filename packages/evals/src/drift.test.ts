import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeAgreement } from './agreement.ts';
import { detectDrift } from './drift.ts';

const asked = { expected: 0.95, drop: 0.1, answersPerFalseAlarm: 1000 };

/** Numbers that look random and are the same every time. */
const drawing = (seed: number) => {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
};
const answers = (count: number, share: number, seed: number) => {
  const next = drawing(seed);
  return Array.from({ length: count }, () => (next() < share ? 1 : 0));
};

describe('drift', () => {
  test('a run of right answers is none, and never becomes one by being long', () => {
    fc.assert(
      fc.property(fc.nat(3000), (count) => {
        expect(detectDrift({ ...asked, scores: Array.from({ length: count }, () => 1) }).isDrifting).toBe(false);
      }),
    );
  });

  test('alarms no more often than was asked while nothing changes', () => {
    let alarms = 0;
    const rounds = 200;
    for (let round = 1; round <= rounds; round += 1) {
      if (detectDrift({ ...asked, scores: answers(200, 0.95, round * 977) }).isDrifting) alarms += 1;
    }
    // 200 answers each against one alarm in 1,000: at most a fifth, and by the bound's slack far fewer.
    expect(alarms / rounds).toBeLessThan(0.2);
  });

  test('finds a drop by the size it looks for, and where it began', () => {
    const scores = [...answers(300, 1, 1), ...answers(300, 0.75, 5)];
    const { isDrifting, beganAt } = detectDrift({ ...asked, scores });
    expect(isDrifting).toBe(true);
    expect(beganAt).toBeGreaterThanOrEqual(300);
  });

  test('holds for targets at the ends', () => {
    expect(detectDrift({ ...asked, expected: 1, scores: [1, 1] }).isDrifting).toBe(false);
    expect(detectDrift({ ...asked, expected: 0.05, drop: 0.5, scores: [0, 0, 0] }).isDrifting).toBe(false);
  });
});

describe('agreement of a judge with people', () => {
  const pair = (judge: boolean, person: boolean) => ({ judge, person });
  const times = <Value>(count: number, value: Value): Value[] => Array.from({ length: count }, () => value);

  test('counts what chance would give too', () => {
    // Cohen's own kind of example: 45 and 15 agree, 25 and 15 do not: share 0.6, chance 0.54.
    const pairs = [
      ...times(45, pair(true, true)),
      ...times(25, pair(true, false)),
      ...times(15, pair(false, true)),
      ...times(15, pair(false, false)),
    ];
    const found = judgeAgreement(pairs, 0.9);
    expect(found).toMatchObject({ count: 100, share: 0.6, wronglyPassed: 25 });
    expect(found.kappa).toBeCloseTo(0.1304, 4);
    expect(found.lowerBound).toBeLessThan(0.6);
  });

  test('a judge that passes everything has none beyond chance', () => {
    expect(judgeAgreement(times(50, pair(true, true)), 0.9).kappa).toBeNull();
    expect(judgeAgreement([], 0.9)).toMatchObject({ count: 0, kappa: null, lowerBound: 0 });
  });
});
