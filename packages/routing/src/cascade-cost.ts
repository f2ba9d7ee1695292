import type { Candidate, RoutingDecision } from '@switchyard/domain';
import type { Evidence, GradedOutcomes } from './evidence.ts';

/** Laplace's rule of succession: without any evidence ½, and never 0 or 1. */
export const acceptanceOf = (outcomes: GradedOutcomes | undefined): number => {
  if (outcomes?.attempted) return ((outcomes.accepted ?? 0) + 1) / (outcomes.attempted + 2);
  return ((outcomes?.succeeded ?? 0) + 1) / ((outcomes?.graded ?? 0) + 2);
};

/** Expected cost of a whole cascade in micro-dollars: each candidate is reached when all before it failed. */
export const cascadeCost = (ranked: readonly (readonly [Candidate, acceptance: number])[]): number => {
  let reached = 1;
  let total = 0;
  for (const [candidate, acceptance] of ranked) {
    total += reached * candidate.expectedCostMicroUsd;
    reached *= 1 - acceptance;
  }
  return Math.round(total);
};

/**
 * What a decision is expected to cost in micro-dollars, escalation included: of a learned plan what it cost on cases it was not
 * learned from, else of its candidates one after another until one is accepted.
 */
export const expectedCostOf = ({ plan, candidates }: RoutingDecision, { outcomes }: Evidence): number => {
  if (plan) return plan.expectedCostMicroUsd;
  return cascadeCost(
    candidates.map((candidate) => {
      const known = Object.hasOwn(outcomes, candidate.ref) ? outcomes[candidate.ref] : undefined;
      return [candidate, candidate.supplierKind === 'human' ? 1 : acceptanceOf(known)];
    }),
  );
};
