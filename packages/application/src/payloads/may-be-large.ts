import type { JsonValue } from '@switchyard/domain';
import { isLost } from './known-values.ts';
import { largeBytes } from './stored-value.ts';

/** A character is at most six bytes of JSON text: `\u0000`. */
const bytesPerChar = 6;
const numberBytes = 25;

const spend = (value: JsonValue, budget: number): number => {
  if (typeof value === 'string') return budget - bytesPerChar * value.length - 2;
  if (typeof value !== 'object' || value === null) return budget - numberBytes;
  // Nothing can be said about content that cannot be read.
  if (isLost(value)) return -1;
  let left = budget - 2;
  if (Array.isArray(value)) {
    for (const each of value) {
      left = spend(each, left - 1);
      if (left < 0) return left;
    }
    return left;
  }
  for (const key in value) {
    left = spend(value[key] ?? null, left - bytesPerChar * key.length - 4);
    if (left < 0) return left;
  }
  return left;
};

/**
 * False when the JSON text of a value is certainly not large; costs a walk over what is certain and no text. True means that
 * it has to be measured.
 */
export const mayBeLarge = (value: JsonValue): boolean => spend(value, largeBytes) < 0;
