import { countPair, noPairs, type PairedCounts } from '../paired-bound.ts';
import { normalQuantile } from '../wilson-bound.ts';
import type { FittedPlan } from './fit-plans.ts';
import type { OutcomeTable } from './outcome-table.ts';
import { chooseOption, optionsOf } from './plan-model.ts';

/** A trade of cost for quality, with what it achieved on cases that nothing in it had been learned from. */
export interface OperatingPoint {
  /** Score that one unit of money must buy. */
  readonly costWeight: number;
  /** Index of the plan used for inputs of no named category. */
  readonly plan: number;
  /** Category → index of its plan, where it has one of its own. */
  readonly planOf: Readonly<Record<string, number>>;
  readonly pairs: PairedCounts;
  readonly meanCost: number;
}

/** What a plan achieved per case at one cost weight. */
interface Realised {
  readonly scores: Float64Array;
  readonly costs: Float64Array;
}

/** A category may have a plan of its own from this many cases on. */
const ownPlanCasesMin = 40;
/** So many cases' worth of the overall mean is added to a category's. */
const planPrior = 20;
/**
 * One-sided confidence at which a choice from more must be shown to be worth it. From every plan instead of the usual ones: the better
 * estimate decides, because no part that is estimated on had a say in the choice, and what is usual depends on the table. Per category
 * instead of for all: a category has few cases, and the best of many plans on few cases is mostly the luckiest one.
 */
const wider = { everyPlan: 0.5, ownPlans: 0.95 };

/** What each option of a plan would come to for each case, probes included: case by case, option by option. */
interface Ends {
  readonly fitted: FittedPlan;
  readonly options: number;
  readonly scores: Float64Array;
  readonly costs: Float64Array;
  /** Per escalation; null where its answer is taken. */
  readonly after: readonly (Ends | null)[];
}

const endsOf = (cases: OutcomeTable, fitted: FittedPlan): Ends => {
  const { plan, after = [] } = fitted;
  const options = optionsOf(plan);
  const scores = new Float64Array(cases.length * options.length);
  const costs = new Float64Array(cases.length * options.length);
  cases.forEach(({ results }, index) => {
    const probing = plan.probes.reduce((sum, probe) => sum + (results[probe]?.cost ?? 0), 0);
    options.forEach((ref, at) => {
      const place = index * options.length + at;
      scores[place] = results[ref]?.score ?? 0;
      costs[place] = probing + (at < plan.probes.length ? 0 : (results[ref]?.cost ?? 0));
    });
  });
  return { fitted, options: options.length, scores, costs, after: after.map((each) => each && endsOf(cases, each)) };
};

const noPredictions = new Float64Array();

/** Where a case ends when the plan is followed. */
const followCase = (ends: Ends, index: number, costWeight: number, realised: Realised): void => {
  const { fitted, options, scores, costs, after } = ends;
  const { plan, predictions } = fitted;
  const option = chooseOption(plan, predictions[index] ?? noPredictions, costWeight);
  const next = after[option - plan.probes.length];
  if (next) {
    followCase(next, index, costWeight, realised);
    return;
  }
  realised.scores[index] = scores[index * options + option] ?? 0;
  realised.costs[index] = costs[index * options + option] ?? 0;
};

/** Score and cost of each case when the plan is followed. */
const realise = (ends: Ends, costWeight: number): Realised => {
  const count = ends.fitted.predictions.length;
  const realised = { scores: new Float64Array(count), costs: new Float64Array(count) };
  for (let index = 0; index < count; index += 1) followCase(ends, index, costWeight, realised);
  return realised;
};

interface Choice {
  readonly plan: number;
  readonly planOf: Readonly<Record<string, number>>;
}

/** For each plan the value of a set of cases. */
const valuesOf = (realised: readonly Realised[], indices: readonly number[], costWeight: number): number[] =>
  realised.map(({ scores, costs }) => {
    let sum = 0;
    for (const index of indices) sum += (scores[index] ?? 0) - costWeight * (costs[index] ?? 0);
    return sum;
  });

const argmax = (values: readonly number[]): number => values.indexOf(Math.max(...values));

const choosePlans = (
  realised: readonly Realised[],
  groups: ReadonlyMap<string, readonly number[]>,
  everything: readonly number[],
  costWeight: number,
  hasOwnPlans: boolean,
): Choice => {
  const overall = valuesOf(realised, everything, costWeight);
  const plan = argmax(overall);
  if (!hasOwnPlans) return { plan, planOf: {} };
  const own = [...groups].filter(([, indices]) => indices.length >= ownPlanCasesMin);
  const planOf = own.map(([category, indices]) => {
    const values = valuesOf(realised, indices, costWeight);
    const shrunk = values.map((value, at) => value + (planPrior * (overall[at] ?? 0)) / everything.length);
    return [category, argmax(shrunk)] as const;
  });
  return { plan, planOf: Object.fromEntries(planOf) };
};

