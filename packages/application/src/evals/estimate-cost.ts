import { DomainError, type Grader, type JsonObject, type JsonValue, type TaskSpec } from '@switchyard/domain';
import { judgeInput } from '@switchyard/evals';
import { estimateCost, worstCaseOf } from '@switchyard/routing';
import { countInputTokens, countTokens } from '@switchyard/suppliers';
import { findAdmissible } from '../routing/candidate-pin.ts';
import { type CandidateFacts, decideFor } from './candidates-of.ts';
import type { Arm, Estimate } from './eval-record.ts';
import { judgeTaskOf } from './judge-task.ts';

export interface EstimateRequest {
  readonly facts: CandidateFacts;
  readonly arms: readonly Arm[];
  readonly graders: readonly Grader[];
  readonly cases: readonly { readonly input: JsonObject; readonly expected: JsonValue }[];
  readonly caseCount: number;
}

interface Amount {
  readonly expectedMicroUsd: number;
  readonly atMostMicroUsd: number;
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Who would answer, from whom the price is taken. Throws `not_permitted_now` with the floor that stands in the way. */
const requireCandidate = (facts: CandidateFacts, spec: TaskSpec, ref: string | null, inputTokens: number) => {
  const decision = decideFor(facts, spec, spec.dataClass, inputTokens);
  const found = ref === null ? decision.candidates[0] : findAdmissible(decision, ref);
  if (!found) throw new DomainError('not_permitted_now', `Nobody may do this task: ${decision.explanation}`);
  if ('refusal' in found) throw new DomainError('not_permitted_now', `${ref} may not be asked. ${found.refusal}`);
  if (found.supplierKind === 'human') {
    throw new DomainError('not_permitted_now', 'A person is not evaluated by a machine. Choose another candidate.');
  }
  return found;
};

const priceOf = ({ suppliers }: CandidateFacts, supplierId: string | null, modelId: string | null) =>
  suppliers.find(({ id }) => id === supplierId)?.models.find(({ id }) => id === modelId)?.price ?? null;

interface Call {
  readonly spec: TaskSpec;
  readonly ref: string | null;
  /** Of each counted case. */
  readonly inputTokens: readonly number[];
  /** What an answer has; null: not known. */
  readonly outputTokens: number | null;
}

const estimateCall = (facts: CandidateFacts, { spec, ref, inputTokens, outputTokens }: Call): Amount => {
  const found = requireCandidate(facts, spec, ref, Math.max(1, ...inputTokens));
  const price = priceOf(facts, found.supplierId, found.modelId);
  if (price === null) return { expectedMicroUsd: 0, atMostMicroUsd: 0 };
  const seen = facts.evidence.outcomes[found.ref]?.meanOutputTokens ?? outputTokens ?? spec.maxOutputTokens;
  const answer = Math.min(spec.maxOutputTokens, seen);
  const { feedbackRetries, transientRetries } = facts.policy;
  const tries = Math.min(spec.maxAttempts, 1 + feedbackRetries + transientRetries);
  const { maxOutputTokens } = spec;
  const worst = inputTokens.map((tokens) =>
    worstCaseOf({ inputTokens: tokens + maxOutputTokens * (tries - 1), maxOutputTokens, price }),
  );
  return {
    expectedMicroUsd: mean(inputTokens.map((tokens) => estimateCost(tokens, answer, price))),
    atMostMicroUsd: tries * mean(worst),
  };
};

const scale = (amount: Amount, count: number) => ({
  expectedMicroUsd: Math.ceil(amount.expectedMicroUsd * count),
  atMostMicroUsd: Math.ceil(amount.atMostMicroUsd * count),
});

const countAnswers = async (cases: EstimateRequest['cases']): Promise<number | null> => {
  const answers = cases.flatMap(({ expected }) => (expected === null ? [] : [JSON.stringify(expected)]));
  const counts = await Promise.all(answers.map(countTokens));
  return counts.length === 0 ? null : Math.ceil(mean(counts));
};

const estimateJudges = async ({ facts, arms, graders, cases }: EstimateRequest): Promise<Amount> => {
  const judges = graders.filter((grader) => grader.kind === 'judge');
  let total: Amount = { expectedMicroUsd: 0, atMostMicroUsd: 0 };
  for (const judge of judges) {
    for (const { spec } of arms) {
      const task = judgeTaskOf(spec, judge);
      const { instructions } = spec;
      const counted = cases.map(({ input, expected }) => {
        const shown = judgeInput({ instructions, criteria: judge.criteria, input, output: expected, expected });
        return countInputTokens({ task, input: shown, sources: [] });
      });
      const inputTokens = await Promise.all(counted);
      const amount = estimateCall(facts, { spec: task, ref: judge.candidateRef, inputTokens, outputTokens: 120 });
      total = {
        expectedMicroUsd: total.expectedMicroUsd + amount.expectedMicroUsd,
        atMostMicroUsd: total.atMostMicroUsd + amount.atMostMicroUsd,
      };
    }
  }
  return total;
};

/**
 * What an evaluation will cost: counted tokens of a sample of its cases at each candidate's price, with the length of answers as
 * seen, or as expected, or the longest there may be. Throws `not_permitted_now` when a floor keeps a candidate or a judge
 * from the cases.
 */
export const estimateEval = async (request: EstimateRequest): Promise<Estimate> => {
  const { facts, arms, cases, caseCount } = request;
  const outputTokens = await countAnswers(cases);
  const amounts: Estimate['arms'] = [];
  for (const { label, spec, candidateRef } of arms) {
    const counted = cases.map(({ input }) => countInputTokens({ task: spec, input, sources: [] }));
    const inputTokens = await Promise.all(counted);
    const amount = estimateCall(facts, { spec, ref: candidateRef, inputTokens, outputTokens });
    amounts.push({ label, ...scale(amount, caseCount) });
  }
  const grading = scale(await estimateJudges(request), caseCount);
  return {
    expectedMicroUsd: amounts.reduce((sum, { expectedMicroUsd }) => sum + expectedMicroUsd, grading.expectedMicroUsd),
    atMostMicroUsd: amounts.reduce((sum, { atMostMicroUsd }) => sum + atMostMicroUsd, grading.atMostMicroUsd),
    arms: amounts,
    gradingMicroUsd: grading.expectedMicroUsd,
    countedCases: cases.length,
  };
};
