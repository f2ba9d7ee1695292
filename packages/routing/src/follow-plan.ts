import type { Candidate, CheckResult, DecidedPlan } from '@switchyard/domain';
import { pairsOf } from './learn/plan-model.ts';
import { countAttempts } from './next-attempt.ts';
import { doOutputsAgree } from './outputs-agree.ts';
import type { PerformedAttempt } from './perform-attempt.ts';
import { settlePlan } from './route-input.ts';

/**
 * Asks a member until it has answered or cannot: again, or at its next key or region, as `nextAttempt` says for any candidate, with at
 * most `attemptsMax` attempts, the first of which is number `ordinal`. Every attempt made; none when it was not admitted.
 */
export type AskMember = (
  member: Candidate,
  place: { readonly ordinal: number; readonly attemptsMax: number },
) => Promise<readonly PerformedAttempt[]>;

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
 * Follows a learned plan: asks every probe for one answer, then takes one of their answers or asks one more, by what was
 * learned. Only members of the plan are asked, and they all stand on the floors. At most `attemptsMax` attempts, of which each probe
 * that is still to be asked keeps one.
 */
export const followPlan = async (
  plan: DecidedPlan,
  attemptsMax: number,
  askMember: AskMember,
): Promise<FollowedPlan> => {
  const made: PerformedAttempt[] = [];
  /** How it ended for this member; null when it was not asked. */
  const ask = async (ref: string, keptForOthers: number): Promise<PerformedAttempt | null> => {
    const member = plan.members.find((each) => each.ref === ref);
    const left = attemptsMax - countAttempts(made.map(({ finished }) => finished)) - keptForOthers;
    if (!member || left < 1) return null;
    const own = await askMember(member, { ordinal: made.length + 1, attemptsMax: left });
    made.push(...own);
    return own.at(-1) ?? null;
  };
  const probes = plan.probes.slice(0, attemptsMax);
  const probed: (PerformedAttempt | null)[] = [];
  for (const [at, ref] of probes.entries()) probed.push(await ask(ref, probes.length - at - 1));
  const chosen = chooseAfter(plan, probed);
  const settle = (accepted: PerformedAttempt | null): FollowedPlan => ({
    attempts: made.map((each) => (each !== accepted && isAccepted(each) ? passOver(each, chosen) : each)),
    accepted,
  });
  const taken = probed.find((attempt) => isAccepted(attempt) && attempt.record.candidateRef === chosen) ?? null;
  if (taken) return settle(taken);
  const last = chosen === null ? null : await ask(chosen, 0);
  return settle(isAccepted(last) ? last : null);
};
