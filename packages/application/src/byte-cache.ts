/** Values by key, the last used last, bounded by what they take in memory. */
export interface ByteCache<Value> {
  readonly get: (key: string) => Value | undefined;
  /** `bytes`: about what the value takes. The newest stays even where it alone is more than the bound. */
  readonly set: (key: string, value: Value, bytes: number) => void;
}

/** A cache of values that are large and differ in size: the least recently used go once all together exceed `bytesMax`. */
export const createByteCache = <Value>(bytesMax: number): ByteCache<Value> => {
  const entries = new Map<string, { readonly value: Value; readonly bytes: number }>();
  let total = 0;
  const drop = (key: string): void => {
    total -= entries.get(key)?.bytes ?? 0;
    entries.delete(key);
  };
  return {
    get: (key) => {
      const known = entries.get(key);
      if (!known) return undefined;
      entries.delete(key);
      entries.set(key, known);
      return known.value;
    },
    set: (key, value, bytes) => {
      drop(key);
      entries.set(key, { value, bytes });
      total += bytes;
      for (const oldest of entries.keys()) {
        if (total <= bytesMax || entries.size === 1) break;
        drop(oldest);
      }
    },
  };
};
