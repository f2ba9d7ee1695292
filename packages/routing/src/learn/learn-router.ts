import { crossFitInputs, type FitContext, fitPlan } from './fit-plans.ts';
import { fitInputModel, hashCases, type InputModel } from './input-model.ts';
import { findOperatingPoints, type OperatingPoint, pointContextOf } from './operating-points.ts';
import type { OutcomeTable } from './outcome-table.ts';
import type { PlanModel } from './plan-model.ts';
import { enumeratePlans } from './plan-shapes.ts';
import { selectCases } from './select-cases.ts';
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
  /** 2, without curves over the look of texts, and 3, without a second choice, are still read, so that what they decided can be replayed. */
  readonly v: 2 | 3 | 4;
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

/**
 * Learns from past outcomes who should do which input at which price: rates per category, words, what answers look like and
 * whether they agree; singles, cascades and agreement are plans among which each operating point chooses. All hyperparameters
 * are chosen by cross-validation inside `table`; the same table always gives the same router, whatever its order.
 */
export const learnRouter = (table: OutcomeTable, options: LearnRouterOptions = {}): LearnedRouter => {
  const { wrongAnswersCoincide = 1, seed = 1, folds = 5 } = options;
  const { reference, cases, members } = selectCases(table, options, seed);
  const pool = members.map(({ ref }) => ref);
  const allowsLearning = cases.length >= routerCasesMin;
  const hashed = hashCases(cases);
  const context: FitContext = { cases, hashed, pool, folds, wrongAnswersCoincide };
  const inputs = allowsLearning ? crossFitInputs(context) : [];
  const { usual, others } = enumeratePlans(members, reference, allowsLearning);
  const fitted = [...usual, ...others].map((shape) => fitPlan(context, inputs, shape));
  const referenceCost = members.find(({ ref }) => ref === reference)?.cost ?? 0;
  const points =
    fitted.length === 0
      ? []
      : findOperatingPoints(pointContextOf(cases, reference, folds), fitted, referenceCost, usual.length);
  const input = fitInputModel(cases, hashed, pool);
  const trimmed = trimRouter({ input, plans: fitted.map(({ plan }) => plan), points });
  return { v: 4, reference, referenceCost, cases: cases.length, ...trimmed };
};
