import type { JsonValue } from '@switchyard/domain';

/** Parsed content of one version. Shared between readers: nobody changes it. */
export interface CachedVersion {
  readonly data: JsonValue;
  readonly text: string;
  readonly sizeBytes: number;
}

/** Stored bytes kept by this process; parsed they take a few times as much. */
const bytesMax = 64_000_000;

const entries = new Map<string, CachedVersion>();
let bytes = 0;

const drop = (key: string, entry: CachedVersion): void => {
  entries.delete(key);
  bytes -= entry.sizeBytes;
};

/** Versions never change, so an entry is right for ever; the least recently used make room. Keys name the tenant too. */
export const versionCache = {
  get: (key: string): CachedVersion | undefined => {
    const entry = entries.get(key);
    if (!entry) return undefined;
    entries.delete(key);
    entries.set(key, entry);
    return entry;
  },
  set: (key: string, entry: CachedVersion): CachedVersion => {
    const before = entries.get(key);
    if (before) drop(key, before);
    entries.set(key, entry);
    bytes += entry.sizeBytes;
    for (const [oldKey, old] of entries) {
      if (bytes <= bytesMax || oldKey === key) break;
      drop(oldKey, old);
    }
    return entry;
  },
};
