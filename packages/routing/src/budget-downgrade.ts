import type { Candidate, ExclusionReason, RoutingDecision } from '@switchyard/domain';

/** Left out for what is known about their quality, and for nothing else: every floor lets them in. */
const qualityReasons: ReadonlySet<ExclusionReason> = new Set(['insufficient_evidence', 'below_quality_target']);

/**
 * The same decision for somebody who would rather have a cheaper answer than wait for money: candidates that cost less than the
 * one there is no money for, also those that have not shown the quality the task asks for. Whom a floor excludes stays out, and
 * checks are run as ever. People stay where they were: last.
 */
export const downgradeDecision = (decision: RoutingDecision, belowMicroUsd: number): RoutingDecision => {
  const unproven = decision.excluded.filter(({ reason }) => qualityReasons.has(reason));
  const isCheaper = ({ supplierKind, expectedCostMicroUsd }: Candidate) =>
    supplierKind !== 'human' && expectedCostMicroUsd < belowMicroUsd;
  const cheaper = [...decision.candidates, ...unproven.map(({ candidate }) => candidate)]
    .filter(isCheaper)
    .sort((left, right) => left.expectedCostMicroUsd - right.expectedCostMicroUsd || (left.ref < right.ref ? -1 : 1));
  const people = decision.candidates.filter(({ supplierKind }) => supplierKind === 'human');
  const first = cheaper[0];
  return {
    ...decision,
    candidates: [...cheaper, ...people],
    excluded: decision.excluded.filter(({ candidate }) => !cheaper.includes(candidate)),
    explanation: first
      ? `${first.ref} is the cheapest that every floor lets in: the budget ran out and a cheaper answer was chosen.`
      : 'The budget ran out, and nobody who is cheaper meets the floors.',
  };
};
