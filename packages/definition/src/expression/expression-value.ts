import type { JsonObject, JsonValue } from '@switchyard/domain';
import { type Budget, expressionLimits } from './budget.ts';
import { Duration } from './duration.ts';
import { ExpressionFault } from './expression-fault.ts';

/** What a sub-expression may be: JSON, plus instants and durations. Numbers are always doubles. */
export type ExpressionValue = string | number | boolean | null | Date | Duration | ExpressionList | ExpressionMap;
export type ExpressionList = readonly ExpressionValue[];
export interface ExpressionMap {
  readonly [key: string]: ExpressionValue;
}

export const isList = (value: ExpressionValue): value is ExpressionList => Array.isArray(value);

export const isMap = (value: ExpressionValue): value is ExpressionMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isMoment(value);

const isMoment = (value: object): value is Date | Duration => value instanceof Date || value instanceof Duration;

/** The value's type in the words of the user guide. */
export const describeType = (value: ExpressionValue): string => {
  if (value === null) return 'empty (null)';
  if (isList(value)) return 'a list';
  if (value instanceof Date) return 'a timestamp';
  if (value instanceof Duration) return 'a duration';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'a number';
  return typeof value === 'boolean' ? 'true or false' : 'an object';
};

const areListsEqual = (left: ExpressionList, right: ExpressionList, budget: Budget): boolean =>
  left.length === right.length && left.every((each, index) => isEqual(each, right[index] ?? null, budget));

const areMapsEqual = (left: ExpressionMap, right: ExpressionMap, budget: Budget): boolean => {
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && isEqual(left[key] ?? null, right[key] ?? null, budget));
};

/** Deep equality; values of different types are unequal, never an error. */
export const isEqual = (left: ExpressionValue, right: ExpressionValue, budget: Budget): boolean => {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  budget.spend(1);
  if (left instanceof Date) return right instanceof Date && left.getTime() === right.getTime();
  if (left instanceof Duration) return right instanceof Duration && left.ms === right.ms;
  if (isList(left)) return isList(right) && areListsEqual(left, right, budget);
  return isMap(left) && isMap(right) && areMapsEqual(left, right, budget);
};

/** Out of the expression's world; instants and durations become ISO 8601 text. @throws ExpressionFault when too deep */
export const toJson = (value: ExpressionValue, budget: Budget, depth = 0): JsonValue => {
  if (typeof value !== 'object' || value === null) return value;
  budget.spend(2);
  if (depth > expressionLimits.resultDepth) throw new ExpressionFault('its value is nested too deeply', true);
  if (value instanceof Date || value instanceof Duration) return value.toISOString();
  if (isList(value)) {
    budget.spend(value.length);
    return value.map((each) => toJson(each, budget, depth + 1));
  }
  const result: JsonObject = {};
  for (const [key, each] of Object.entries(value)) {
    budget.spend(1);
    result[key] = toJson(each, budget, depth + 1);
  }
  return result;
};

/** How a value reads inside a text: null is empty, objects and lists are JSON. */
export const toText = (value: ExpressionValue, budget: Budget): string => {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (value instanceof Date || value instanceof Duration) return value.toISOString();
  const text = typeof value === 'object' ? JSON.stringify(toJson(value, budget)) : String(value);
  budget.spendText(text);
  return text;
};
