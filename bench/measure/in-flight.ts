export interface LoadResult {
  readonly perSecond: number;
  readonly latenciesMs: readonly number[];
}

/** Does `work` `count` times, always `inFlight` at once: as soon as one ends the next begins. */
export const keepInFlight = async (
  count: number,
  inFlight: number,
  work: (index: number) => Promise<void>,
): Promise<LoadResult> => {
  const latenciesMs: number[] = [];
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < count; index = next++) {
      const startedAt = performance.now();
      await work(index);
      latenciesMs.push(performance.now() - startedAt);
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: inFlight }, lane));
  return { perSecond: (count * 1000) / (performance.now() - startedAt), latenciesMs };
};
