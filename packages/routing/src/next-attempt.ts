import type { Candidate, CheckResult, ReceiptAttempt, RoutingDecision, TaskSpec } from '@switchyard/domain';
import type { RoutingPolicy } from './routing-policy.ts';

/** One finished attempt, as far as it decides what comes next. */
export interface FinishedAttempt {
  readonly candidateRef: string;
  /** Which key or region was asked; absent where its supplier has just one. */
  readonly endpoint?: string | undefined;
  readonly outcome: ReceiptAttempt['outcome'];
  readonly checks: readonly CheckResult[];
  /** The failure may pass: the same call could succeed later. */
  readonly isTransient: boolean;
  readonly retryAfterMs: number | null;
  /** This key or region would not answer (429, 401, 403, quota): another one of the same supplier may at once. */
  readonly isRefusal?: boolean | undefined;
  /** A limit of ours held it back: nothing was sent. Not asked there again, and no attempt that counts. */
  readonly isUnsent?: boolean | undefined;
}

export type NextAttempt =
  | {
      readonly kind: 'try';
      readonly candidate: Candidate;
      /** Which key or region is asked; absent where its supplier has just one. */
      readonly endpoint?: string | undefined;
      /** It has another key or region that has not been asked: nothing is to be waited for here. */
      readonly hasOtherEndpoint: boolean;
      /** Checks that failed, when the same candidate corrects its answer; empty for a fresh start. */
      readonly feedback: readonly CheckResult[];
      /** 0 for the first try of this candidate after a passing failure; sets the pause. */
      readonly transientRetry: number;
      readonly retryAfterMs: number | null;
    }
  | { readonly kind: 'hand_to_person'; readonly candidate: Candidate }
  /** `isTransient`: every way failed, but some failure may pass; the step may be tried again later. */
  | {
      readonly kind: 'give_up';
      readonly isTransient: boolean;
      readonly retryAfterMs: number | null;
    };

export interface NextAttemptRequest {
  readonly decision: RoutingDecision;
  readonly attempts: readonly FinishedAttempt[];
  readonly task: Pick<TaskSpec, 'maxAttempts'>;
  readonly policy: Pick<RoutingPolicy, 'feedbackRetries' | 'transientRetries' | 'pauseMsMax'>;
}

/** Keys and regions of a candidate that have not been asked, in their order. */
const untriedEndpoints = ({ attempts }: NextAttemptRequest, { ref, endpoints = [] }: Candidate): readonly string[] => {
  const tried = new Set(attempts.flatMap((each) => (each.candidateRef === ref ? [each.endpoint] : [])));
  return endpoints.flatMap(({ label }) => (tried.has(label) ? [] : [label]));
};

type Try = Extract<NextAttempt, { kind: 'try' }>;

const startAt = (
  candidate: Candidate,
  [endpoint, ...others]: readonly string[],
  feedback: readonly CheckResult[] = [],
): Try => ({
  kind: 'try',
  candidate,
  ...(endpoint === undefined ? {} : { endpoint }),
  hasOtherEndpoint: others.length > 0,
  feedback,
  transientRetry: 0,
  retryAfterMs: null,
});

/** The same key or region again, after a pause. */
const repeatLast = (
  request: NextAttemptRequest,
  candidate: Candidate,
  last: FinishedAttempt,
  own: readonly FinishedAttempt[],
): Try | null => {
  const { policy } = request;
  if (!last.isTransient || last.isUnsent) return null;
  const failures = own.filter(({ isTransient, endpoint }) => isTransient && endpoint === last.endpoint).length;
  if (failures > policy.transientRetries || (last.retryAfterMs ?? 0) > policy.pauseMsMax) return null;
  return {
    ...startAt(candidate, last.endpoint === undefined ? [] : [last.endpoint, ...untriedEndpoints(request, candidate)]),
    feedback: feedbackOf(own),
    transientRetry: failures,
    retryAfterMs: last.retryAfterMs,
  };
};

const feedbackOf = (own: readonly FinishedAttempt[]): readonly CheckResult[] =>
  own.findLast(({ outcome }) => outcome === 'check_failed')?.checks ?? [];

