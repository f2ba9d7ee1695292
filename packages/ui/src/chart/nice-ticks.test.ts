import fc from 'fast-check';
import { expect, test } from 'vitest';
import { niceTicks } from './nice-ticks.ts';

test('a scale begins at 0, reaches the highest value with no empty step, and has few marks', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e15, noNaN: true }), fc.integer({ min: 1, max: 10 }), (highest, count) => {
      const ticks = niceTicks(highest, count);
      const [first, second = 0] = ticks;
      const last = ticks.at(-1) ?? 0;
      expect(first).toBe(0);
      expect(ticks.length).toBeLessThanOrEqual(count + 1);
      expect(last).toBeGreaterThanOrEqual(highest * (1 - 1e-6));
      expect(last - second).toBeLessThan(highest);
    }),
  );
});

test('marks are round numbers', () => {
  expect(niceTicks(7)).toEqual([0, 2, 4, 6, 8]);
  expect(niceTicks(1_234_500, 2)).toEqual([0, 1_000_000, 2_000_000]);
  expect(niceTicks(0)).toEqual([0]);
  expect(niceTicks(Number.NaN)).toEqual([0]);
});