const planAt = (choice: Choice, category: string | null | undefined): number =>
  (typeof category === 'string' && Object.hasOwn(choice.planOf, category) ? choice.planOf[category] : undefined) ??
  choice.plan;

const groupIndices = (cases: OutcomeTable, indices: readonly number[]): Map<string, number[]> => {
  const groups = new Map<string, number[]>();
  for (const index of indices) {
    const category = cases[index]?.category;
    if (typeof category !== 'string') continue;
    const group = groups.get(category);
    if (group) group.push(index);
    else groups.set(category, [index]);
  }
  return groups;
};

interface Estimate {
  /** Score − weighted cost, case by case. */
  readonly values: Float64Array;
  readonly meanCost: number;
  readonly pairs: PairedCounts;
}

/** Chooses on all folds but one and measures on that one, so that choosing among many plans flatters none. */
const estimate = (
  context: PointContext,
  realised: readonly Realised[],
  costWeight: number,
  hasOwnPlans: boolean,
): Estimate => {
  const { cases, reference, parts } = context;
  const values = new Float64Array(cases.length);
  let pairs = noPairs;
  let cost = 0;
  for (const { outside, groups, inside } of parts) {
    const choice = choosePlans(realised, groups, outside, costWeight, hasOwnPlans);
    for (const index of inside) {
      const each = cases[index];
      const result = realised[planAt(choice, each?.category)];
      const score = result?.scores[index] ?? 0;
      const ownCost = result?.costs[index] ?? 0;
      values[index] = score - costWeight * ownCost;
      cost += ownCost;
      pairs = countPair(pairs, score, each?.results[reference]?.score ?? 0);
    }
  }
  return { values, meanCost: cost / Math.max(1, cases.length), pairs };
};

/**
 * Is the mean of `left` above that of `right`, by more than chance? Both are of the same cases, so their differences count. Choices on
 * `folds` − 1 parts share most of their cases, so what they achieve varies together: the variance is that of Nadeau and Bengio
 * (Machine Learning 52, 2003), without which one in eight is fooled where one in twenty is meant.
 */
const isShownBetter = (left: Float64Array, right: Float64Array, folds: number, confidence: number): boolean => {
  let sum = 0;
  let squares = 0;
  left.forEach((value, at) => {
    const difference = value - (right[at] ?? 0);
    sum += difference;
    squares += difference * difference;
  });
  const spread = Math.max(0, squares - (sum * sum) / Math.max(1, left.length));
  const deviation = Math.sqrt(spread * (1 + folds / Math.max(1, folds - 1)));
  return sum > normalQuantile(confidence) * deviation;
};

interface Part {
  readonly outside: readonly number[];
  readonly groups: ReadonlyMap<string, readonly number[]>;
  readonly inside: readonly number[];
}

export interface PointContext {
  readonly cases: OutcomeTable;
  readonly reference: string;
  readonly parts: readonly Part[];
}

export const pointContextOf = (cases: OutcomeTable, reference: string, folds: number): PointContext => {
  const all = Array.from({ length: cases.length }, (_, index) => index);
  const parts = Array.from({ length: folds }, (_, fold) => {
    const outside = all.filter((index) => index % folds !== fold);
    return { outside, groups: groupIndices(cases, outside), inside: all.filter((index) => index % folds === fold) };
  });
  return { cases, reference, parts };
};

/** From “cost is no object” to “cheapest of all”, in steps of a tenth; in score per cost of one answer of the reference. */
const relativeWeights = [0, ...Array.from({ length: 66 }, (_, step) => 0.008 * 1.1 ** step)];

/**
 * One operating point per cost weight, each with its cross-fitted estimate. The first `usual` plans are chosen from unless the
 * choice from all of them has the better estimate; per category where that is shown to be better.
 */
export const findOperatingPoints = (
  context: PointContext,
  fitted: readonly FittedPlan[],
  referenceCost: number,
  usual = fitted.length,
): OperatingPoint[] => {
  const { cases } = context;
  const all = Array.from({ length: cases.length }, (_, index) => index);
  const groups = groupIndices(cases, all);
  const ends = fitted.map((each) => endsOf(cases, each));
  return relativeWeights.map((relative) => {
    const costWeight = referenceCost > 0 ? relative / referenceCost : 0;
    const realised = ends.map((each) => realise(each, costWeight));
    const choices = [
      { among: realised.slice(0, usual), hasOwnPlans: false, confidence: 0 },
      { among: realised, hasOwnPlans: false, confidence: wider.everyPlan },
      { among: realised, hasOwnPlans: true, confidence: wider.ownPlans },
    ].map((choice) => ({ ...choice, ...estimate(context, choice.among, costWeight, choice.hasOwnPlans) }));
    const { among, hasOwnPlans, pairs, meanCost } = choices.reduce((kept, next) =>
      isShownBetter(next.values, kept.values, context.parts.length, next.confidence) ? next : kept,
    );
    return { costWeight, ...choosePlans(among, groups, all, costWeight, hasOwnPlans), pairs, meanCost };
  });
};