/** The same candidate again, if the last attempt failed in a way that a repeat, or another key or region, can mend. */
const retryLast = (request: NextAttemptRequest): Try | null => {
  const { decision, attempts, policy } = request;
  const last = attempts.at(-1);
  const candidate = decision.candidates.find(({ ref }) => ref === last?.candidateRef);
  if (!last || !candidate) return null;
  const own = attempts.filter(({ candidateRef }) => candidateRef === candidate.ref);
  if (last.outcome === 'error' || last.outcome === 'timeout') {
    const untried = untriedEndpoints(request, candidate);
    const mayMove = untried.length > 0 && (last.isTransient || last.isRefusal === true);
    const elsewhere = mayMove ? startAt(candidate, untried, feedbackOf(own)) : null;
    if (last.isRefusal) return elsewhere ?? repeatLast(request, candidate, last, own);
    return repeatLast(request, candidate, last, own) ?? elsewhere;
  }
  // Rules answer the same way every time; only a model can use feedback.
  if (last.outcome === 'check_failed' && candidate.modelKey !== null) {
    const rejected = own.filter(({ outcome }) => outcome === 'check_failed').length;
    if (rejected > policy.feedbackRetries) return null;
    return startAt(candidate, last.endpoint === undefined ? [] : [last.endpoint], last.checks);
  }
  return null;
};

/** Everything a machine can say of the answer is said: nobody else is asked, a person confirms it. */
const waitsForPersonOnly = (last: FinishedAttempt | undefined): boolean => {
  const missed = last?.outcome === 'check_failed' ? last.checks.filter(({ isPassed }) => !isPassed) : [];
  return missed.length > 0 && missed.every(({ kind }) => kind === 'human');
};

const giveUp = (attempts: readonly FinishedAttempt[]): NextAttempt => {
  const transient = attempts.filter(({ isTransient }) => isTransient);
  const asked = transient.flatMap(({ retryAfterMs }) => (retryAfterMs === null ? [] : [retryAfterMs]));
  const retryAfterMs = asked.length > 0 ? Math.min(...asked) : null;
  return { kind: 'give_up', isTransient: transient.length > 0, retryAfterMs };
};

/** Attempts at the task so far: what was held back here, or refused at one of several keys, has not been one. */
export const countAttempts = (attempts: readonly FinishedAttempt[]): number =>
  attempts.filter(({ isUnsent, isRefusal, endpoint }) => !isUnsent && !(isRefusal && endpoint !== undefined)).length;

/**
 * The cascade as a state machine over the attempts so far. The one order:
 *   0. only a person’s word is missing → the person
 *   1. passing failure  → same candidate, same key and region, after a pause with jitter (`transientRetries`, unless it asks
 *                         for more than `pauseMsMax`), then its next key or region; a key that is refused (429, 401, 403,
 *                         quota) gives way to the next at once
 *   2. failed check     → same model with feedback      (`feedbackRetries`)
 *   3. otherwise        → next candidate of the decision, in its order
 *   4. none left, or `task.maxAttempts` reached → the person of the decision, else give up; give up where a limit of calls
 *                         held somebody back, as that passes
 * Only candidates of the decision are ever named, so every fallback stands on the same floors.
 */
export const nextAttempt = (request: NextAttemptRequest): NextAttempt => {
  const { decision, attempts, task } = request;
  const person = decision.candidates.find(({ supplierKind }) => supplierKind === 'human');
  if (waitsForPersonOnly(attempts.at(-1)))
    return person ? { kind: 'hand_to_person', candidate: person } : giveUp(attempts);
  if (countAttempts(attempts) < task.maxAttempts) {
    const retry = retryLast(request);
    if (retry) return retry;
    const tried = new Set(attempts.map(({ candidateRef }) => candidateRef));
    const fresh = decision.candidates.find(({ ref, supplierKind }) => supplierKind !== 'human' && !tried.has(ref));
    if (fresh) return startAt(fresh, untriedEndpoints(request, fresh));
  }
  // A limit of calls passes by itself: no person is asked for what only has to wait.
  const isHeldBack = attempts.some(({ isUnsent }) => isUnsent);
  return person && !isHeldBack ? { kind: 'hand_to_person', candidate: person } : giveUp(attempts);
};
