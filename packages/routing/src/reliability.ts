import type { DecideRequest } from './decide-request.ts';
import type { GradedOutcomes } from './evidence.ts';
import type { Exclusion } from './floors.ts';
import { pairedCasesToDecide, pairedLowerRatio, pairedScore, pairsIn } from './paired-bound.ts';
import { percent } from './percent.ts';
import { casesToDecide, normalQuantile, wilsonBounds } from './wilson-bound.ts';

/** `proven`: eligible. `unproven`: eligible behind checks, after every proven one. Else the reason to leave it out. */
export type Reliability =
  | {
      readonly standing: 'proven' | 'unproven';
      readonly lowerBound: number | null;
    }
  | {
      readonly standing: 'excluded';
      readonly lowerBound: number | null;
      readonly exclusion: Exclusion;
    };

/** What the evidence says about one target: shown, refuted, or open with how many more cases would decide. */
interface Finding {
  readonly verdict: 'shown' | 'refuted' | 'open';
  readonly lowerBound: number | null;
  readonly sentence: string;
}

const moreCases = (more: number | null): string =>
  more === null ? 'no number of further cases would decide' : `${more} more would decide`;

const judgeAbsolute = ({ task, policy }: DecideRequest, outcomes: GradedOutcomes | undefined): Finding => {
  const { graded = 0, succeeded = 0 } = outcomes ?? {};
  const target = task.qualityTarget;
  const { lower, upper } = wilsonBounds(succeeded, graded, policy.confidence);
  const lowerBound = graded === 0 ? null : lower;
  if (lower >= target) return { verdict: 'shown', lowerBound, sentence: '' };
  if (upper < target) {
    const sentence = `Right in at most ${percent(upper)} of cases (${graded} graded); the task needs ${percent(target)}.`;
    return { verdict: 'refuted', lowerBound, sentence };
  }
  const more = moreCases(casesToDecide(succeeded, graded, target, policy.confidence));
  return { verdict: 'open', lowerBound, sentence: `${graded} graded cases do not show ${percent(target)}; ${more}` };
};

interface RelativeTarget {
  readonly share: number;
  readonly reference: string;
}

/** Compared with the reference on the same cases, or else with the most the reference can be: then the bounds just add up. */
const judgeRelative = (
  { evidence, policy }: DecideRequest,
  ref: string,
  outcomes: GradedOutcomes | undefined,
  { share, reference }: RelativeTarget,
): Finding => {
  const { graded = 0, succeeded = 0, pairs } = outcomes ?? {};
  const { lower, upper } = wilsonBounds(succeeded, graded, policy.confidence);
  const lowerBound = graded === 0 ? null : lower;
  if (ref === reference) return { verdict: 'shown', lowerBound, sentence: '' };
  const goal = () => `${percent(share)} of what ${reference} achieves`;
  if (pairs !== undefined && pairsIn(pairs) > 0) {
    const quantile = normalQuantile(policy.confidence);
    const score = pairedScore(pairs, share);
    if (score >= quantile) return { verdict: 'shown', lowerBound, sentence: '' };
    const count = Math.round(pairsIn(pairs));
    const achieved = percent(pairedLowerRatio(pairs, policy.confidence));
    const sentence = `${count} cases both have answered show ${achieved}, not ${goal()}`;
    if (score <= -quantile) return { verdict: 'refuted', lowerBound, sentence: `${sentence}.` };
    const more = moreCases(pairedCasesToDecide(pairs, share, policy.confidence));
    return { verdict: 'open', lowerBound, sentence: `${sentence}; ${more}` };
  }
  const other = Object.hasOwn(evidence.outcomes, reference) ? evidence.outcomes[reference] : undefined;
  const bounds = wilsonBounds(other?.succeeded ?? 0, other?.graded ?? 0, policy.confidence);
  if (other !== undefined && lower >= share * bounds.upper) return { verdict: 'shown', lowerBound, sentence: '' };
  const sentence = `no case was answered by both, and ${graded} of its own do not show ${goal()}`;
  if (graded > 0 && upper < share * bounds.lower) return { verdict: 'refuted', lowerBound, sentence: `${sentence}.` };
  return { verdict: 'open', lowerBound, sentence };
};

const find = (request: DecideRequest, ref: string, outcomes: GradedOutcomes | undefined): Finding => {
  const { quality } = request.policy;
  return quality.kind === 'relative'
    ? judgeRelative(request, ref, outcomes, quality)
    : judgeAbsolute(request, outcomes);
};

/** Outcomes of the input's own segment, where any are graded. */
const segmentOutcomes = ({ evidence, facts }: DecideRequest, ref: string): GradedOutcomes | undefined => {
  const { segment } = facts;
  if (segment === undefined || segment === null || !evidence.segments) return undefined;
  const own = Object.hasOwn(evidence.segments, segment) ? evidence.segments[segment] : undefined;
  return own && Object.hasOwn(own, ref) ? own[ref] : undefined;
};

/**
 * Second stage: does the evidence support the target? The whole interval must clear it: lower bound ≥ target is proven, upper
 * bound < target is refuted, anything between is open. What the input's own segment shows goes before what the task shows.
 */
export const judgeReliability = (
  request: DecideRequest,
  ref: string,
  outcomes: GradedOutcomes | undefined,
): Reliability => {
  const { task, policy } = request;
  const segment = segmentOutcomes(request, ref);
  const own = segment === undefined ? null : find(request, ref, segment);
  const finding = own !== null && own.verdict !== 'open' ? own : find(request, ref, outcomes);
  const { verdict, lowerBound, sentence } = finding;
  if (verdict === 'shown') return { standing: 'proven', lowerBound };
  if (verdict === 'refuted') {
    return { standing: 'excluded', lowerBound, exclusion: { reason: 'below_quality_target', explanation: sentence } };
  }
  if (policy.allowsUnprovenBehindChecks && task.checks.length > 0) return { standing: 'unproven', lowerBound };
  const why =
    task.checks.length === 0
      ? 'the task has no checks that would catch a failure'
      : 'the policy allows only proven ones';
  const explanation = `${sentence}, and ${why}.`;
  return { standing: 'excluded', lowerBound, exclusion: { reason: 'insufficient_evidence', explanation } };
};
