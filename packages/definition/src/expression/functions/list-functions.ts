import { ExpressionFault } from '../expression-fault.ts';
import { type ExpressionMap, type ExpressionValue, isEqual, isList, isMap } from '../expression-value.ts';
import type { ExpressionFunction, FunctionCall } from './expression-function.ts';
import { bigramsOf, diceSimilarity } from './fold-text.ts';

const fieldOf = (row: ExpressionValue, field: string): ExpressionValue | undefined =>
  isMap(row) && Object.hasOwn(row, field) ? row[field] : undefined;

const sizeOf = (call: FunctionCall): number => {
  const value = call.value(0);
  if (typeof value === 'string') return [...call.text(0)].length;
  if (isList(value)) return value.length;
  return isMap(value) ? Object.keys(value).length : call.refuse(0, 'text, a list or an object');
};

const sum = (call: FunctionCall): number => {
  const field = call.has(1) ? call.text(1) : undefined;
  let total = 0;
  for (const row of call.list(0)) {
    const value = field === undefined ? row : fieldOf(row, field);
    if (typeof value !== 'number') {
      throw new ExpressionFault(
        `sum(…) found an entry ${field === undefined ? '' : `whose “${field}” is `}not a number`,
      );
    }
    total += value;
  }
  // Fifteen significant digits: what a double holds exactly, so that 0.1 + 0.2 reads 0.3.
  return Number(total.toPrecision(15));
};

const lookup = (call: FunctionCall): ExpressionValue => {
  const field = call.text(1);
  const wanted = call.value(2);
  const row = call.list(0).find((each) => {
    const value = fieldOf(each, field);
    return value !== undefined && isEqual(value, wanted, call.budget);
  });
  return row ?? null;
};

const closest = (call: FunctionCall): ExpressionValue => {
  const field = call.text(1);
  const wanted = bigramsOf(call.text(2));
  let best: ExpressionMap | null = null;
  let bestScore = call.has(3) ? call.number(3) : 0.8;
  for (const row of call.list(0)) {
    const value = fieldOf(row, field);
    if (typeof value !== 'string' || !isMap(row)) continue;
    call.budget.spend(20 + value.length);
    const score = diceSimilarity(wanted, bigramsOf(value));
    if (score < bestScore || (best && score === bestScore)) continue;
    best = row;
    bestScore = score;
  }
  return best;
};

const distinct = (call: FunctionCall): ExpressionValue => {
  const found: ExpressionValue[] = [];
  const simple = new Set<ExpressionValue>();
  for (const each of call.list(0)) {
    if (typeof each !== 'object' || each === null) {
      if (!simple.has(each)) found.push(each);
      simple.add(each);
      continue;
    }
    call.budget.spend(found.length);
    if (!found.some((other) => isEqual(each, other, call.budget))) found.push(each);
  }
  return found;
};

export const listFunctions: Record<string, ExpressionFunction> = {
  size: { arity: [1, 1], help: 'size(text, list or object)', run: sizeOf },
  sum: { arity: [1, 2], help: 'sum(list) of numbers, or sum(list, field) of rows', run: sum },
  first: { arity: [1, 1], help: 'first(list): null when empty', run: (call) => call.list(0)[0] ?? null },
  last: { arity: [1, 1], help: 'last(list): null when empty', run: (call) => call.list(0).at(-1) ?? null },
  distinct: { arity: [1, 1], help: 'distinct(list): each entry once', run: distinct },
  keys: {
    arity: [1, 1],
    help: 'keys(object): its field names',
    run: (call) => {
      const value = call.value(0);
      if (!isMap(value)) return call.refuse(0, 'an object');
      const keys = Object.keys(value);
      call.budget.spend(keys.length);
      return keys;
    },
  },
  lookup: {
    arity: [3, 3],
    help: 'lookup(list, field, value): the first row where the field equals the value, or null',
    run: lookup,
  },
  closest: {
    arity: [3, 4],
    help: 'closest(list, field, text, least): the row whose field is most alike, at least 0.8 unless told, or null',
    run: closest,
  },
};
