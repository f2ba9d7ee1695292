import type { JsonValue } from '@switchyard/domain';
import { isSameText, textSimilarity } from './text-similarity.ts';

/** Equal as JSON: the order of an object's names does not count, that of a list does. */
export const isSameJson = (left: JsonValue, right: JsonValue): boolean => {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    return left.every((entry, index) => isSameJson(entry, right[index] ?? null));
  }
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => Object.hasOwn(right, name) && isSameJson(left[name] ?? null, right[name] ?? null));
};

/** A field of an answer; null where there is none. */
export const fieldOf = (value: JsonValue, field: string): JsonValue => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return Object.hasOwn(value, field) ? (value[field] ?? null) : null;
};

/** Text as it is compared: what is no text is its JSON. */
export const textOf = (value: JsonValue): string =>
  typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);

const numberOf = (value: JsonValue): number | null => {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
};

export interface Tolerance {
  readonly absolute: number;
  /** Share of the expected value. */
  readonly relative: number;
}

/** Whether a number is as near to the expected one as the larger of the two tolerances; false for what is no number. */
export const isNear = (given: JsonValue, expected: JsonValue, { absolute, relative }: Tolerance): boolean => {
  const [number, wanted] = [numberOf(given), numberOf(expected)];
  if (number === null || wanted === null) return false;
  // The difference of decimals as they are written: 0.3 − 0.2 is no more than 0.1.
  const slack = Math.max(Math.abs(number), Math.abs(wanted)) * Number.EPSILON * 4;
  return Math.abs(number - wanted) <= Math.max(absolute, relative * Math.abs(wanted)) + slack;
};

/** Score of one field, from 0 to 1. Expected and given nothing is right. */
export const compareValues = (
  given: JsonValue,
  expected: JsonValue,
  how: 'same' | 'text' | 'number' | 'similar',
  tolerance: number,
): number => {
  if (expected === null || given === null) return expected === given ? 1 : 0;
  if (how === 'same') return isSameJson(given, expected) ? 1 : 0;
  if (how === 'number') return isNear(given, expected, { absolute: tolerance, relative: 0 }) ? 1 : 0;
  if (how === 'similar') return textSimilarity(textOf(given), textOf(expected));
  return isSameText(textOf(given), textOf(expected)) ? 1 : 0;
};
