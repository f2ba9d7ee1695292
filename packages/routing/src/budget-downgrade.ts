import type { Candidate, ExclusionReason, RoutingDecision } from '@switchyard/domain';

/** Left out for what is known about their quality, and for nothing else: every floor lets them in. */
const qualityReasons: ReadonlySet<ExclusionReason> = new Set(['insufficient_evidence', 'below_quality_target']);

/**
 * The same decision for somebody who would rather have a cheaper answer than wait for money: the cheapest first, also those that
 * have not shown the quality the task asks for. Whom a floor excludes stays out, and checks are run as ever. People stay last.
 */
export const downgradeDecision = (decision: RoutingDecision): RoutingDecision => {
  const unproven = decision.excluded.filter(({ reason }) => qualityReasons.has(reason));
  const isPerson = ({ supplierKind }: Candidate) => supplierKind === 'human';
  const machines = [...decision.candidates, ...unproven.map(({ candidate }) => candidate)]
    .filter((candidate) => !isPerson(candidate))
    .sort((left, right) => left.expectedCostMicroUsd - right.expectedCostMicroUsd || (left.ref < right.ref ? -1 : 1));
  const first = machines[0];
  return {
    ...decision,
    candidates: [...machines, ...decision.candidates.filter(isPerson)],
    excluded: decision.excluded.filter(({ reason }) => !qualityReasons.has(reason)),
    explanation: first
      ? `${first.ref} is the cheapest that every floor lets in: a budget ran out, and somebody chose a cheaper answer.`
      : decision.explanation,
  };
};
