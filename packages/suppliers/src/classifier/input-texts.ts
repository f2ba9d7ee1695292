import type { JsonObject, JsonValue } from '@switchyard/domain';
import type { InputText } from './text-features.ts';

const depthMax = 6;
const textsMax = 200;

/** Numbers by size and sign: 17 and 18 are alike, 17 and 17,000 are not. */
const numberWord = (value: number): string => {
  if (value === 0) return 'zero';
  return `${value < 0 ? 'minus' : 'plus'}${Math.floor(Math.log10(Math.abs(value)))} ${value}`;
};

const textOf = (value: JsonValue): string | null => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberWord(value);
  return typeof value === 'boolean' ? String(value) : null;
};

function* walk(value: JsonValue, field: string, depth: number): Generator<InputText> {
  const text = textOf(value);
  if (text !== null) yield { field, text };
  else if (depth === depthMax || value === null || typeof value !== 'object') return;
  // Entries of a list are alike: what is said counts, not where.
  else if (Array.isArray(value)) for (const entry of value) yield* walk(entry, field, depth + 1);
  else {
    const names = Object.keys(value).sort();
    for (const name of names) yield* walk(value[name] ?? null, field === '' ? name : `${field}.${name}`, depth + 1);
  }
}

/** What can be read of an input: its texts with the field they stand in; numbers by their size. Bounded. */
export const textsOf = (input: JsonObject): InputText[] => {
  const texts: InputText[] = [];
  for (const each of walk(input, '', 0)) {
    texts.push(each);
    if (texts.length === textsMax) break;
  }
  return texts;
};
