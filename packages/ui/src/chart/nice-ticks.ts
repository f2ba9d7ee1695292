const roundSteps = [1, 2, 2.5, 5, 10] as const;

/** The least round number (1, 2, 2.5 or 5 with noughts) that is not below `atLeast`, which is above 0. */
const roundUp = (atLeast: number): number => {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  return power * (roundSteps.find((step) => step * power >= atLeast * (1 - 1e-9)) ?? 10);
};

/**
 * Marks of a scale from 0 to at least `highest`, evenly apart by a round number, at most `count` of them above 0. Of nothing,
 * only 0.
 */
export const niceTicks = (highest: number, count = 4): number[] => {
  if (!(highest > 0) || !Number.isFinite(highest)) return [0];
  const step = roundUp(highest / count);
  const steps = Math.max(1, Math.ceil(highest / step - 1e-9));
  return Array.from({ length: steps + 1 }, (_, index) => index * step);
};
