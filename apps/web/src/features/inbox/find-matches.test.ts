import { expect, test } from 'vitest';
import { findMatches } from './find-matches.ts';

const marked = (text: string, field: string, value: unknown) =>
  findMatches(text, [{ field, value }])
    .filter((segment) => segment.field === field)
    .map((segment) => segment.text);

test('a value is found across line breaks and commas', () => {
  expect(marked('ACME\nSDN BHD\nInvoice', 'company', 'Acme Sdn Bhd')).toEqual(['ACME\nSDN BHD']);
});

test('an amount is found in another way of writing it, never inside a longer number', () => {
  expect(marked('Total RM 1,234.50', 'total', 1234.5)).toEqual(['1,234.50']);
  expect(marked('No. 19.00', 'total', 9)).toEqual([]);
});

test('a date is found as the document writes it', () => {
  expect(marked('Date: 25/12/2018 8:13', 'date', '2018-12-25')).toEqual(['25/12/2018']);
});

test('the segments together are the whole document, whatever it contains', () => {
  const text = 'a <b>bold</b> (total) 9.00 {{7*7}}';
  const segments = findMatches(text, [
    { field: 'total', value: 9 },
    { field: 'mark', value: '<b>' },
    { field: 'nothing', value: null },
  ]);
  expect(segments.map((segment) => segment.text).join('')).toBe(text);
});
