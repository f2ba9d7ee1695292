import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { variablesBefore } from './past-variables.ts';

const write = (ordinal: number, output: Record<string, number>) => ({ ordinal, endedAt: new Date(ordinal), output });

test('what was written later goes back to what it was, or away; what was changed by hand stays', () => {
  const writes = [write(2, { total: 1, first: 1 }), write(4, { total: 2, later: 2 })];
  const last = { total: 2, first: 1, later: 2, byHand: 9 };
  expect(variablesBefore(last, writes, 4)).toEqual({ total: 1, first: 1, byHand: 9 });
  expect(variablesBefore(last, writes, 5)).toEqual(last);
  expect(variablesBefore(last, writes, 2)).toEqual({ byHand: 9 });
});

test('the variables before any step are those the steps before it had written', () => {
  const values = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.nat(9));
  void fc.assert(
    fc.property(fc.array(values, { maxLength: 8 }), fc.nat(8), (outputs, at) => {
      const writes = outputs.map((output, index) => write(index + 1, output));
      const after = (count: number): Record<string, number> => Object.assign({}, ...outputs.slice(0, count));
      expect(variablesBefore(after(outputs.length), writes, at + 1)).toEqual(after(at));
    }),
  );
});
