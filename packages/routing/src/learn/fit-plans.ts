import { indicesInside, indicesOutside } from './folds.ts';
import { describeInput, fitInputModel, type InputModel } from './input-model.ts';
import { doAgree, type OutcomeCase, type OutcomeTable } from './outcome-table.ts';
import {
  agreementValues,
  featuresFor,
  joinFeatures,
  type Observation,
  observe,
  optionsOf,
  type PlanModel,
  type PlanShape,
  pairsOf,
} from './plan-model.ts';
import {
  combineSums,
  predictRidge,
  type RidgeRegression,
  scaleOf,
  solveRidge,
  sumRows,
  toLinear,
} from './ridge-regression.ts';
import type { SparseVector } from './text-features.ts';

export interface FitContext {
  readonly cases: OutcomeTable;
  readonly hashed: readonly (SparseVector | null)[];
  readonly pool: readonly string[];
  readonly folds: number;
  /** Share of pairs of wrong answers that are taken to coincide, where answers are not known. */
  readonly wrongAnswersCoincide: number;
}

/** The input's features from a model that did not see the case, and that model. */
export interface CrossFitInput {
  readonly features: Float64Array;
  readonly model: InputModel;
}

const penalties = [0.001, 0.01, 0.1, 1];

/** Each case described by a model that was trained without its fold (stacking; Wolpert, Neural Networks 5, 1992). */
export const crossFitInputs = ({ cases, hashed, pool, folds }: FitContext): CrossFitInput[] => {
  const inputs: CrossFitInput[] = [];
  for (let fold = 0; fold < folds; fold += 1) {
    const outside = indicesOutside(cases.length, folds, fold);
    const model = fitInputModel(
      outside.flatMap((index) => cases[index] ?? []),
      outside.map((index) => hashed[index] ?? null),
      pool,
    );
    for (const index of indicesInside(cases.length, folds, fold)) {
      const each = cases[index];
      if (each) inputs[index] = { features: describeInput(model, each, hashed[index] ?? null), model };
    }
  }
  return inputs;
};

/** What would have been seen after asking the probes about this case. */
export const observationOf = (
  each: OutcomeCase,
  probes: readonly string[],
  wrongAnswersCoincide: number,
): Observation => ({
  outputTokens: probes.map((ref) => each.results[ref]?.outputTokens ?? null),
  agreements: pairsOf(probes).map(([first, second]) =>
    doAgree(each, probes[first] ?? '', probes[second] ?? '', wrongAnswersCoincide),
  ),
});

const targetsOf = ({ results }: OutcomeCase, shape: PlanShape): Float64Array =>
  Float64Array.from([
    ...optionsOf(shape).map((ref) => results[ref]?.score ?? 0),
    ...shape.escalations.map((ref) => results[ref]?.cost ?? 0),
  ]);

/** True when each probe is right more often among the cases where the probes agree than where they do not. */
const isAgreementTelling = ({ cases, wrongAnswersCoincide }: FitContext, { probes }: PlanShape): boolean =>
  pairsOf(probes).every(([first, second]) => {
    const refs = [probes[first] ?? '', probes[second] ?? ''] as const;
    const agreeing = cases.filter((each) => doAgree(each, ...refs, wrongAnswersCoincide));
    return refs.every((ref) => {
      const rightOf = (those: OutcomeTable) => those.reduce((sum, { results }) => sum + (results[ref]?.score ?? 0), 0);
      const right = rightOf(agreeing);
      const others = cases.length - agreeing.length;
      return right * others > (rightOf(cases) - right) * agreeing.length;
    });
  });

interface PlanRows {
  readonly features: readonly Float64Array[];
  readonly targets: readonly Float64Array[];
}

const planRows = (context: FitContext, inputs: readonly CrossFitInput[], shape: PlanShape): PlanRows => ({
  features: context.cases.map((each, index) => {
    const input = inputs[index];
    if (!input) return new Float64Array();
    const seen = observationOf(each, shape.probes, context.wrongAnswersCoincide);
    const known = featuresFor(input.model, shape, input.features);
    return joinFeatures(known, observe(input.model, shape, each.category, seen));
  }),
  targets: context.cases.map((each) => targetsOf(each, shape)),
});

