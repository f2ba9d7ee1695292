import { expect, test } from 'vitest';
import { guessColumns } from './guess-columns.ts';

test('of several columns of a time the one that holds days is taken, and of several amounts the one that is a number', () => {
  const head = 'start_time,start_time_iso,end_time,amount_currency,amount_value,line_item';
  const line = '1763769600,2026-11-21T00:00:00+00:00,1763856000,usd,1.2e-05,"gpt-5-nano, input"';
  expect(guessColumns(`${head}\r\n${line}\r\n`)).toMatchObject({
    day: 'start_time_iso',
    model: 'line_item',
    amount: 'amount_value',
  });
});

test('names in quotes, a mark of the byte order and semicolons are read', () => {
  expect(guessColumns('\uFEFF"Date";"Model, version";Cost\n')).toEqual({
    columns: ['Date', 'Model, version', 'Cost'],
    day: 'Date',
    model: 'Model, version',
    amount: 'Cost',
  });
});

test('a file that is no table offers what it has and guesses nothing', () => {
  expect(guessColumns('hello\nworld\n')).toEqual({ columns: ['hello'], day: '', model: '', amount: '' });
  expect(guessColumns('')).toEqual({ columns: [''], day: '', model: '', amount: '' });
});
