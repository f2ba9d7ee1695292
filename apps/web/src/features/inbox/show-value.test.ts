import { expect, test } from 'vitest';
import { showBriefly } from './show-value.ts';

test('the arguments of a call are said in words, in one line', () => {
  expect(showBriefly({ orderId: 'A-1001', amount: 1250.5, isExpress: true })).toBe(
    'order id A-1001, amount 1,250.5, is express Yes',
  );
  expect(showBriefly({})).toBe('–');
  expect(showBriefly('two\nlines')).toBe('two lines');
  expect(showBriefly([1, 2])).toBe('[1,2]');
});

test('what is long is cut, and never through the middle of a character', () => {
  const cut = showBriefly({ note: '😀'.repeat(200) });
  expect(cut.length).toBeLessThanOrEqual(81);
  expect(cut.endsWith('…')).toBe(true);
  expect(cut.isWellFormed()).toBe(true);
});
