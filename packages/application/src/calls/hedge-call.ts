import { setTimeout as delay } from 'node:timers/promises';
import type { Candidate } from '@switchyard/domain';
import { type FinishedAttempt, hedgeCandidate, hedgeDelayMs, overtaken, raceHedged } from '@switchyard/routing';
import type { AttemptResult } from './attempt-call.ts';
import type { CallSession } from './call-session.ts';
import { firstAnswerP95Ms, noteFirstAnswer } from './first-answers.ts';

/** Asks one candidate, for one of the two sessions of a race or for the call's own. */
export type AttemptCall = (session: CallSession, candidate: Candidate) => Promise<AttemptResult>;

export interface HedgedResult {
  /** What the call goes on from. */
  readonly result: AttemptResult;
  /** The other attempt, where there was one. */
  readonly also: readonly FinishedAttempt[];
}

const besideOf = (
  session: CallSession,
  first: Candidate,
  finished: readonly FinishedAttempt[],
): { afterMs: number; candidate: Candidate } | null => {
  const { policy, decision, attempts, task, call } = session;
  const hasHedged = attempts.some(({ isHedge }) => isHedge);
  const isFresh = !finished.some(({ candidateRef }) => candidateRef === first.ref);
  if (!isFresh || hasHedged || attempts.length + 2 > task.maxAttempts || call.signal.aborted) return null;
  const afterMs = hedgeDelayMs(policy, firstAnswerP95Ms(session, first.ref));
  const candidate = hedgeCandidate(decision, first, new Set(finished.map(({ candidateRef }) => candidateRef)));
  return afterMs === null || candidate === null ? null : { afterMs, candidate };
};

/** Remembers how long a candidate takes to begin its answer. */
const timed = async (session: CallSession, candidate: Candidate, attempt: AttemptCall): Promise<AttemptResult> => {
  const startedAt = performance.now();
  const result = await attempt(session, candidate);
  // Broken off because another was quicker: it took at least so long. Left out, the percentile would sink with each hedge.
  const isKnown = result.kind === 'reply' || session.call.signal.reason === overtaken;
  if (isKnown) noteFirstAnswer(session, candidate.ref, performance.now() - startedAt);
  return result;
};

/**
 * Asks a candidate, and where the rules say so another one beside it once it is slow to begin. Whoever begins first, of a stream,
 * or answers first has the call; the other is broken off and accounted with what it used, or as unknown, before the receipt is
 * written. Both are held in their budgets; where there is no money for the second, there is none.
 */
export const attemptHedged = async (
  session: CallSession,
  first: Candidate,
  finished: readonly FinishedAttempt[],
  attempt: AttemptCall,
): Promise<HedgedResult> => {
  if (session.policy.hedge === null) return { result: await attempt(session, first), also: [] };
  const beside = besideOf(session, first, finished);
  if (!beside) return { result: await timed(session, first, attempt), also: [] };
  const results = await raceHedged<AttemptResult | null>({
    afterMs: beside.afterMs,
    signal: session.call.signal,
    pause: (ms, signal) => delay(ms, undefined, { signal }),
    run: async (place, signal, claim) => {
      let hasClaimed = false;
      const claimOnce = () => {
        hasClaimed = true;
        return claim();
      };
      const own = { ...session, call: { ...session.call, signal }, claim: claimOnce, isHedge: place === 1 };
      try {
        return await timed(own, place === 0 ? first : beside.candidate, attempt);
      } catch (thrown) {
        // No money or room for a second call: then there is none.
        if (place === 1 && !hasClaimed) return null;
        throw thrown;
      }
    },
  });
  const failed = results.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
  const made = results.flatMap((each) => (each.status === 'fulfilled' && each.value ? [each.value] : []));
  const result = made.find(({ kind }) => kind === 'reply') ?? made[0];
  if (!result) throw new Error('An attempt has a result.');
  const also = made.flatMap((each) => (each !== result && each.kind === 'failed' ? [each.finished] : []));
  return { result, also };
};
