import {
  type DecideRequest,
  decide,
  forecastInput,
  type InputForecast,
  type LearnedRouter,
  type OutcomeCase,
  type OutcomeTable,
  observationOf,
  settlePlan,
} from '@switchyard/routing';

export interface Achieved {
  /** As multiples of what always asking the reference gives and costs. */
  readonly quality: number;
  readonly cost: number;
}

/** Who answers this case in the end, and who is asked on the way. */
const followDecision = (
  request: DecideRequest,
  each: OutcomeCase,
  wrongAnswersCoincide: number,
): { readonly answer: string; readonly asked: readonly string[] } => {
  const { plan, candidates } = decide(request);
  const first = candidates[0]?.ref ?? '';
  if (!plan) return { answer: first, asked: [first] };
  const answer = settlePlan(plan, observationOf(each, plan.probes, wrongAnswersCoincide)) ?? first;
  return { answer, asked: [...new Set([...plan.probes, answer])] };
};

/** Inputs read once; deciding at other targets reads the same. */
export const forecastAll = (router: LearnedRouter, cases: OutcomeTable): InputForecast[] =>
  cases.map((each) => forecastInput(router, each));

/** Decides every held-out case with the product's own decide and adds up what its outcomes say. */
export const replayDecisions = (
  request: DecideRequest,
  cases: OutcomeTable,
  forecasts: readonly (InputForecast | undefined)[],
  reference: string,
  wrongAnswersCoincide: number,
): Achieved => {
  let score = 0;
  let cost = 0;
  let referenceScore = 0;
  let referenceCost = 0;
  cases.forEach((each, index) => {
    const forecast = forecasts[index];
    const facts = { ...request.facts, ...(forecast ? { forecast } : {}) };
    const { answer, asked } = followDecision({ ...request, facts }, each, wrongAnswersCoincide);
    score += each.results[answer]?.score ?? 0;
    for (const ref of asked) cost += each.results[ref]?.cost ?? 0;
    referenceScore += each.results[reference]?.score ?? 0;
    referenceCost += each.results[reference]?.cost ?? 0;
  });
  return { quality: score / referenceScore, cost: cost / referenceCost };
};
