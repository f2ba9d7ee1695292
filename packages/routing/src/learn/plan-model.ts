import { type InputModel, plainFeatureCount, profileFor } from './input-model.ts';
import { type LinearModel, predictLinear } from './ridge-regression.ts';

/**
 * A way to do a job: ask the probes, look at what came back, then accept one of their answers or ask one more.
 * No probes: one candidate, chosen by the input alone. No model: always the only option.
 */
export interface PlanShape {
  readonly probes: readonly string[];
  /** False where the probes' agreement does not speak for their answers on past cases: then it is not looked at. */
  readonly usesAgreement: boolean;
  /** Who may be asked after the probes. */
  readonly escalations: readonly string[];
  /** Words make some choices better and, with few cases, others noisier: plans are learned with and without them. */
  readonly usesText: boolean;
  /** `learned`: by predictions. `agreement`: the first probe's answer if the first two agree, else whoever is asked after. */
  readonly rule: 'learned' | 'agreement';
  /** Once one of the escalations has answered too, all answers are weighed again, and another of them may be asked. */
  readonly asksAgain?: boolean;
}

/**
 * A plan with what it has learned: scores of probes and escalations, then costs of escalations. Null: nothing to learn, either
 * because there is one option or because the rule says it all.
 */
export interface PlanModel extends PlanShape {
  readonly regression: LinearModel | null;
  /** Per escalation what comes once it has answered: a plan of which it is a probe too. Missing or null: its answer is taken. */
  readonly after?: readonly (PlanModel | null)[];
}

/** What can be seen once the probes have answered. */
export interface Observation {
  /** Per probe; null where the supplier does not say. */
  readonly outputTokens: readonly (number | null)[];
  /** Per pair of probes in the order 01, 02, 12: do the answers agree? */
  readonly agreements: readonly boolean[];
}

export const pairsOf = (probes: readonly unknown[]): (readonly [number, number])[] =>
  probes.flatMap((_, second) => probes.slice(0, second).map((__, first) => [first, second] as const));

/** How many numbers `summariseObservation` gives. */
export const summarySize = (probes: number, usesAgreement: boolean): number =>
  2 * probes + (usesAgreement ? (3 * probes * (probes - 1)) / 2 + (probes > 2 ? 1 : 0) : 0);

/**
 * What was observed, as few numbers: per probe how much longer the answer is than usual (ln), and how much of that is above
 * 0; then per pair whether they agree, and that times the excess of each; of more than two, whether all agree. All 0 for
 * ordinary lengths and no agreement.
 */
export const summariseObservation = (
  lengths: readonly number[],
  usesAgreement: boolean,
  { outputTokens, agreements }: Observation,
): Float64Array => {
  const excess = lengths.map((length, at) => {
    const tokens = outputTokens[at];
    return tokens === null || tokens === undefined ? 0 : Math.log1p(tokens) - length;
  });
  const summary = [...excess, ...excess.map((value) => Math.max(0, value))];
  if (!usesAgreement) return Float64Array.from(summary);
  pairsOf(lengths).forEach(([first, second], at) => {
    const agrees = agreements[at] ? 1 : 0;
    summary.push(agrees, agrees * (excess[first] ?? 0), agrees * (excess[second] ?? 0));
  });
  if (lengths.length > 2) summary.push(agreements.every(Boolean) ? 1 : 0);
  return Float64Array.from(summary);
};

/** Usual lengths (mean ln(1 + tokens)) of the probes' answers in a category. */
export const usualLengths = (
  model: InputModel,
  probes: readonly string[],
  category: string | null | undefined,
): number[] => {
  const { lengths } = profileFor(model, category);
  return probes.map((ref) => lengths[model.pool.indexOf(ref)] ?? 0);
};

/** The summary as features: itself, per named category, and agreement weighed by how often the probes are right. Linear. */
export const expandSummary = (
  model: InputModel,
  { probes, usesAgreement }: PlanShape,
  category: string | null | undefined,
  summary: Float64Array,
): Float64Array => {
  const features: number[] = Array.from(summary);
  const own = probes.length;
  const inCategory = (value: number): number[] => model.namedCategories.map((name) => (category === name ? value : 0));
  for (let at = 0; at < own; at += 1) features.push(...inCategory(summary[at] ?? 0));
  if (!usesAgreement) return Float64Array.from(features);
  const { rates } = profileFor(model, category);
  pairsOf(probes).forEach(([first, second], at) => {
    const agrees = summary[2 * own + 3 * at] ?? 0;
    const rateOf = (place: number): number => rates[model.pool.indexOf(probes[place] ?? '')] ?? 0;
    features.push(agrees * rateOf(first), agrees * rateOf(second), ...inCategory(agrees));
  });
  if (own > 2) features.push(...inCategory(summary.at(-1) ?? 0));
  return Float64Array.from(features);
};

