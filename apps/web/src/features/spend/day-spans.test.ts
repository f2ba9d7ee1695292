import fc from 'fast-check';
import { expect, test } from 'vitest';
import { daysBetween, shortDay, toSpans } from './day-spans.ts';

test('spans hold every day once, in order, and are no more than asked for', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { maxLength: 400 }), fc.integer({ min: 1, max: 40 }), (days, max) => {
      const spans = toSpans(days, max);
      expect(spans.flat()).toEqual(days);
      expect(spans.length).toBeLessThanOrEqual(max);
      expect(spans.every((span) => span.length > 0)).toBe(true);
    }),
  );
  expect(toSpans([1, 2, 3], Number.POSITIVE_INFINITY)).toEqual([[1], [2], [3]]);
});

test('a period has each of its days, over the end of a month and of summer time', () => {
  expect(daysBetween('2026-10-30', '2026-11-02')).toEqual(['2026-10-30', '2026-10-31', '2026-11-01', '2026-11-02']);
  expect(daysBetween('2026-11-02', '2026-11-01')).toEqual([]);
  expect(shortDay('2026-11-02')).toBe('Nov 2');
});
