import type { Budget } from './budget.ts';
import { Duration } from './duration.ts';
import { ExpressionFault } from './expression-fault.ts';
import { describeType, type ExpressionValue, isEqual, isList, isMap } from './expression-value.ts';

type Operator = (left: ExpressionValue, right: ExpressionValue, budget: Budget) => ExpressionValue;

const refuse = (operator: string, left: ExpressionValue, right: ExpressionValue): never => {
  const isTextMixed = operator === '+' && (typeof left === 'string' || typeof right === 'string');
  const hint = isTextMixed ? '; write text(…) around the part that is not text' : '';
  throw new ExpressionFault(
    `“${operator}” does not work between ${describeType(left)} and ${describeType(right)}${hint}`,
  );
};

const finite = (value: number): number => {
  if (Number.isFinite(value)) return value;
  throw new ExpressionFault('a calculation leaves the range of numbers');
};

const add: Operator = (left, right, budget) => {
  if (typeof left === 'number' && typeof right === 'number') return finite(left + right);
  if (typeof left === 'string' && typeof right === 'string') {
    const text = left + right;
    budget.spendText(text);
    return text;
  }
  if (isList(left) && isList(right)) {
    budget.spend(left.length + right.length);
    return [...left, ...right];
  }
  if (left instanceof Date && right instanceof Duration) return moment(left.getTime() + right.ms);
  if (left instanceof Duration && right instanceof Date) return moment(left.ms + right.getTime());
  if (left instanceof Duration && right instanceof Duration) return new Duration(left.ms + right.ms);
  return refuse('+', left, right);
};

const moment = (ms: number): Date => {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) throw new ExpressionFault('a timestamp leaves the range of dates');
  return date;
};

const subtract: Operator = (left, right) => {
  if (typeof left === 'number' && typeof right === 'number') return finite(left - right);
  if (left instanceof Date && right instanceof Date) return new Duration(left.getTime() - right.getTime());
  if (left instanceof Date && right instanceof Duration) return moment(left.getTime() - right.ms);
  if (left instanceof Duration && right instanceof Duration) return new Duration(left.ms - right.ms);
  return refuse('-', left, right);
};

const multiply: Operator = (left, right) => {
  if (typeof left === 'number' && typeof right === 'number') return finite(left * right);
  if (left instanceof Duration && typeof right === 'number') return new Duration(finite(left.ms * right));
  if (typeof left === 'number' && right instanceof Duration) return new Duration(finite(left * right.ms));
  return refuse('*', left, right);
};

const divide: Operator = (left, right) => {
  if (right === 0) throw new ExpressionFault('it divides by zero');
  if (typeof left === 'number' && typeof right === 'number') return finite(left / right);
  if (left instanceof Duration && typeof right === 'number') return new Duration(finite(left.ms / right));
  if (left instanceof Duration && right instanceof Duration) return finite(left.ms / right.ms);
  return refuse('/', left, right);
};

const remainder: Operator = (left, right) => {
  if (right === 0) throw new ExpressionFault('it divides by zero');
  if (typeof left === 'number' && typeof right === 'number') return left % right;
  return refuse('%', left, right);
};

/** Negative, zero or positive; undefined for values that have no order between them. */
export const compareValues = (left: ExpressionValue, right: ExpressionValue): number | undefined => {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : Number(left > right);
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  if (left instanceof Date && right instanceof Date) return left.getTime() - right.getTime();
  if (left instanceof Duration && right instanceof Duration) return left.ms - right.ms;
  return undefined;
};

const ordering =
  (operator: string, holds: (order: number) => boolean): Operator =>
  (left, right) => {
    const order = compareValues(left, right);
    return order === undefined ? refuse(operator, left, right) : holds(order);
  };

const isIn: Operator = (left, right, budget) => {
  if (isMap(right)) return typeof left === 'string' && Object.hasOwn(right, left);
  if (!isList(right)) return refuse('in', left, right);
  budget.spend(right.length);
  return right.some((each) => isEqual(left, each, budget));
};

export const binaryOperators = {
  '==': (left, right, budget) => isEqual(left, right, budget),
  '!=': (left, right, budget) => !isEqual(left, right, budget),
  '<': ordering('<', (order) => order < 0),
  '<=': ordering('<=', (order) => order <= 0),
  '>': ordering('>', (order) => order > 0),
  '>=': ordering('>=', (order) => order >= 0),
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
  '%': remainder,
  in: isIn,
} as const satisfies Record<string, Operator>;

export type BinaryOperator = keyof typeof binaryOperators;
export const isBinaryOperator = (operator: string): operator is BinaryOperator =>
  Object.hasOwn(binaryOperators, operator);
