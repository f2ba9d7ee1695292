import type { PlanStage } from '@switchyard/domain';
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
  stageAfter,
} from '@switchyard/routing';

/** What was achieved, and what always asking the reference gives and costs on the same cases. */
export interface Achieved {
  readonly score: number;
  readonly cost: number;
  readonly referenceScore: number;
  readonly referenceCost: number;
}

export const nothingAchieved: Achieved = { score: 0, cost: 0, referenceScore: 0, referenceCost: 0 };

export const addAchieved = (left: Achieved, right: Achieved): Achieved => ({
  score: left.score + right.score,
  cost: left.cost + right.cost,
  referenceScore: left.referenceScore + right.referenceScore,
  referenceCost: left.referenceCost + right.referenceCost,
});

/** Who answers this case in the end, and who is asked on the way. */
const followDecision = (
  request: DecideRequest,
  each: OutcomeCase,
  wrongAnswersCoincide: number,
): { readonly answer: string; readonly asked: readonly string[] } => {
  const { plan, candidates } = decide(request);
  const first = candidates[0]?.ref ?? '';
  if (!plan) return { answer: first, asked: [first] };
  const settle = (stage: PlanStage): string =>
    settlePlan(stage, observationOf(each, stage.probes, wrongAnswersCoincide)) ?? first;
  const chosen = settle(plan);
  const next = stageAfter(plan, chosen);
  const answer = next ? settle(next) : chosen;
  return { answer, asked: [...new Set([...plan.probes, chosen, answer])] };
};

/** Inputs read once; deciding at other targets reads the same. */
export const forecastAll = (router: LearnedRouter, cases: OutcomeTable): InputForecast[] =>
  cases.map((each) => forecastInput(router, each));

/** Decides every held-out case with the product's own decide; what its outcomes say, case by case. */
export const replayDecisions = (
  request: DecideRequest,
  cases: OutcomeTable,
  forecasts: readonly (InputForecast | undefined)[],
  reference: string,
  wrongAnswersCoincide: number,
): Achieved[] =>
  cases.map((each, index) => {
    const forecast = forecasts[index];
    const facts = { ...request.facts, ...(forecast ? { forecast } : {}) };
    const { answer, asked } = followDecision({ ...request, facts }, each, wrongAnswersCoincide);
    return {
      score: each.results[answer]?.score ?? 0,
      cost: asked.reduce((sum, ref) => sum + (each.results[ref]?.cost ?? 0), 0),
      referenceScore: each.results[reference]?.score ?? 0,
      referenceCost: each.results[reference]?.cost ?? 0,
    };
  });
