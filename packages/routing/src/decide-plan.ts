import type { Candidate, DecidedPlan } from '@switchyard/domain';
import { choosePoint, type QualityTarget } from './choose-point.ts';
import type { DecideRequest } from './decide-request.ts';
import { pairsIn } from './paired-bound.ts';
import { planInput } from './route-input.ts';
import { wilsonBounds } from './wilson-bound.ts';

/** A relative target counts only against the reference the router was trained with. */
const targetOf = ({ policy, task }: DecideRequest, reference: string): QualityTarget | null => {
  if (policy.quality.kind === 'task') return { kind: 'absolute', share: task.qualityTarget };
  return policy.quality.reference === reference ? { kind: 'relative', share: policy.quality.share } : null;
};

/**
 * The plan that was learned for inputs like this one, at the cheapest operating point that shows the target. `allowed` holds
 * every candidate that stands on all floors and limits: what a plan shows, it shows as a whole, so its members need no proof of
 * their own, but nothing that is left out elsewhere is let in here.
 */
export const decidePlan = (request: DecideRequest, allowed: ReadonlyMap<string, Candidate>): DecidedPlan | null => {
  const { evidence, facts, policy, task } = request;
  const { router } = evidence;
  if (!router || !facts.forecast || !policy.allowsLearnedPlans) return null;
  const { learned, version } = router;
  const target = targetOf(request, learned.reference);
  if (target === null) return null;
  const mayUse = (ref: string): boolean => allowed.has(ref);
  const point = choosePoint(learned, { target, confidence: policy.confidence, attemptsMax: task.maxAttempts, mayUse });
  const plan = point && planInput(learned, point, facts.forecast);
  if (!plan) return null;
  const refs = [...new Set(plan.options.map(({ ref }) => ref))];
  const evidenceCount = Math.round(pairsIn(point.pairs));
  const right = point.pairs.both + point.pairs.onlyCandidate;
  return {
    ...plan,
    routerVersion: version,
    members: refs.flatMap((ref) => allowed.get(ref) ?? []),
    expectedCostMicroUsd: Math.round(point.meanCost),
    successLowerBound: wilsonBounds(right, evidenceCount, policy.confidence).lower,
    evidenceCount,
  };
};
