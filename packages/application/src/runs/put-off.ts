/** Rows that this process could not deal with just now, by what they are told apart by. */
export interface PutOff {
  /** Those to be left alone for now. */
  list(): string[];
  add(id: string): void;
}

const firstMs = 2000;
const longestMs = 30_000;

/**
 * What a sweep could not do is left alone for a moment, and for longer each time it cannot be done again. Sweeps take the first few of what
 * they find: however many of those cannot be done, others come next.
 */
export const openPutOff = (): PutOff => {
  const tried = new Map<string, { readonly untilMs: number; readonly forMs: number }>();
  return {
    list: () => {
      const nowMs = performance.now();
      for (const [id, { untilMs, forMs }] of tried) if (untilMs + forMs <= nowMs) tried.delete(id);
      return [...tried].flatMap(([id, { untilMs }]) => (untilMs > nowMs ? [id] : []));
    },
    add: (id) => {
      const forMs = Math.min(2 * (tried.get(id)?.forMs ?? firstMs / 2), longestMs);
      tried.set(id, { untilMs: performance.now() + forMs, forMs });
    },
  };
};
