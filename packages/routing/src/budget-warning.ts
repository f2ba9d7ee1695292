/** Percent of a cap that is used; anything used of nothing is infinitely much. */
export const percentUsed = (usedMicroUsd: number, capMicroUsd: number): number =>
  usedMicroUsd <= 0 ? 0 : (usedMicroUsd * 100) / capMicroUsd;

/** The highest of `warnAt` (percent) that is reached; 0 when none is. */
export const thresholdReached = (usedMicroUsd: number, capMicroUsd: number, warnAt: readonly number[]): number => {
  const percent = percentUsed(usedMicroUsd, capMicroUsd);
  return Math.max(0, ...warnAt.filter((threshold) => percent >= threshold));
};
