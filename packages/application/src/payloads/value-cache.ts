import type { JsonValue } from '@switchyard/domain';

interface Entry {
  readonly value: JsonValue;
  readonly bytes: number;
}

/** Parsed payloads of this process, by organisation and hash: content never changes, so nothing goes stale. */
const entries = new Map<string, Entry>();
const cacheBytesMax = 32_000_000;
let cachedBytes = 0;

const freezeDeep = (value: JsonValue): void => {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  for (const each of Object.values(value)) freezeDeep(each);
};

export const findCached = (key: string): JsonValue | undefined => {
  const found = entries.get(key);
  if (!found) return undefined;
  entries.delete(key);
  entries.set(key, found);
  return found.value;
};

/** Keeps a parsed payload, frozen because every reader gets the same object; the longest unused make room. */
export const keepCached = (key: string, value: JsonValue, bytes: number): void => {
  freezeDeep(value);
  if (bytes > cacheBytesMax / 2 || entries.has(key)) return;
  entries.set(key, { value, bytes });
  cachedBytes += bytes;
  for (const [oldest, entry] of entries) {
    if (cachedBytes <= cacheBytesMax) return;
    entries.delete(oldest);
    cachedBytes -= entry.bytes;
  }
};
