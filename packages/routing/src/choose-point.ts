import type { LearnedRouter } from './learn/learn-router.ts';
import type { OperatingPoint } from './learn/operating-points.ts';
import { optionsOf } from './learn/plan-model.ts';
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

const membersOf = (router: LearnedRouter, point: OperatingPoint): readonly string[] =>
  [point.plan, ...Object.values(point.planOf)].flatMap((index) => {
    const plan = router.plans[index];
    return plan ? optionsOf(plan) : [];
  });

/**
 * The cheapest operating point that the target holds for, and all of whose members may be used. Its estimate says nothing
 * about other sets of members, so a point with one that is not allowed is passed over rather than bent. Null: none.
 */
export const choosePoint = (
  router: LearnedRouter,
  target: QualityTarget,
  confidence: number,
  isAllowed: (ref: string) => boolean,
): OperatingPoint | null => {
  const known = new Map<string, boolean>();
  const mayUse = (ref: string): boolean => {
    const answer = known.get(ref) ?? isAllowed(ref);
    known.set(ref, answer);
    return answer;
  };
  let best: OperatingPoint | null = null;
  for (const point of router.points) {
    if (best !== null && point.meanCost >= best.meanCost) continue;
    if (!isSupported(point, target, confidence)) continue;
    if (membersOf(router, point).every(mayUse)) best = point;
  }
  return best;
};
