/** Rows that this process could not deal with just now, by id. */
export interface PutOff {
  /** Those to be left alone for now. */
  list(): string[];
  add(id: string): void;
}

const putOffMs = 2000;

/**
 * What a sweep could not do is left alone for a moment. Sweeps take the first few of what they find: however many of those cannot be done,
 * others come next.
 */
export const openPutOff = (): PutOff => {
  const untilMs = new Map<string, number>();
  return {
    list: () => {
      const nowMs = performance.now();
      for (const [id, until] of untilMs) if (until <= nowMs) untilMs.delete(id);
      return [...untilMs.keys()];
    },
    add: (id) => void untilMs.set(id, performance.now() + putOffMs),
  };
};
