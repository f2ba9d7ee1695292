import type { DecideRequest } from './decide-request.ts';
import type { GradedOutcomes } from './evidence.ts';
import type { Exclusion } from './floors.ts';
import { casesToDecide, wilsonBounds } from './wilson-bound.ts';

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

export const percent = (share: number): string => `${Math.floor(share * 1000 + 1e-9) / 10} %`;

const insufficient = (request: DecideRequest, outcomes: GradedOutcomes | undefined): Exclusion => {
  const { task, policy } = request;
  const graded = outcomes?.graded ?? 0;
  const more = casesToDecide(outcomes?.succeeded ?? 0, graded, task.qualityTarget, policy.confidence);
  const cases = more === null ? 'no number of further cases would decide' : `${more} more would decide`;
  const why =
    task.checks.length === 0
      ? 'the task has no checks that would catch a failure'
      : 'the policy allows only proven ones';
  return {
    reason: 'insufficient_evidence',
    explanation: `${graded} graded cases do not show ${percent(task.qualityTarget)}; ${cases}, and ${why}.`,
  };
};

/**
 * Second stage: does the evidence of this task support the quality target? The whole interval must clear it:
 * lower bound ≥ target is proven, upper bound < target is refuted, anything between is open.
 */
export const judgeReliability = (request: DecideRequest, outcomes: GradedOutcomes | undefined): Reliability => {
  const { task, policy } = request;
  const graded = outcomes?.graded ?? 0;
  const { lower, upper } = wilsonBounds(outcomes?.succeeded ?? 0, graded, policy.confidence);
  const lowerBound = graded === 0 ? null : lower;
  if (lower >= task.qualityTarget) return { standing: 'proven', lowerBound };
  if (upper < task.qualityTarget) {
    const sentence = `Right in at most ${percent(upper)} of cases (${graded} graded); the task needs ${percent(task.qualityTarget)}.`;
    return {
      standing: 'excluded',
      lowerBound,
      exclusion: { reason: 'below_quality_target', explanation: sentence },
    };
  }
  if (policy.allowsUnprovenBehindChecks && task.checks.length > 0) return { standing: 'unproven', lowerBound };
  return {
    standing: 'excluded',
    lowerBound,
    exclusion: insufficient(request, outcomes),
  };
};
