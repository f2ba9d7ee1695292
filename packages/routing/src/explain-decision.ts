import type { DecidedPlan, RoutingDecision } from '@switchyard/domain';
import { cascadeCost } from './cascade-cost.ts';
import { percent } from './percent.ts';
import type { RankedCandidate } from './ranked-candidate.ts';

const dollars = (microUsd: number): string => {
  const digits = microUsd > 0 && microUsd < 10_000 ? 6 : 4;
  return `$${(microUsd / 1_000_000).toFixed(digits)}`;
};

/** One sentence: why the first is first, or why there is none. */
export const explainDecision = (ranked: readonly RankedCandidate[], excluded: RoutingDecision['excluded']): string => {
  const first = ranked[0];
  if (!first) {
    const [only] = excluded;
    if (!only) return 'No supplier is registered.';
    return `None of ${excluded.length} candidates may do this; for example ${only.candidate.ref}: ${only.explanation}`;
  }
  const { ref, successLowerBound, evidenceCount, expectedCostMicroUsd } = first.candidate;
  if (first.tier === 2) return `A person does this: no other candidate is eligible.`;
  const standing =
    first.tier === 0 && successLowerBound !== null
      ? `is right in at least ${percent(successLowerBound)} of cases (${evidenceCount} graded)`
      : 'is not proven on this task yet and works behind its checks';
  const escalated =
    ranked.length > 1
      ? `, ${dollars(cascadeCost(ranked.map(({ candidate, acceptance }) => [candidate, acceptance])))} with escalation`
      : '';
  return `${ref} is the cheapest eligible: ${dollars(expectedCostMicroUsd)} an attempt${escalated}; it ${standing}.`;
};

/** One sentence: what the plan does, what it costs and what it showed. */
export const explainPlan = ({ probes, options, usesAgreement, ...plan }: DecidedPlan): string => {
  const later = options.slice(probes.length).map(({ ref }) => ref);
  const seen = usesAgreement ? 'whether they agree and how long the answers are' : 'how long the answer is';
  const then = later.length === 0 ? '' : ` Then, by ${seen}: its answer, or ${later.join(' or ')}.`;
  const asksAgain = options.some(({ followUp }) => followUp !== undefined);
  const again = asksAgain ? ' All answers are then weighed again, and another of these may be asked.' : '';
  const shown = `at least ${percent(plan.successLowerBound)} right on ${plan.evidenceCount} cases it was not learned from`;
  return `${probes.join(' and ')} first.${then}${again} Learned from past outcomes: ${dollars(plan.expectedCostMicroUsd)} on average, ${shown}.`;
};
