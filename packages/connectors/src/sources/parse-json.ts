import { DomainError, type JsonValue } from '@switchyard/domain';
import { rowsOf, type SourceContent, type SourceLimits } from './source-content.ts';

const parse = (text: string, name: string): JsonValue => {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    const where = cause instanceof Error ? cause.message : '';
    throw new DomainError('invalid_input', `${name} is not JSON: ${where}.`, { cause });
  }
};

/** The value at a dotted path such as `data.items`; an empty path is the value itself. */
export const valueAt = (value: JsonValue, path: string, name: string): JsonValue => {
  let found = value;
  for (const key of path.split('.').filter((part) => part !== '')) {
    const isContainer = typeof found === 'object' && found !== null && Object.hasOwn(found, key);
    const next: JsonValue | undefined = isContainer
      ? Object.entries(found ?? {}).find(([each]) => each === key)?.[1]
      : undefined;
    if (next === undefined) throw new DomainError('invalid_input', `${name} has nothing at “${path}” (no “${key}”).`);
    found = next;
  }
  return found;
};

/** A JSON list of objects, found at `rowsPath`. Throws `invalid_input` saying what is wrong and where. */
export const parseJsonRows = (text: string, name: string, limits: SourceLimits, rowsPath = ''): SourceContent => {
  // Postgres stores no NUL character in JSON; it can only come in as an escape here.
  if (/\\u0000/.test(text)) throw new DomainError('invalid_input', `${name} contains a NUL character.`);
  return rowsOf(valueAt(parse(text, name), rowsPath, name), name, limits);
};
