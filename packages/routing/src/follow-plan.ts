import type { Candidate, CheckResult, DecidedPlan } from '@switchyard/domain';
import { pairsOf } from './learn/plan-model.ts';
import { doOutputsAgree } from './outputs-agree.ts';
import type { PerformedAttempt } from './perform-attempt.ts';
import { settlePlan } from './route-input.ts';

/** Makes attempt number `ordinal`; null when it was not admitted (no money for it). */
export type TryCandidate = (candidate: Candidate, ordinal: number) => Promise<PerformedAttempt | null>;

const isAccepted = (attempt: PerformedAttempt | null | undefined): attempt is PerformedAttempt =>
  attempt?.record.outcome === 'accepted';

const chooseAfter = (plan: DecidedPlan, probed: readonly (PerformedAttempt | null)[]): string | null => {
  const observation = {
    outputTokens: probed.map((attempt) => (isAccepted(attempt) ? attempt.record.tokens.output : null)),
    agreements: pairsOf(plan.probes).map(([first, second]) => {
      const one = probed[first];
      const other = probed[second];
      return isAccepted(one) && isAccepted(other) && doOutputsAgree(one.output, other.output);
    }),
  };
  const usable = new Set(plan.probes.filter((_, at) => isAccepted(probed[at])));
  const broken = new Set(plan.probes.filter((_, at) => !isAccepted(probed[at])));
  return settlePlan(plan, observation, (ref) => usable.has(ref) || !broken.has(ref));
};

/** An answer that passed its checks and was still not taken says so in the receipt as one more check. */
const passOver = (attempt: PerformedAttempt, chosen: string | null): PerformedAttempt => {
  const explanation =
    chosen === null
      ? 'By past outcomes this answer is not reliable enough, and nobody better could be asked.'
      : `By past outcomes ${chosen} is more likely to be right about this input.`;
  const check: CheckResult = { name: 'Learned plan', kind: 'plan', isPassed: false, explanation };
  const checks = [...attempt.record.checks, check];
  return {
    ...attempt,
    record: { ...attempt.record, outcome: 'check_failed', checks },
    finished: { ...attempt.finished, outcome: 'check_failed', checks },
  };
};

export interface FollowedPlan {
  /** Every attempt made, in order, as the receipt should have it. */
  readonly attempts: readonly PerformedAttempt[];
  /** The one whose answer counts; null when the plan came to nothing. */
  readonly accepted: PerformedAttempt | null;
}

/**
 * Follows a learned plan: asks every probe once, then takes one of their answers or asks one more, by what was learned. Only
 * members of the plan are asked, and they all stand on the floors. At most `attemptsMax` attempts.
 */
export const followPlan = async (
  plan: DecidedPlan,
  attemptsMax: number,
  tryCandidate: TryCandidate,
): Promise<FollowedPlan> => {
  const memberOf = (ref: string) => plan.members.find((member) => member.ref === ref);
  const probed: (PerformedAttempt | null)[] = [];
  for (const ref of plan.probes.slice(0, attemptsMax)) {
    const member = memberOf(ref);
    const ordinal = probed.filter((attempt) => attempt !== null).length + 1;
    probed.push(member ? await tryCandidate(member, ordinal) : null);
  }
  const made = probed.filter((attempt) => attempt !== null);
  const chosen = chooseAfter(plan, probed);
  const settle = (accepted: PerformedAttempt | null, last: readonly PerformedAttempt[]): FollowedPlan => ({
    attempts: [...made.map((each) => (each !== accepted && isAccepted(each) ? passOver(each, chosen) : each)), ...last],
    accepted,
  });
  const taken = probed.find((attempt) => isAccepted(attempt) && attempt.record.candidateRef === chosen) ?? null;
  if (taken) return settle(taken, []);
  const next = chosen === null ? undefined : memberOf(chosen);
  const last = next && made.length < attemptsMax ? await tryCandidate(next, made.length + 1) : null;
  return settle(isAccepted(last) ? last : null, last ? [last] : []);
};
