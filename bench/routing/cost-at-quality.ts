import { type LearnedRouter, learnRouter, type OutcomeTable, summariseOutcomes } from '@switchyard/routing';
import {
  type AchievedParts,
  costWhere,
  type Estimate,
  emptyParts,
  estimateOver,
  jackknifeParts,
} from './achieved-curve.ts';
import { type Achieved, addAchieved, forecastAll, nothingAchieved, replayDecisions } from './replay-decisions.ts';
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
  /** % of always asking the reference where the quality over held-out parts is just the level, over targets asked for. */
  readonly cost: Estimate;
  /** The same where not the target is turned up but the trade of cost for quality: each operating point by itself. */
  readonly sweptCost: Estimate;
  /** What a policy that asks for the level at 90 % confidence gets on held-out parts. */
  readonly askedCost: Estimate;
  readonly askedQuality: Estimate;
}

const sharesOf = (levels: readonly number[]): number[] => {
  const from = Math.min(...levels) - 0.04;
  return Array.from({ length: Math.round((1.03 - from) / 0.005) }, (_, step) => from + step * 0.005);
};

type OperatingPoint = LearnedRouter['points'][number];

/** So little that every operating point shows it. */
const anyShare = 0.05;

/** Trades of cost for quality: score that the cost of one answer of the reference must buy. Dearest last. */
const trades = [0, ...Array.from({ length: 66 }, (_, step) => 0.008 * 1.1 ** step)].reverse();

/** The operating point of a trade. Points that do as others do are not kept: then it is the one before. */
const pointAt = ({ points, referenceCost }: LearnedRouter, trade: number): OperatingPoint[] => {
  const point = points.findLast(({ costWeight }) => costWeight * referenceCost <= trade + 1e-9);
  return point ? [point] : [];
};

interface Split {
  readonly training: OutcomeTable;
  readonly held: OutcomeTable;
  /** Per held-out case the part of the table it belongs to, whatever the seed. */
  readonly partOf: readonly number[];
}

const splitOf = (table: OutcomeTable, seed: number, folds: number, fold: number): Split => {
  const places = new Map(table.map((each, at) => [each, at % jackknifeParts]));
  const cases = shuffleTable(table, 1 + seed);
  const held = cases.filter((_, index) => index % folds === fold);
  return {
    training: cases.filter((_, index) => index % folds !== fold),
    held,
    partOf: held.map((each) => places.get(each) ?? 0),
  };
};

interface Settings {
  readonly curve: readonly AchievedParts[];
  readonly swept: readonly AchievedParts[];
  readonly asked: readonly AchievedParts[];
}

const replaySplit = (
  { training, held, partOf }: Split,
  seed: number,
  { reference, wrongAnswersCoincide, levels }: CostAtQualityOptions,
  { curve, swept, asked }: Settings,
): void => {
  const learned = learnRouter(training, { reference, wrongAnswersCoincide });
  const outcomes = summariseOutcomes(training, reference);
  const supplier = supplierOf(Object.keys(outcomes));
  const evidence = { outcomes, router: { version: '1', learned } };
  const forecasts = forecastAll(learned, held);
  // Without it the reference would be taken for as cheap as the price list says, and be asked instead of dearer points.
  const alone = outcomes[reference] ? { [reference]: outcomes[reference] } : {};
  const addAll = (parts: AchievedParts | undefined, those: readonly Achieved[]): void => {
    const own = parts?.[seed];
    if (!own) return;
    those.forEach((each, at) => {
      const part = partOf[at] ?? 0;
      own[part] = addAchieved(own[part] ?? nothingAchieved, each);
    });
  };
  const achieve = (share: number, confidence: number) => {
    const request = requestOf(supplier, evidence, policyOf(reference, share, confidence));
    return replayDecisions(request, held, forecasts, reference, wrongAnswersCoincide);
  };
  for (const [at, share] of sharesOf(levels).entries()) addAll(curve[at], achieve(share, 0.5));
  for (const [at, trade] of trades.entries()) {
    // Nobody else has evidence alone, so that it is the point that decides, unless the reference is cheaper.
    const only = {
      outcomes: alone,
      router: { version: '1', learned: { ...learned, points: pointAt(learned, trade) } },
    };
    const request = requestOf(supplier, only, policyOf(reference, anyShare, 0.5));
    addAll(swept[at], replayDecisions(request, held, forecasts, reference, wrongAnswersCoincide));
  }
  for (const [at, level] of levels.entries()) addAll(asked[at], achieve(level, 0.9));
};

/** Learns on all folds but one and decides that one; every case is held out once per seed. */
export const costAtQuality = (table: OutcomeTable, options: CostAtQualityOptions): LevelResult[] => {
  const { folds, seeds, levels } = options;
  const partsFor = (list: readonly number[]): AchievedParts[] => list.map(() => emptyParts(seeds));
  const settings = { curve: partsFor(sharesOf(levels)), swept: partsFor(trades), asked: partsFor(levels) };
  for (let seed = 0; seed < seeds; seed += 1) {
    for (let fold = 0; fold < folds; fold += 1) replaySplit(splitOf(table, seed, folds, fold), seed, options, settings);
  }
  return levels.map((level, at) => {
    const own = settings.asked.slice(at, at + 1);
    return {
      level,
      cost: estimateOver(settings.curve, (curve) => costWhere(curve, level)),
      sweptCost: estimateOver(settings.swept, (curve) => costWhere(curve, level)),
      askedCost: estimateOver(own, ([point]) => point?.cost ?? 1),
      askedQuality: estimateOver(own, ([point]) => point?.quality ?? 1),
    };
  });
};
