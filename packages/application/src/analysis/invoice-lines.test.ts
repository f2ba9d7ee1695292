import { expect, test } from 'vitest';
import { readInvoiceLines } from './invoice-lines.ts';

const columns = { day: 'day', model: 'model', amount: 'cost' };
const now = new Date('2026-11-22T10:00:00Z');
const read = (csv: string, of = columns) => readInvoiceLines('i.csv', csv, of, now);
const amountOf = (cost: string) => read(`day;model;cost\n2026-11-03;m;${cost}\n`)[0]?.amountMicroUsd;

test.each([
  ['1,234.50', 1_234_500_000],
  ['-$3', -3_000_000],
  ['1.2e-05', 12],
  ['5E-6', 5],
])('%s dollars are %i micro-dollars', (cost, microUsd) => expect(amountOf(cost)).toBe(microUsd));

test.each([
  '1,50',
  '0,123',
  '00,123',
  '1.234,50',
  '€5',
  '1e',
  'e5',
  '1e100',
  '1.2.3',
  '',
  '=1+1',
  '1,000,000.01',
  '-99999999',
])('“%s” is refused with its line', (cost) => expect(() => amountOf(cost)).toThrow(/^Line 2: /));

test.each(['2226-11-03', '2026-11-24', '0202-11-03', '1970-01-01', '2019-12-31', '03.11.2026', '2026-02-30'])(
  'the day “%s” is refused with its line',
  (day) => expect(() => read(`day;model;cost\n2026-11-23;m;1\n${day};m;1\n`)).toThrow(/^Line 3: /),
);

test('what is not in dollars is not taken for dollars', () => {
  const billed = (currency: string) =>
    read(`day,model,cost,Currency\n2026-11-03,m,1,usd\n2026-11-04,m,2,${currency}\n`);
  expect(billed('USD')).toHaveLength(2);
  expect(() => billed('EUR')).toThrow('Line 3: “EUR” in “Currency”');
  const named = { ...columns, amount: 'cost_eur' };
  expect(() => read('day,model,cost_eur\n2026-11-03,m,1\n', named)).toThrow('Line 1: the column “cost_eur” is in eur');
});

test('a file as Excel saves it is read', () =>
  expect(read('\uFEFF"day";"model";"cost"\r\n2026-11-03;"gpt-5; mini";"1,234.50"\r\n')).toEqual([
    { day: '2026-11-03', model: 'gpt-5; mini', amountMicroUsd: 1_234_500_000 },
  ]));
