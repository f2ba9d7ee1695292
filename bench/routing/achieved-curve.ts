import { type Achieved, addAchieved, nothingAchieved } from './replay-decisions.ts';

/** Parts of the table that are left out in turns to see how much the cases at hand matter. */
export const jackknifeParts = 20;

/** What was achieved at one setting: by seed, by part of the table. */
export type AchievedParts = Achieved[][];

export const emptyParts = (seeds: number): AchievedParts =>
  Array.from({ length: seeds }, () => Array.from({ length: jackknifeParts }, () => nothingAchieved));

/** A figure, how much it differs between divisions of the table, and its standard error over the cases. */
export interface Estimate {
  readonly mean: number;
  /** One per seed. */
  readonly seeds: readonly number[];
  /** Deleting each twentieth of the cases in turn (Efron and Stein, Annals of Statistics 9, 1981). */
  readonly standardError: number;
}

export interface CurvePoint {
  readonly quality: number;
  readonly cost: number;
}

/** As multiples of what always asking the reference gives and costs. */
const pointOf = (those: readonly Achieved[]): CurvePoint => {
  const { score, cost, referenceScore, referenceCost } = those.reduce(addAchieved, nothingAchieved);
  return {
    quality: referenceScore > 0 ? score / referenceScore : 1,
    cost: referenceCost > 0 ? cost / referenceCost : 1,
  };
};

const rounded = (value: number): number => Math.round(value * 1000) / 10;

/** A figure of a curve in percent, over all seeds, per seed, and with each part of the table left out. */
export const estimateOver = (
  settings: readonly AchievedParts[],
  figureOf: (curve: readonly CurvePoint[]) => number,
): Estimate => {
  const curveOf = (pick: (parts: AchievedParts) => readonly Achieved[]): number =>
    figureOf(settings.map((parts) => pointOf(pick(parts))));
  const without = Array.from({ length: jackknifeParts }, (_, part) =>
    curveOf((parts) => parts.flatMap((seed) => seed.filter((__, at) => at !== part))),
  );
  const centre = without.reduce((sum, value) => sum + value, 0) / jackknifeParts;
  const squares = without.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  const seeds = settings[0]?.map((_, seed) => rounded(curveOf((parts) => parts[seed] ?? []))) ?? [];
  return {
    mean: rounded(curveOf((parts) => parts.flat())),
    seeds,
    standardError: rounded(Math.sqrt((squares * (jackknifeParts - 1)) / jackknifeParts)),
  };
};

/** Where the curve of (quality, cost) first reaches the level; always asking the reference ends every curve. */
export const costWhere = (curve: readonly CurvePoint[], level: number): number => {
  const points = [...curve, { quality: 1, cost: 1 }];
  // Where the cheapest way reaches it already, that is what it costs.
  const [cheapest] = points;
  let best = cheapest && cheapest.quality >= level ? cheapest.cost : Number.POSITIVE_INFINITY;
  points.slice(1).forEach(({ quality, cost }, at) => {
    const low = points[at] ?? { quality, cost };
    if (quality < level || low.quality >= level) return;
    const share = (level - low.quality) / (quality - low.quality);
    best = Math.min(best, low.cost + share * (cost - low.cost));
  });
  return best;
};
