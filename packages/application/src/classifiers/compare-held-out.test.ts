import { describe, expect, it } from 'vitest';
import { compareHeldOut, type HeldOutVerdict } from './compare-held-out.ts';

const right: HeldOutVerdict = { isRight: true, isAnswered: true };
const wrong: HeldOutVerdict = { isRight: false, isAnswered: true };
const declined: HeldOutVerdict = { isRight: true, isAnswered: false };

const pairs = (...groups: readonly (readonly [number, HeldOutVerdict, HeldOutVerdict])[]) =>
  groups.flatMap(([count, before, after]) => Array.from({ length: count }, () => [before, after] as const));

describe('a new version on the same cases', () => {
  it('is not worse when nothing changes, when it gains, and without any cases', () => {
    expect(compareHeldOut(1, pairs([100, right, right])).isWorse).toBe(false);
    expect(compareHeldOut(1, pairs([90, right, right], [10, declined, right])).isWorse).toBe(false);
    expect(compareHeldOut(1, []).isWorse).toBe(false);
  });

  it('is not worse by a handful of cases that chance explains', () => {
    const compared = compareHeldOut(4, pairs([1990, right, right], [6, right, declined], [4, declined, right]));
    expect(compared).toMatchObject({ cases: 2000, against: 4, rightBefore: 1996, rightAfter: 1994, isWorse: false });
  });

  it('is worse when it answers less than before', () => {
    expect(compareHeldOut(1, pairs([80, right, right], [20, right, declined])).isWorse).toBe(true);
  });

  it('is worse when it gives wrong answers where nothing was answered, however many right ones it adds', () => {
    expect(compareHeldOut(1, pairs([800, declined, right], [30, declined, wrong])).isWorse).toBe(true);
  });

  it('is worse by a steady small loss that chance does not explain', () => {
    expect(compareHeldOut(1, pairs([9950, right, right], [50, right, declined])).isWorse).toBe(true);
  });
});
