import { ExpressionFault } from '../expression-fault.ts';
import type { ExpressionValue } from '../expression-value.ts';
import type { ExpressionFunction, FunctionCall } from './expression-function.ts';

const plainPattern = /^[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?([eE][+-]?\d{1,3})?$|^[+-]?\.\d+$/;

/** `1234.5` and `1,234.50`; undefined for any other text. */
const parseNumber = (text: string): number | undefined => {
  const trimmed = text.trim();
  if (!plainPattern.test(trimmed)) return undefined;
  const value = Number(trimmed.replaceAll(',', ''));
  return Number.isFinite(value) ? value : undefined;
};

const toNumber = (call: FunctionCall): number => {
  const value = call.value(0);
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value !== 'string') return call.refuse(0, 'text or a number');
  const parsed = parseNumber(value);
  if (parsed === undefined) throw new ExpressionFault(`“${value.slice(0, 60)}” is not a number`);
  return parsed;
};

/** Half away from zero, on the decimal digits people see: round(1.005, 2) is 1.01. */
const roundTo = (value: number, digits: number): number => {
  if (!Number.isInteger(digits) || digits < 0 || digits > 12)
    throw new ExpressionFault('round(…) takes 0 to 12 digits');
  const [mantissa = '0', exponent = '0'] = Math.abs(value).toExponential().split('e');
  const scaled = Math.round(Number(`${mantissa}e${Number(exponent) + digits}`));
  return Math.sign(value) * Number(`${scaled}e-${digits}`) || 0;
};

const numbersOf = (call: FunctionCall): number[] => {
  const isOneList = call.values.length === 1 && Array.isArray(call.value(0));
  const values: readonly ExpressionValue[] = isOneList ? call.list(0) : call.values;
  return values.map((value) => {
    if (typeof value === 'number') return value;
    throw new ExpressionFault(`${call.name}(…) needs numbers only`);
  });
};

const extreme = (call: FunctionCall, choose: (a: number, b: number) => number): number | null => {
  const [first, ...rest] = numbersOf(call);
  return first === undefined ? null : rest.reduce((best, each) => choose(best, each), first);
};

const number: ExpressionFunction = { arity: [1, 1], help: 'number(text): 1,234.50 becomes 1234.5', run: toNumber };

export const numberFunctions: Record<string, ExpressionFunction> = {
  number,
  double: number,
  int: { arity: [1, 1], help: 'int(value): a number without its fraction', run: (call) => Math.trunc(toNumber(call)) },
  isNumber: {
    arity: [1, 1],
    help: 'isNumber(value): a number, or a text that number() understands',
    run: (call) => {
      const value = call.value(0);
      return typeof value === 'number' || (typeof value === 'string' && parseNumber(value) !== undefined);
    },
  },
  round: {
    arity: [1, 2],
    help: 'round(number, digits): half away from zero',
    run: (call) => roundTo(call.number(0), call.has(1) ? call.number(1) : 0),
  },
  floor: { arity: [1, 1], help: 'floor(number): rounded down', run: (call) => Math.floor(call.number(0)) },
  ceil: { arity: [1, 1], help: 'ceil(number): rounded up', run: (call) => Math.ceil(call.number(0)) },
  abs: { arity: [1, 1], help: 'abs(number): without its sign', run: (call) => Math.abs(call.number(0)) },
  min: { arity: [1, 32], help: 'min(list) or min(a, b, …)', run: (call) => extreme(call, Math.min) },
  max: { arity: [1, 32], help: 'max(list) or max(a, b, …)', run: (call) => extreme(call, Math.max) },
};
