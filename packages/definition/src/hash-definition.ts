import type { Definition } from '@switchyard/domain';
import { sha256Hex } from './sha256.ts';

/** JSON with the keys of every object sorted, absent fields left out: one text per content (as in RFC 8785). */
const canonicalJson = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const fields = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]) => `${JSON.stringify(key)}:${canonicalJson(each)}`);
  return `{${fields.join(',')}}`;
};

/** SHA-256 (hex) over the definition as canonical JSON; positions count, key order does not. */
export const hashDefinition = (definition: Definition): string => sha256Hex(canonicalJson(definition));
