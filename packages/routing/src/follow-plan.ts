import type { Candidate, CheckResult, DecidedPlan, PlanStage } from '@switchyard/domain';
import { pairsOf } from './learn/plan-model.ts';
import { countAttempts } from './next-attempt.ts';
import { doOutputsAgree } from './outputs-agree.ts';
import type { PerformedAttempt } from './perform-attempt.ts';
import { settlePlan, stageAfter } from './route-input.ts';

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

/** How each member ended that was asked; null where nothing was sent. */
type Asked = ReadonlyMap<string, PerformedAttempt | null>;

const chooseAfter = (stage: PlanStage, asked: Asked): string | null => {
  const answers = stage.probes.map((ref) => {
    const attempt = asked.get(ref);
    return isAccepted(attempt) ? attempt : null;
  });
  const observation = {
    outputTokens: answers.map((answer) => answer?.record.tokens.output ?? null),
    agreements: pairsOf(stage.probes).map(([first, second]) => {
      const one = answers[first];
      const other = answers[second];
      return isAccepted(one) && isAccepted(other) && doOutputsAgree(one.output, other.output);
    }),
  };
  const broken = (ref: string): boolean => {
    const isProbe = stage.probes.includes(ref);
    return (isProbe || asked.has(ref)) && !isAccepted(asked.get(ref));
  };
  return settlePlan(stage, observation, (ref) => !broken(ref));
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
 * learned; where the plan says so, all answers are then weighed again and another member may be asked. Only members of the plan are asked, and they all stand on the floors. At most `attemptsMax` attempts, of which each probe
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
  const asked = new Map<string, PerformedAttempt | null>();
  for (const [at, ref] of probes.entries()) asked.set(ref, await ask(ref, probes.length - at - 1));
  const chooseAndAsk = async (stage: PlanStage): Promise<string | null> => {
    const chosen = chooseAfter(stage, asked);
    if (chosen !== null && !asked.has(chosen)) asked.set(chosen, await ask(chosen, 0));
    return chosen;
  };
  const settle = (chosen: string | null): FollowedPlan => {
    const last = chosen === null ? null : asked.get(chosen);
    const accepted = isAccepted(last) ? last : null;
    return {
      attempts: made.map((each) => (each !== accepted && isAccepted(each) ? passOver(each, chosen) : each)),
      accepted,
    };
  };
  const first = await chooseAndAsk(plan);
  const next = first !== null && isAccepted(asked.get(first)) ? stageAfter(plan, first) : null;
  if (next === null) return settle(first);
  const second = await chooseAndAsk(next);
  // Who was to say more could not: it is one of the answers that are there.
  const isAnswered = second !== null && isAccepted(asked.get(second));
  return settle(isAnswered ? second : chooseAfter(next, asked));
};
