import { type Candidate, noTokens, type ReceiptAttempt, type RoutingDecision } from '@switchyard/domain';
import type { ExecuteTaskOptions } from './execute-task-options.ts';
import { type HedgePlace, hedgeCandidate, hedgeDelayMs, raceHedged } from './hedge.ts';
import type { PerformedAttempt, PlannedAttempt } from './perform-attempt.ts';

/** Makes an attempt that has been admitted, and settles it. */
export type PerformPlanned = (options: ExecuteTaskOptions, plan: PlannedAttempt) => Promise<PerformedAttempt>;

export interface HedgedAttempt {
  readonly decision: RoutingDecision;
  readonly plan: PlannedAttempt;
  readonly performed: readonly PerformedAttempt[];
  /** The attempt as it was planned and admitted. */
  readonly perform: PerformPlanned;
  /** Admits and makes an attempt beside it; null when there is no money or room for it. */
  readonly performBeside: (options: ExecuteTaskOptions, plan: PlannedAttempt) => Promise<PerformedAttempt | null>;
}

const quicker = 'Another answer was quicker';

/** A good answer that came second: paid for and not used. */
const passOver = (attempt: PerformedAttempt): PerformedAttempt => ({
  ...attempt,
  record: { ...attempt.record, outcome: 'declined', error: `${quicker}.`, isOvertaken: true },
  finished: { ...attempt.finished, outcome: 'declined' },
});

/** An attempt that was broken off. What it cost nobody can say; its budgets keep what was held for it, as unknown. */
const brokenOff = (
  { candidate, ordinal, endpoint }: PlannedAttempt,
  durationMs: number,
  thrown: unknown,
): PerformedAttempt => {
  const record: ReceiptAttempt = {
    ordinal,
    candidateRef: candidate.ref,
    supplierKind: candidate.supplierKind,
    ...(endpoint === undefined ? {} : { endpoint }),
    answeredByModel: null,
    outcome: 'declined',
    tokens: noTokens,
    costMicroUsd: 0,
    priceVersion: null,
    durationMs: Math.max(0, Math.round(durationMs)),
    checks: [],
    error: `${quicker}; this call was broken off.`,
    isSimulated: candidate.isSimulated,
    isOvertaken: true,
  };
  const { ref: candidateRef } = candidate;
  const finished = { candidateRef, outcome: 'declined', checks: [], isTransient: false, retryAfterMs: null } as const;
  return { record, finished, output: null, calls: null, thrown };
};

const markBeside = (attempt: PerformedAttempt): PerformedAttempt => ({
  ...attempt,
  record: { ...attempt.record, isHedge: true },
});

const besideOf = (
  { policy, task, hedging }: ExecuteTaskOptions,
  { decision, plan, performed }: HedgedAttempt,
): { afterMs: number; candidate: Candidate } | null => {
  const hasHedged = performed.some(({ record }) => record.isHedge);
  const isFresh =
    plan.feedback.length === 0 && !performed.some(({ record }) => record.candidateRef === plan.candidate.ref);
  if (!hedging || hasHedged || !isFresh || performed.length + 2 > task.maxAttempts) return null;
  const afterMs = hedgeDelayMs(policy, hedging.p95MsOf(plan.candidate.ref));
  const asked = new Set(performed.map(({ record }) => record.candidateRef));
  const candidate = hedgeCandidate(decision, plan.candidate, asked);
  return afterMs === null || candidate === null ? null : { afterMs, candidate };
};

/**
 * Makes an attempt, and where the rules say so one beside it when it is slow. The first good answer wins, the other call is
 * broken off. Gives every attempt made; the last is the one to go on from. Throws the signal's reason when cancelled.
 */
export const performHedged = async (
  options: ExecuteTaskOptions,
  hedged: HedgedAttempt,
): Promise<PerformedAttempt[]> => {
  const { plan, perform, performBeside } = hedged;
  const beside = besideOf(options, hedged);
  if (!beside) return [await perform(options, plan)];
  const { candidate, afterMs } = beside;
  const endpoint = candidate.ref === plan.candidate.ref ? plan.endpoint : candidate.endpoints?.[0]?.label;
  const at = endpoint === undefined ? {} : { endpoint };
  const besidePlan: PlannedAttempt = {
    ordinal: plan.ordinal + 1,
    candidate,
    ...at,
    feedback: [],
    previousOutput: null,
  };
  const run = async (
    place: HedgePlace,
    signal: AbortSignal,
    claim: () => Promise<boolean>,
  ): Promise<PerformedAttempt | null> => {
    const startedAt = options.clock();
    const own = place === 0 ? plan : besidePlan;
    const mark = place === 0 ? (attempt: PerformedAttempt) => attempt : markBeside;
    try {
      const attempt = await (place === 0 ? perform : performBeside)({ ...options, signal }, own);
      if (attempt?.record.outcome !== 'accepted') return attempt && mark(attempt);
      return mark((await claim()) ? attempt : passOver(attempt));
    } catch (thrown) {
      // What holds money or room cannot be reached: then there is no second call.
      if (place === 1 && !signal.aborted) return null;
      // Whoever asked has gone, or something of ours failed: neither is the other call's doing.
      if (options.signal.aborted || !signal.aborted) throw thrown;
      return mark(brokenOff(own, options.clock() - startedAt, thrown));
    }
  };
  const results = await raceHedged({ afterMs, signal: options.signal, pause: options.pause, run });
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  const made = results.flatMap((result) => (result.status === 'fulfilled' && result.value ? [result.value] : []));
  const isWon = ({ record }: PerformedAttempt) => record.outcome === 'accepted';
  return [...made.filter((attempt) => !isWon(attempt)).reverse(), ...made.filter(isWon)];
};
