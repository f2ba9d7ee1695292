/** Nearest-rank percentile of unsorted values; NaN of none. */
export const percentile = (values: readonly number[], percent: number): number => {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
};

export const median = (values: readonly number[]): number => percentile(values, 50);

/** To one decimal, for tables. */
export const round = (value: number): number => Math.round(value * 10) / 10;