/** A feature, counted from the first that was observed, and how much of a number it holds. */
export type SummaryTerm = readonly [feature: number, share: number];

/** `expandSummary` number by number of the summary: which features each one becomes, in their order. */
export const summaryTerms = (
  model: InputModel,
  { probes, usesAgreement }: PlanShape,
  category: string | null | undefined,
): readonly (readonly SummaryTerm[])[] => {
  const own = probes.length;
  const size = summarySize(own, usesAgreement);
  const terms = Array.from({ length: size }, (_, at): SummaryTerm[] => [[at, 1]]);
  const names = model.namedCategories.length;
  const named = typeof category === 'string' ? model.namedCategories.indexOf(category) : -1;
  let next = size;
  const addInCategory = (at: number): void => {
    if (named >= 0) terms[at]?.push([next + named, 1]);
    next += names;
  };
  for (let at = 0; at < own; at += 1) addInCategory(at);
  if (!usesAgreement) return terms;
  const { rates } = profileFor(model, category);
  pairsOf(probes).forEach(([first, second], pair) => {
    const at = 2 * own + 3 * pair;
    for (const place of [first, second]) {
      terms[at]?.push([next, rates[model.pool.indexOf(probes[place] ?? '')] ?? 0]);
      next += 1;
    }
    addInCategory(at);
  });
  if (own > 2) addInCategory(size - 1);
  return terms;
};

/** Features of what was observed, beside those of the input. */
export const observe = (
  model: InputModel,
  shape: PlanShape,
  category: string | null | undefined,
  observation: Observation,
): Float64Array => {
  const lengths = usualLengths(model, shape.probes, category);
  return expandSummary(model, shape, category, summariseObservation(lengths, shape.usesAgreement, observation));
};

/** Values of the options under the rule of agreement: the first probe's where they agree, the escalation's where not. */
export const agreementValues = ({ probes, escalations }: PlanShape, doesAgree: boolean): Float64Array =>
  Float64Array.from([
    doesAgree ? 1 : 0,
    ...probes.slice(1).map(() => -1),
    ...escalations.map(() => 0.5),
    ...escalations.map(() => 0),
  ]);

/** The part of an input's features that a plan looks at. */
export const featuresFor = (model: InputModel, { usesText }: PlanShape, features: Float64Array): Float64Array =>
  usesText ? features : features.subarray(0, plainFeatureCount(model));

export const joinFeatures = (input: Float64Array, observed: Float64Array): Float64Array => {
  const joined = new Float64Array(input.length + observed.length);
  joined.set(input);
  joined.set(observed, input.length);
  return joined;
};

/** Every answer the plan can end with: an answer that is there costs nothing more. */
export const optionsOf = ({ probes, escalations }: PlanShape): readonly string[] => [...probes, ...escalations];

/** Predictions of a plan for one input: scores of `optionsOf`, then costs of its escalations. */
export const predictPlan = (plan: PlanModel, features: Float64Array): Float64Array =>
  plan.regression === null ? new Float64Array() : predictLinear(plan.regression, features);

/**
 * The option with the highest score − `costWeight` · cost. Ties go to the earlier one, so to an answer that is there.
 * @returns index into `optionsOf(plan)`
 */
export const chooseOption = (plan: PlanShape, predictions: Float64Array, costWeight: number): number => {
  if (predictions.length === 0) return 0;
  const probes = plan.probes.length;
  const options = probes + plan.escalations.length;
  let best = 0;
  let bestValue = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < options; at += 1) {
    const cost = at < probes ? 0 : (predictions[options + at - probes] ?? 0);
    const value = (predictions[at] ?? 0) - costWeight * cost;
    if (value > bestValue) {
      best = at;
      bestValue = value;
    }
  }
  return best;
};
