import type { Candidate, RoutingDecision } from '@switchyard/domain';
import { percent } from './percent.ts';

const dollars = (microUsd: number): string => `$${(microUsd / 1_000_000).toFixed(6)}`;

const sayBound = ({ successLowerBound, evidenceCount }: Candidate): string =>
  successLowerBound === null
    ? `not proven (${evidenceCount} graded)`
    : `at least ${percent(successLowerBound)} right (${evidenceCount} graded)`;

const sayOrder = (candidates: readonly Candidate[]): string =>
  candidates.length === 0 ? 'nobody' : candidates.map(({ ref }) => ref).join(', then ');

/** What one decision says of one candidate. */
interface Said {
  readonly candidate: Candidate;
  /** Why it was left out; null: it was eligible. */
  readonly reason: string | null;
  readonly explanation: string;
}

const saidBy = ({ candidates, excluded }: RoutingDecision): Map<string, Said> =>
  new Map(
    [...candidates.map((candidate) => ({ candidate, reason: null, explanation: '' })), ...excluded].map(
      (each): [string, Said] => [each.candidate.ref, each],
    ),
  );

const compareSaid = (ref: string, before: Said | undefined, after: Said | undefined): string[] => {
  if (!before || !after) return [`${ref}: ${before ? 'is no longer a candidate' : 'is a candidate only now'}.`];
  const differences: string[] = [];
  if (before.reason !== after.reason || before.explanation !== after.explanation) {
    const say = ({ reason, explanation }: Said) => (reason === null ? 'eligible' : `left out (${explanation})`);
    differences.push(`${ref}: was ${say(before)}, now ${say(after)}.`);
  }
  const [old, now] = [before.candidate, after.candidate];
  if (old.expectedCostMicroUsd !== now.expectedCostMicroUsd) {
    differences.push(
      `${ref}: expected cost was ${dollars(old.expectedCostMicroUsd)}, now ${dollars(now.expectedCostMicroUsd)}.`,
    );
  }
  if (old.successLowerBound !== now.successLowerBound || old.evidenceCount !== now.evidenceCount) {
    differences.push(`${ref}: was ${sayBound(old)}, now ${sayBound(now)}.`);
  }
  if (differences.length === 0 && canonical(old) !== canonical(now)) {
    const fields = [...new Set([...Object.keys(old), ...Object.keys(now)])] as (keyof Candidate)[];
    differences.push(`${ref}: ${fields.filter((field) => old[field] !== now[field]).join(', ')} is another now.`);
  }
  return differences;
};

/** By name, without what is undefined: two decisions that say the same are the same text. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([left], [right]) => (left < right ? -1 : 1)))
      : member,
  );

const comparePlans = (before: RoutingDecision, after: RoutingDecision): string[] => {
  if (canonical(before.plan ?? null) === canonical(after.plan ?? null)) return [];
  const say = ({ plan }: RoutingDecision) =>
    plan === undefined ? 'none' : `${plan.probes.join(' and ')} first (learned ${plan.routerVersion})`;
  const [old, now] = [say(before), say(after)];
  return [old === now ? `The learned plan’s numbers differ: ${old}.` : `The learned plan was ${old}, now ${now}.`];
};

/**
 * In what a decision differs from one that was recorded, in sentences; empty exactly when both say the same, to the last number
 * and word.
 */
export const compareDecisions = (recorded: RoutingDecision, again: RoutingDecision): string[] => {
  if (canonical(recorded) === canonical(again)) return [];
  const [before, after] = [saidBy(recorded), saidBy(again)];
  const [oldOrder, order] = [sayOrder(recorded.candidates), sayOrder(again.candidates)];
  const differences = [
    ...(oldOrder === order ? [] : [`Order: was ${oldOrder}; now ${order}.`]),
    ...comparePlans(recorded, again),
    ...[...new Set([...before.keys(), ...after.keys()])]
      .sort()
      .flatMap((ref) => compareSaid(ref, before.get(ref), after.get(ref))),
    ...(recorded.explanation === again.explanation
      ? []
      : [`The reason read “${recorded.explanation}”, now “${again.explanation}”.`]),
  ];
  return differences.length > 0 ? differences : ['Something of the record differs that has no words yet.'];
};
