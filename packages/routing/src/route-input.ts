import type { RoutePlan } from '@switchyard/domain';
import { describeInput, type InputDescription } from './learn/input-model.ts';
import type { LearnedRouter } from './learn/learn-router.ts';
import type { OperatingPoint } from './learn/operating-points.ts';
import {
  expandSummary,
  joinFeatures,
  type Observation,
  optionsOf,
  type PlanModel,
  pairsOf,
  predictPlan,
  summariseObservation,
  usualLengths,
} from './learn/plan-model.ts';

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

const valuesOf = (plan: PlanModel, features: Float64Array, costWeight: number): Float64Array => {
  const predictions = predictPlan(plan, features);
  const count = optionsOf(plan).length;
  return Float64Array.from({ length: count }, (_, at) => {
    const cost = at < plan.probes.length ? 0 : (predictions[count + at - plan.probes.length] ?? 0);
    return (predictions[at] ?? 0) - costWeight * cost;
  });
};

/** The plan for one input at one operating point, with everything that is known already put in. */
export const planInput = (router: LearnedRouter, point: OperatingPoint, forecast: InputForecast): RoutePlan | null => {
  const { category } = forecast;
  const own = category !== null && Object.hasOwn(point.planOf, category) ? point.planOf[category] : undefined;
  const plan = router.plans[own ?? point.plan];
  if (!plan) return null;
  const { usesAgreement } = plan;
  const probes = [...plan.probes];
  const lengths = usualLengths(router.input, probes, category);
  if (plan.regression === null) {
    const options = probes.map((ref) => ({ ref, value: 0, slopes: [] }));
    return { probes, usesAgreement, usualLengths: lengths, options };
  }
  const input = Float64Array.from(forecast.features);
  const valueAt = (summary: Float64Array): Float64Array =>
    valuesOf(plan, joinFeatures(input, expandSummary(router.input, plan, category, summary)), point.costWeight);
  const size = 2 * probes.length + (usesAgreement ? 3 * pairsOf(probes).length : 0);
  const base = valueAt(new Float64Array(size));
  const moved = Array.from({ length: size }, (_, at) => {
    const summary = new Float64Array(size);
    summary[at] = 1;
    return valueAt(summary);
  });
  const options = optionsOf(plan).map((ref, option) => ({
    ref,
    value: base[option] ?? 0,
    slopes: moved.map((values) => (values[option] ?? 0) - (base[option] ?? 0)),
  }));
  const learned = { probes, usesAgreement, usualLengths: lengths, options };
  return probes.length > 0 ? learned : onlyOption(learned);
};

/** Without probes there is nothing to wait for: the best option is chosen at once and asked like a probe. */
const onlyOption = (plan: RoutePlan): RoutePlan | null => {
  const ref = settlePlan(plan, { outputTokens: [], agreements: [] });
  if (ref === null) return null;
  return { ...plan, probes: [ref], usualLengths: [0], options: [{ ref, value: 0, slopes: [] }] };
};

/**
 * Which option it is, now that the probes have answered. `isUsable` says of each option whether it can still be taken: an answer
 * that failed its checks cannot. Ties go to the earlier option. Null when none can be taken.
 */
export const settlePlan = (
  plan: RoutePlan,
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