const scoreErrors = (regression: RidgeRegression, rows: PlanRows, held: readonly number[], scores: number): number => {
  let sum = 0;
  for (const index of held) {
    const predictions = predictRidge(regression, rows.features[index] ?? new Float64Array());
    const target = rows.targets[index] ?? predictions;
    for (let at = 0; at < scores; at += 1) sum += ((predictions[at] ?? 0) - (target[at] ?? 0)) ** 2;
  }
  return sum;
};

/** A plan learned from all cases, and for each case what a plan learned without its fold predicts. */
export interface FittedPlan {
  readonly plan: PlanModel;
  readonly predictions: readonly Float64Array[];
  /** Per escalation, as in the plan. */
  readonly after?: readonly (FittedPlan | null)[];
}

const followAgreement = ({ cases, wrongAnswersCoincide }: FitContext, plan: PlanShape): FittedPlan => ({
  plan: { ...plan, regression: null },
  predictions: cases.map((each) => {
    const [doesAgree = false] = observationOf(each, plan.probes, wrongAnswersCoincide).agreements;
    return agreementValues(plan, doesAgree);
  }),
});

const fitStage = (context: FitContext, inputs: readonly CrossFitInput[], given: PlanShape): FittedPlan => {
  const { cases, folds } = context;
  if (optionsOf(given).length < 2) {
    return { plan: { ...given, regression: null }, predictions: cases.map(() => new Float64Array()) };
  }
  if (given.rule === 'agreement') return followAgreement(context, given);
  const usesAgreement = given.usesAgreement && isAgreementTelling(context, given);
  const shape = { ...given, usesAgreement };
  const rows = planRows(context, inputs, shape);
  const scale = scaleOf(rows);
  const held = Array.from({ length: folds }, (_, fold) => indicesInside(cases.length, folds, fold));
  const sums = held.map((indices) => sumRows(rows, scale, indices));
  const all = sums.reduce((left, right) => combineSums(left, right, 1));
  const without = sums.map((part) => combineSums(all, part, -1));
  // The penalty with the least squared error on folds that were not trained on.
  const scores = optionsOf(shape).length;
  const errors = penalties.map((penalty) =>
    without.reduce(
      (sum, part, fold) => sum + scoreErrors(solveRidge(scale, part, penalty), rows, held[fold] ?? [], scores),
      0,
    ),
  );
  const penalty = penalties[errors.indexOf(Math.min(...errors))] ?? 1;
  const predictions: Float64Array[] = [];
  without.forEach((part, fold) => {
    const regression = solveRidge(scale, part, penalty);
    for (const index of held[fold] ?? []) {
      predictions[index] = predictRidge(regression, rows.features[index] ?? new Float64Array());
    }
  });
  return { plan: { ...shape, regression: toLinear(solveRidge(scale, all, penalty)) }, predictions };
};

/** Null where two answers would be left to choose between: whether they agree does not say which one is right. */
const shapeAfter = ({ probes, escalations, ...shape }: PlanShape, asked: string): PlanShape | null => {
  const others = escalations.filter((ref) => ref !== asked);
  if (others.length === 0 && probes.length < 2) return null;
  return { ...shape, probes: [...probes, asked], escalations: others, usesAgreement: true, asksAgain: false };
};

export const fitPlan = (context: FitContext, inputs: readonly CrossFitInput[], shape: PlanShape): FittedPlan => {
  const first = fitStage(context, inputs, shape);
  if (!shape.asksAgain) return first;
  const after = shape.escalations.map((ref) => {
    const next = shapeAfter(shape, ref);
    return next && fitStage(context, inputs, next);
  });
  return { ...first, plan: { ...first.plan, after: after.map((each) => each?.plan ?? null) }, after };
};
