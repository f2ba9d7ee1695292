import type { RoutePlan } from '@switchyard/domain';
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
  summariseObservation,
  summarySize,
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

/** How the predictions change with the observed features, which stand behind `offset` others. */
const predictChange = (model: LinearModel, offset: number, observed: Float64Array): Float64Array =>
  Float64Array.from(model, (column) => {
    let sum = 0;
    for (let at = 0; at < observed.length; at += 1) {
      const value = observed[at] ?? 0;
      if (value !== 0) sum += (column[offset + at] ?? 0) * value;
    }
    return sum;
  });

/** The plan for one input at one operating point, with everything that is known already put in. */
export const planInput = (router: LearnedRouter, point: OperatingPoint, forecast: InputForecast): RoutePlan | null => {
  const { category } = forecast;
  const own = category !== null && Object.hasOwn(point.planOf, category) ? point.planOf[category] : undefined;
  const plan = router.plans[own ?? point.plan];
  if (!plan) return null;
  const { usesAgreement } = plan;
  const probes = [...plan.probes];
  const lengths = usualLengths(router.input, probes, category);
  if (plan.rule === 'agreement') {
    const [apart, together] = [agreementValues(plan, false), agreementValues(plan, true)];
    const options = optionsOf(plan).map((ref, at) => {
      const value = apart[at] ?? 0;
      // The summary of two probes: two lengths, two excesses, agreement, agreement times each length.
      return { ref, value, slopes: [0, 0, 0, 0, (together[at] ?? 0) - value, 0, 0] };
    });
    return { probes, usesAgreement, usualLengths: lengths, options };
  }
  if (plan.regression === null) {
    const options = probes.map((ref) => ({ ref, value: 0, slopes: [] }));
    return { probes, usesAgreement, usualLengths: lengths, options };
  }
  const input = featuresFor(router.input, plan, Float64Array.from(forecast.features));
  const size = summarySize(probes.length, usesAgreement);
  const expand = (summary: Float64Array): Float64Array => expandSummary(router.input, plan, category, summary);
  const nothing = expand(new Float64Array(size));
  const base = valuesOf(plan, predictPlan(plan, joinFeatures(input, nothing)), point.costWeight);
  const { regression } = plan;
  const slopes = Array.from({ length: size }, (_, at) => {
    const summary = new Float64Array(size);
    summary[at] = 1;
    return valuesOf(plan, predictChange(regression, input.length, expand(summary)), point.costWeight);
  });
  const options = optionsOf(plan).map((ref, option) => ({
    ref,
    value: base[option] ?? 0,
    slopes: slopes.map((values) => values[option] ?? 0),
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
