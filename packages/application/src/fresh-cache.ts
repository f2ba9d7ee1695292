interface Entry<Value> {
  readonly value: Promise<Value>;
  readonly loadedAtMs: number;
}

/** Nothing that a call is decided by is older than this. */
const freshMs = 1000;
const entriesMax = 10_000;

export interface FreshCache<Value> {
  /** The value of `key`, loaded at most a second ago. One load at a time; a load that fails is not kept. */
  get(key: string, load: () => Promise<Value>): Promise<Value>;
  /** What `key` is has changed: the next that asks loads it. */
  forget(key: string): void;
}

/** Keeps what is asked for by every call for a second, so that a thousand calls a second cost one query. */
export const createFreshCache = <Value>(nowMs: () => number = () => performance.now()): FreshCache<Value> => {
  const entries = new Map<string, Entry<Value>>();
  const forgetOld = (now: number) => {
    for (const [key, { loadedAtMs }] of entries) if (now - loadedAtMs > freshMs) entries.delete(key);
    if (entries.size >= entriesMax) entries.clear();
  };
  return {
    get: (key, load) => {
      const now = nowMs();
      const known = entries.get(key);
      if (known && now - known.loadedAtMs <= freshMs) return known.value;
      if (entries.size >= entriesMax) forgetOld(now);
      const value = load();
      entries.set(key, { value, loadedAtMs: now });
      value.catch(() => {
        if (entries.get(key)?.value === value) entries.delete(key);
      });
      return value;
    },
    forget: (key) => {
      entries.delete(key);
    },
  };
};
