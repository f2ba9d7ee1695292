import { expect, test } from 'vitest';
import { readInvoiceLines } from './invoice-lines.ts';

const columns = { day: 'day', model: 'model', amount: 'cost' };
const amountOf = (cost: string) =>
  readInvoiceLines('i.csv', `day;model;cost\n2026-11-03;m;${cost}\n`, columns)[0]?.amountMicroUsd;

test.each([
  ['1,234.50', 1_234_500_000],
  ['-$3', -3_000_000],
  ['1.2e-05', 12],
  ['5E-6', 5],
])('%s dollars are %i micro-dollars', (cost, microUsd) => expect(amountOf(cost)).toBe(microUsd));

test.each(['1,50', '1e', 'e5', '1e100', '1.2.3', '', '=1+1'])('“%s” is refused with its line', (cost) =>
  expect(() => amountOf(cost)).toThrow(/^Line 2: /),
);
