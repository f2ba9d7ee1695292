import type { JsonValue } from '@switchyard/domain';

const isRecord = (value: JsonValue): value is { readonly [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const plain = (text: string): string => text.normalize('NFKC').replaceAll(/\s+/g, ' ').trim().toLowerCase();

/**
 * Do two answers say the same? Compared value by value; letter case, white space and the order of fields do not count,
 * and a field that is null counts as left out.
 */
export const doOutputsAgree = (left: JsonValue, right: JsonValue): boolean => {
  if (typeof left === 'string' && typeof right === 'string') return plain(left) === plain(right);
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((each, at) => doOutputsAgree(each, right[at] ?? null));
  }
  if (isRecord(left) && isRecord(right)) {
    const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
    const fieldOf = (record: typeof left, key: string) => (Object.hasOwn(record, key) ? (record[key] ?? null) : null);
    return [...keys].every((key) => doOutputsAgree(fieldOf(left, key), fieldOf(right, key)));
  }
  return left === right;
};
