import { crossFitInputs, type FitContext, fitPlan } from './fit-plans.ts';
import { orderCases } from './folds.ts';
import { fitInputModel, hashCases, type InputModel } from './input-model.ts';
import { findOperatingPoints, type OperatingPoint, pointContextOf } from './operating-points.ts';
import type { OutcomeTable } from './outcome-table.ts';
import type { PlanModel } from './plan-model.ts';
import { choosePool, enumeratePlans, meansOf } from './plan-shapes.ts';
import { trimRouter } from './trim-router.ts';

export interface LearnRouterOptions {
  /** Whose quality the others are measured against; without it, the candidate with the best score on the training cases. */
  readonly reference?: string;
  /** Only these may be used; without it, everybody in the table. */
  readonly candidates?: readonly string[];
  /**
   * Share of pairs of wrong answers taken to be equal where the table does not hold answers: 1 (default) is the worst
   * case for agreement, 0 the best.
   */
  readonly wrongAnswersCoincide?: number;
  readonly seed?: number;
  readonly folds?: number;
}

/** Everything that was learned from past outcomes; plain data but for typed arrays (`serialiseRouter`). */
export interface LearnedRouter {
  readonly v: 2;
  readonly reference: string;
  readonly referenceCost: number;
  /** Cases learned from. */
  readonly cases: number;
  readonly input: InputModel;
  readonly plans: readonly PlanModel[];
  /** From the best quality to the lowest cost. */
  readonly points: readonly OperatingPoint[];
}

/** Below this many cases there is nothing to learn that would hold on other cases. */
export const routerCasesMin = 150;
/** A candidate that answered fewer of the reference's cases than this is left out. */
const coverageMin = 0.8;

const bestOf = (table: OutcomeTable, refs: readonly string[]): string => {
  const rates = refs.map((ref) => {
    const own = table.flatMap(({ results }) => results[ref] ?? []);
    return { ref, rate: own.reduce((sum, { score }) => sum + score, 0) / Math.max(1, own.length) };
  });
  const [best] = rates.sort((left, right) => right.rate - left.rate || (left.ref < right.ref ? -1 : 1));
  return best?.ref ?? '';
};

const refsOf = (table: OutcomeTable): string[] =>
  [...new Set(table.flatMap(({ results }) => Object.keys(results)))].sort();

/**
 * Learns from past outcomes who should do which input at which price: rates per category, words, what answers look like and
 * whether they agree; singles, cascades and agreement are plans among which each operating point chooses. All hyperparameters
 * are chosen by cross-validation inside `table`; the same table always gives the same router, whatever its order.
 */
export const learnRouter = (table: OutcomeTable, options: LearnRouterOptions = {}): LearnedRouter => {
  const { wrongAnswersCoincide = 1, seed = 1, folds = 5 } = options;
  const allowed = options.candidates === undefined ? null : new Set(options.candidates);
  const refs = refsOf(table).filter((ref) => allowed === null || allowed.has(ref));
  const reference = options.reference ?? bestOf(table, refs);
  const answered = table.filter(({ results }) => results[reference] !== undefined);
  const covered = refs.filter((ref) => {
    const own = answered.filter(({ results }) => results[ref] !== undefined).length;
    return own >= answered.length * coverageMin;
  });
  const cases = orderCases(
    answered.filter(({ results }) => covered.every((ref) => results[ref] !== undefined)),
    seed,
  );
  const members = choosePool(meansOf(cases, covered), reference);
  const pool = members.map(({ ref }) => ref);
  const allowsLearning = cases.length >= routerCasesMin;
  const hashed = hashCases(cases);
  const context: FitContext = { cases, hashed, pool, folds, wrongAnswersCoincide };
  const inputs = allowsLearning ? crossFitInputs(context) : [];
  const shapes = enumeratePlans(members, reference, allowsLearning);
  const fitted = shapes.map((shape) => fitPlan(context, inputs, shape));
  const referenceCost = members.find(({ ref }) => ref === reference)?.cost ?? 0;
  const points = findOperatingPoints(pointContextOf(cases, reference, folds), fitted, referenceCost);
  const input = fitInputModel(cases, hashed, pool);
  const trimmed = trimRouter({ input, plans: fitted.map(({ plan }) => plan), points });
  return { v: 2, reference, referenceCost, cases: cases.length, ...trimmed };
};
