import type { Candidate, CheckResult, ReceiptAttempt, RoutingDecision, TaskSpec } from '@switchyard/domain';
import type { RoutingPolicy } from './routing-policy.ts';

/** One finished attempt, as far as it decides what comes next. */
export interface FinishedAttempt {
  readonly candidateRef: string;
  readonly outcome: ReceiptAttempt['outcome'];
  readonly checks: readonly CheckResult[];
  /** The failure may pass: the same call could succeed later. */
  readonly isTransient: boolean;
  readonly retryAfterMs: number | null;
}

export type NextAttempt =
  | {
      readonly kind: 'try';
      readonly candidate: Candidate;
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

const start = (candidate: Candidate): NextAttempt => ({
  kind: 'try',
  candidate,
  feedback: [],
  transientRetry: 0,
  retryAfterMs: null,
});

/** The same candidate again, if the last attempt failed in a way that a repeat can mend and repeats are left. */
const retryLast = ({ decision, attempts, policy }: NextAttemptRequest): NextAttempt | null => {
  const last = attempts.at(-1);
  const candidate = decision.candidates.find(({ ref }) => ref === last?.candidateRef);
  if (!last || !candidate) return null;
  const own = attempts.filter(({ candidateRef }) => candidateRef === candidate.ref);
  if (last.isTransient && (last.outcome === 'error' || last.outcome === 'timeout')) {
    const failures = own.filter(({ isTransient }) => isTransient).length;
    const asksTooMuch = (last.retryAfterMs ?? 0) > policy.pauseMsMax;
    if (failures > policy.transientRetries || asksTooMuch) return null;
    const feedback = own.findLast(({ outcome }) => outcome === 'check_failed')?.checks ?? [];
    return {
      kind: 'try',
      candidate,
      feedback,
      transientRetry: failures,
      retryAfterMs: last.retryAfterMs,
    };
  }
  // Rules answer the same way every time; only a model can use feedback.
  if (last.outcome === 'check_failed' && candidate.modelKey !== null) {
    const rejected = own.filter(({ outcome }) => outcome === 'check_failed').length;
    if (rejected > policy.feedbackRetries) return null;
    return {
      kind: 'try',
      candidate,
      feedback: last.checks,
      transientRetry: 0,
      retryAfterMs: null,
    };
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

/**
 * The cascade as a state machine over the attempts so far. The one order:
 *   0. only a person’s word is missing → the person
 *   1. passing failure  → same candidate after a pause  (`transientRetries`, unless it asks for more than `pauseMsMax`)
 *   2. failed check     → same model with feedback      (`feedbackRetries`)
 *   3. otherwise        → next candidate of the decision, in its order
 *   4. none left, or `task.maxAttempts` reached → the person of the decision, else give up
 * Only candidates of the decision are ever named, so every fallback stands on the same floors.
 */
export const nextAttempt = (request: NextAttemptRequest): NextAttempt => {
  const { decision, attempts, task } = request;
  const person = decision.candidates.find(({ supplierKind }) => supplierKind === 'human');
  if (waitsForPersonOnly(attempts.at(-1)))
    return person ? { kind: 'hand_to_person', candidate: person } : giveUp(attempts);
  if (attempts.length < task.maxAttempts) {
    const retry = retryLast(request);
    if (retry) return retry;
    const tried = new Set(attempts.map(({ candidateRef }) => candidateRef));
    const fresh = decision.candidates.find(({ ref, supplierKind }) => supplierKind !== 'human' && !tried.has(ref));
    if (fresh) return start(fresh);
  }
  return person ? { kind: 'hand_to_person', candidate: person } : giveUp(attempts);
};
