import { type LearnedRouter, learnRouter, type OutcomeTable, summariseOutcomes } from '@switchyard/routing';
import { forecastAll, replayDecisions } from './replay-decisions.ts';
import { shuffleTable } from './shuffle-table.ts';
import { policyOf, requestOf, supplierOf } from './table-request.ts';

export interface CostAtQualityOptions {
  readonly reference: string;
  readonly wrongAnswersCoincide: number;
  readonly folds: number;
  readonly seeds: number;
  readonly levels: readonly number[];
}

export interface LevelResult {
  readonly level: number;
  /** % of always asking the reference where the mean quality over held-out parts is just the level. */
  readonly costPercent: number;
  /** The same where not the target is turned up but the trade of cost for quality: each operating point by itself. */
  readonly sweptCostPercent: number;
  /** What a policy that asks for the level at 90 % confidence gets on held-out parts. */
  readonly askedCostPercent: number;
  readonly askedQualityPercent: number;
}

interface Sum {
  quality: number;
  cost: number;
  parts: number;
}

const sharesOf = (levels: readonly number[]): number[] => {
  const from = Math.min(...levels) - 0.04;
  return Array.from({ length: Math.round((1.03 - from) / 0.005) }, (_, step) => from + step * 0.005);
};

/** Where the curve of (quality, cost) over targets first reaches the level; always asking the reference ends every curve. */
const costWhere = (sums: readonly Sum[], level: number): number => {
  const points = [...sums.map(({ quality, cost, parts }) => [quality / parts, cost / parts] as const), [1, 1] as const];
  let best = Number.POSITIVE_INFINITY;
  points.slice(1).forEach(([quality, cost], at) => {
    const [lowQuality, lowCost] = points[at] ?? [quality, cost];
    if (quality < level || lowQuality >= level) return;
    const share = (level - lowQuality) / (quality - lowQuality);
    best = Math.min(best, lowCost + share * (cost - lowCost));
  });
  return best;
};

const add = (sum: Sum, { quality, cost }: { quality: number; cost: number }): void => {
  sum.quality += quality;
  sum.cost += cost;
  sum.parts += 1;
};

const emptySums = (count: number): Sum[] => Array.from({ length: count }, () => ({ quality: 0, cost: 0, parts: 0 }));

type OperatingPoint = LearnedRouter['points'][number];

/** So little that every operating point shows it. */
const anyShare = 0.05;

/** Trades of cost for quality: score that the cost of one answer of the reference must buy. */
const trades = [0, ...Array.from({ length: 66 }, (_, step) => 0.008 * 1.1 ** step)];

/** The operating point of a trade. Points that do as others do are not kept: then it is the one before. */
const pointAt = ({ points, referenceCost }: LearnedRouter, trade: number): OperatingPoint[] => {
  const point = points.findLast(({ costWeight }) => costWeight * referenceCost <= trade + 1e-9);
  return point ? [point] : [];
};

/** Learns on all folds but one and decides that one; every case is held out once per seed. */
export const costAtQuality = (table: OutcomeTable, options: CostAtQualityOptions): LevelResult[] => {
  const { reference, wrongAnswersCoincide, folds, seeds, levels } = options;
  const shares = sharesOf(levels);
  const curve = emptySums(shares.length);
  const swept = emptySums(trades.length);
  const asked = emptySums(levels.length);
  for (let part = 0; part < seeds * folds; part += 1) {
    const cases = shuffleTable(table, 1 + Math.floor(part / folds));
    const training = cases.filter((_, index) => index % folds !== part % folds);
    const held = cases.filter((_, index) => index % folds === part % folds);
    const learned = learnRouter(training, { reference, wrongAnswersCoincide });
    const outcomes = summariseOutcomes(training, reference);
    const supplier = supplierOf(Object.keys(outcomes));
    const evidence = { outcomes, router: { version: '1', learned } };
    const forecasts = forecastAll(learned, held);
    // Without it the reference would be taken for as cheap as the price list says, and be asked instead of dearer points.
    const alone = outcomes[reference] ? { [reference]: outcomes[reference] } : {};
    const achieve = (share: number, confidence: number) => {
      const request = requestOf(supplier, evidence, policyOf(reference, share, confidence));
      return replayDecisions(request, held, forecasts, reference, wrongAnswersCoincide);
    };
    shares.forEach((share, at) => {
      const sum = curve[at];
      if (sum) add(sum, achieve(share, 0.5));
    });
    trades.forEach((trade, at) => {
      const sum = swept[at];
      // Nobody else has evidence alone, so that it is the point that decides, unless the reference is cheaper.
      const only = {
        outcomes: alone,
        router: { version: '1', learned: { ...learned, points: pointAt(learned, trade) } },
      };
      const request = requestOf(supplier, only, policyOf(reference, anyShare, 0.5));
      if (sum) add(sum, replayDecisions(request, held, forecasts, reference, wrongAnswersCoincide));
    });
    levels.forEach((level, at) => {
      const sum = asked[at];
      if (sum) add(sum, achieve(level, 0.9));
    });
  }
  return levels.map((level, at) => {
    const { quality, cost, parts } = asked[at] ?? { quality: 0, cost: 0, parts: 1 };
    const percent = (value: number) => Math.round(value * 1000) / 10;
    return {
      level,
      costPercent: percent(costWhere(curve, level)),
      sweptCostPercent: percent(costWhere([...swept].reverse(), level)),
      askedCostPercent: percent(cost / parts),
      askedQualityPercent: percent(quality / parts),
    };
  });
};
