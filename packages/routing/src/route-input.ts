import type { PlanStage, RoutePlan } from '@switchyard/domain';
import { describeInput, type InputDescription } from './learn/input-model.ts';
import type { LearnedRouter } from './learn/learn-router.ts';
import type { OperatingPoint } from './learn/operating-points.ts';
import {
  agreementValues,
  expandSummary,
  featuresFor,
  joinFeatures,
  type Observation,
  optionsOf,
  type PlanModel,
  predictPlan,
  type SummaryTerm,
  summariseObservation,
  summarySize,
  summaryTerms,
  usualLengths,
} from './learn/plan-model.ts';
import type { LinearModel } from './learn/ridge-regression.ts';

/** What the router knows about one input: measured before anything is sent, and all that a replay needs of it. */
export interface InputForecast {
  readonly category: string | null;
  readonly features: readonly number[];
}

/** Reads an input once, in some 100 µs; the text itself is needed nowhere after. */
export const forecastInput = (router: LearnedRouter, input: InputDescription): InputForecast => ({
  category: input.category ?? null,
  features: Array.from(describeInput(router.input, input)),
});

/** Score minus weighted cost of what is still to be asked, per option. */
const valuesOf = (plan: PlanModel, predictions: Float64Array, costWeight: number): Float64Array => {
  const count = optionsOf(plan).length;
  return Float64Array.from({ length: count }, (_, at) => {
    const cost = at < plan.probes.length ? 0 : (predictions[count + at - plan.probes.length] ?? 0);
    return (predictions[at] ?? 0) - costWeight * cost;
  });
};

/** Per target how much a number of the summary adds to its prediction; observed features stand behind `offset` others. */
const predictChange = (model: LinearModel, offset: number, terms: readonly SummaryTerm[]): Float64Array =>
  Float64Array.from(model, (column) =>
    terms.reduce((sum, [feature, share]) => sum + (column[offset + feature] ?? 0) * share, 0),
  );

/** What was learned of one choice, for one input and with everything that is known already put in. */
const stageOf = (
  router: LearnedRouter,
  plan: PlanModel,
  { costWeight }: OperatingPoint,
  { category, features }: InputForecast,
): PlanStage => {
  const { usesAgreement } = plan;
  const probes = [...plan.probes];
  const lengths = usualLengths(router.input, probes, category);
  const stage = { probes, usesAgreement, usualLengths: lengths };
  if (plan.rule === 'agreement') {
    const [apart, together] = [agreementValues(plan, false), agreementValues(plan, true)];
    const options = optionsOf(plan).map((ref, at) => {
      const value = apart[at] ?? 0;
      // The summary of two probes: two lengths, two excesses, agreement, agreement times each length.
      return { ref, value, slopes: [0, 0, 0, 0, (together[at] ?? 0) - value, 0, 0] };
    });
    return { ...stage, options };
  }
  const { regression } = plan;
  if (regression === null) return { ...stage, options: probes.map((ref) => ({ ref, value: 0, slopes: [] })) };
  const input = featuresFor(router.input, plan, Float64Array.from(features));
  const nothing = expandSummary(
    router.input,
    plan,
    category,
    new Float64Array(summarySize(probes.length, usesAgreement)),
  );
  const base = valuesOf(plan, predictPlan(plan, joinFeatures(input, nothing)), costWeight);
  const slopes = summaryTerms(router.input, plan, category).map((terms) =>
    valuesOf(plan, predictChange(regression, input.length, terms), costWeight),
  );
  const options = optionsOf(plan).map((ref, option) => ({
    ref,
    value: base[option] ?? 0,
    slopes: slopes.map((values) => values[option] ?? 0),
  }));
  return { ...stage, options };
};

/** Never −0, which is not what storage gives back. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6 || 0;

/** A stage has hundreds of numbers and stands in every receipt: a millionth decides nothing. */
const roundStage = (stage: PlanStage): PlanStage => ({
  ...stage,
  usualLengths: stage.usualLengths.map(rounded),
  options: stage.options.map(({ ref, value, slopes }) => ({ ref, value: rounded(value), slopes: slopes.map(rounded) })),
});

/** The plan for one input at one operating point, with everything that is known already put in. */
export const planInput = (router: LearnedRouter, point: OperatingPoint, forecast: InputForecast): RoutePlan | null => {
  const { category } = forecast;
  const own = category !== null && Object.hasOwn(point.planOf, category) ? point.planOf[category] : undefined;
  const plan = router.plans[own ?? point.plan];
  if (!plan) return null;
  const { after = [] } = plan;
  const stage = stageOf(router, plan, point, forecast);
  if (after.length > 0) {
    const first = roundStage(stage);
    const options = first.options.map((option, at) => {
      const next = after[at - plan.probes.length];
      return next ? { ...option, followUp: roundStage(stageOf(router, next, point, forecast)) } : option;
    });
    return { ...first, options };
  }
  return plan.probes.length > 0 ? stage : onlyOption(stage);
};

/** Without probes there is nothing to wait for: the best option is chosen at once and asked like a probe. */
const onlyOption = (plan: PlanStage): RoutePlan | null => {
  const ref = settlePlan(plan, { outputTokens: [], agreements: [] });
  if (ref === null) return null;
  return { ...plan, probes: [ref], usualLengths: [0], options: [{ ref, value: 0, slopes: [] }] };
};

/** What is weighed once the option was asked and has answered too; null where its answer is taken. */
export const stageAfter = ({ options }: RoutePlan, asked: string): PlanStage | null =>
  options.find(({ ref }) => ref === asked)?.followUp ?? null;

/**
 * Which option it is, now that the probes have answered. `isUsable` says of each option whether it can still be taken: an answer
 * that failed its checks cannot. Ties go to the earlier option. Null when none can be taken.
 */
export const settlePlan = (
  plan: PlanStage,
  observation: Observation,
  isUsable: (ref: string, isProbe: boolean) => boolean = () => true,
): string | null => {
  const summary = summariseObservation(plan.usualLengths, plan.usesAgreement, observation);
  let best: string | null = null;
  let bestValue = Number.NEGATIVE_INFINITY;
  plan.options.forEach((option, at) => {
    if (!isUsable(option.ref, at < plan.probes.length)) return;
    const value = option.slopes.reduce((sum, slope, each) => sum + slope * (summary[each] ?? 0), option.value);
    if (value > bestValue) {
      best = option.ref;
      bestValue = value;
    }
  });
  return best;
};
