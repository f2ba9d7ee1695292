import type { LearnedRouter } from './learn/learn-router.ts';
import type { OperatingPoint } from './learn/operating-points.ts';
import { optionsOf, type PlanModel } from './learn/plan-model.ts';
import { pairedScore, pairsIn } from './paired-bound.ts';
import { normalQuantile, wilsonBounds } from './wilson-bound.ts';

/** What must be shown: a share of the reference's successes, or a share of all inputs. */
export type QualityTarget =
  | { readonly kind: 'relative'; readonly share: number }
  | { readonly kind: 'absolute'; readonly share: number };

/** Does what a point achieved on unseen cases support the target at the one-sided `confidence`? */
const isSupported = ({ pairs }: OperatingPoint, target: QualityTarget, confidence: number): boolean => {
  if (target.kind === 'relative') return pairedScore(pairs, target.share) >= normalQuantile(confidence);
  const right = pairs.both + pairs.onlyCandidate;
  return wilsonBounds(right, pairsIn(pairs), confidence).lower >= target.share;
};

/** The most attempts that following a plan may take. */
const attemptsOf = ({ probes, escalations, after = [] }: PlanModel): number => {
  const asksAgain = after.some((each) => each !== null && each.escalations.length > 0);
  return probes.length + Math.min(escalations.length, asksAgain ? 2 : 1);
};

export interface PointRequest {
  readonly target: QualityTarget;
  /** One-sided. */
  readonly confidence: number;
  /** A plan that may take more attempts is not followed. */
  readonly attemptsMax: number;
  readonly mayUse: (ref: string) => boolean;
}

/**
 * The cheapest operating point that the target holds for, and all of whose members may be used. Its estimate says nothing
 * about other sets of members, so a point with one that is not allowed is passed over rather than bent. Null: none.
 */
export const choosePoint = (router: LearnedRouter, request: PointRequest): OperatingPoint | null => {
  const { target, confidence, attemptsMax, mayUse } = request;
  const known: (boolean | undefined)[] = [];
  // Points share plans: each plan is looked at once.
  const isUsable = (index: number): boolean => {
    const plan = router.plans[index];
    known[index] ??= !plan || (attemptsOf(plan) <= attemptsMax && optionsOf(plan).every(mayUse));
    return known[index];
  };
  let best: OperatingPoint | null = null;
  for (const point of router.points) {
    if (best !== null && point.meanCost >= best.meanCost) continue;
    if (!isSupported(point, target, confidence)) continue;
    if (isUsable(point.plan) && Object.values(point.planOf).every(isUsable)) best = point;
  }
  return best;
};
