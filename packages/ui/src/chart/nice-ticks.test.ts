import { expect, test } from 'vitest';
import { niceTicks } from './nice-ticks.ts';

const highestValues = Array.from({ length: 400 }, (_, index) => 1.37 ** (index - 60));

test.each([1, 2, 4, 10])(
  'a scale of %i marks begins at 0, reaches the highest value and has no empty step',
  (count) => {
    for (const highest of highestValues) {
      const ticks = niceTicks(highest, count);
      const [first, second = 0] = ticks;
      const last = ticks.at(-1) ?? 0;
      expect(first).toBe(0);
      expect(ticks.length).toBeLessThanOrEqual(count + 1);
      expect(last).toBeGreaterThanOrEqual(highest * (1 - 1e-6));
      expect(last - second).toBeLessThan(highest);
    }
  },
);

test('marks are round numbers', () => {
  expect(niceTicks(7)).toEqual([0, 2, 4, 6, 8]);
  expect(niceTicks(1_234_500, 2)).toEqual([0, 1_000_000, 2_000_000]);
  expect(niceTicks(0)).toEqual([0]);
  expect(niceTicks(Number.NaN)).toEqual([0]);
});
