import {
  type Candidate,
  type Failure,
  isDomainError,
  type JsonValue,
  type Receipt,
  type ReceiptAttempt,
  type RoutingDecision,
  toFailure,
} from '@switchyard/domain';
import { backoffMs } from './backoff.ts';
import { drawDecision } from './endpoints.ts';
import type {
  AskedCalls,
  AttemptAdmission,
  ExecuteTaskOptions,
  LastAnswer,
  TaskOutcome,
} from './execute-task-options.ts';
import { type AskMember, followPlan } from './follow-plan.ts';
import { type FinishedAttempt, type NextAttempt, nextAttempt } from './next-attempt.ts';
import { type PerformedAttempt, type PlannedAttempt, performAttempt } from './perform-attempt.ts';
import { type HedgedAttempt, performHedged } from './perform-hedged.ts';

const pauseInitialMs = 250;

/** Why nothing was accepted, for the step: the last failure where one may pass, else what the checks missed. */
const failureOf = (
  options: ExecuteTaskOptions,
  performed: readonly PerformedAttempt[],
  end: Extract<NextAttempt, { kind: 'give_up' }>,
): Failure => {
  const { decision } = options;
  const asked = end.retryAfterMs === null ? {} : { retryAfterMs: end.retryAfterMs };
  if (performed.length === 0) {
    const isResting = decision.excluded.some(({ reason }) => reason === 'circuit_open');
    return {
      code: 'no_supplier',
      message: decision.explanation,
      details: {},
      retryable: isResting,
    };
  }
  const passing = performed.findLast(({ finished }) => finished.isTransient);
  if (end.isTransient && passing) {
    const failure = toFailure(passing.thrown);
    return {
      ...failure,
      details: { candidateRef: passing.record.candidateRef, ...asked },
      retryable: true,
    };
  }
  const last = performed.at(-1)?.record;
  const missed = last?.checks.find(({ isPassed }) => !isPassed);
  const why = missed ? `${missed.name}: ${missed.explanation}` : (last?.error ?? 'no answer was given');
  return {
    code: 'no_supplier',
    message: `No supplier gave an answer that meets the definition of done in ${performed.length} attempts. Last: ${why}`,
    details: { attempts: performed.length },
    retryable: false,
  };
};

const lastAnswerOf = (performed: readonly PerformedAttempt[]): LastAnswer | null => {
  const last = performed.findLast(({ output }) => output !== null);
  if (!last) return null;
  const problems = last.record.checks
    .filter(({ isPassed, kind }) => !isPassed && kind !== 'human')
    .map(({ explanation }) => explanation);
  return { output: last.output, problems, from: last.record.candidateRef };
};

const receiptOf = (
  options: ExecuteTaskOptions,
  attempts: ReceiptAttempt[],
  outcome: Receipt['outcome'],
  startedAt: number,
): Receipt => ({
  v: 1,
  decision: options.decision,
  attempts: attempts.toSorted((left, right) => left.ordinal - right.ordinal),
  outcome,
  dataClass: options.dataClass,
  sourceVersions: Object.fromEntries(options.sources.map(({ slug, versionId }) => [slug, versionId])),
  costMicroUsd: attempts.reduce((sum, { costMicroUsd }) => sum + costMicroUsd, 0),
  durationMs: Math.max(0, Math.round(options.clock() - startedAt)),
});

const pauseBefore = async (options: ExecuteTaskOptions, next: Extract<NextAttempt, { kind: 'try' }>): Promise<void> => {
  if (next.transientRetry === 0) return;
  const { pauseMsMax } = options.policy;
  const bounds = {
    retry: next.transientRetry,
    initialDelayMs: pauseInitialMs,
    maxDelayMs: pauseMsMax,
  };
  const ms = backoffMs({ ...bounds, retryAfterMs: next.retryAfterMs }, options.random());
  await options.pause(ms, options.signal);
};

const planOf = (
  next: Exclude<NextAttempt, { kind: 'give_up' }>,
  performed: readonly PerformedAttempt[],
): PlannedAttempt => {
  const feedback = next.kind === 'try' ? next.feedback : [];
  const endpoint = next.kind === 'try' ? next.endpoint : undefined;
  const answered = performed.findLast(
    ({ record, output }) => record.candidateRef === next.candidate.ref && output !== null,
  );
  return {
    ordinal: performed.length + 1,
    candidate: next.candidate,
    ...(endpoint === undefined ? {} : { endpoint }),
    feedback,
    previousOutput: feedback.length > 0 ? (answered?.output ?? null) : null,
  };
};

/** Out of time, or its connection broke: the supplier may have worked on, and bill it. What failed otherwise says what it billed. */
const isUnaccounted = ({ record, thrown }: PerformedAttempt): boolean =>
  record.costMicroUsd === 0 &&
  (record.outcome === 'timeout' || (isDomainError(thrown) && thrown.details.mayHaveArrived === true));

/** An attempt between being admitted and being settled: whatever becomes of it, what it cost is said once. */
const performSettled = async (
  options: ExecuteTaskOptions,
  plan: PlannedAttempt,
  settle: Extract<AttemptAdmission, { kind: 'admitted' }>['settle'],
): Promise<PerformedAttempt> => {
  let cost: number | 'unknown' = 'unknown';
  let record: ReceiptAttempt | undefined;
  try {
    const attempt = await performAttempt(options, plan);
    ({ record } = attempt);
    if (!isUnaccounted(attempt)) cost = attempt.record.costMicroUsd;
    return attempt;
  } finally {
    settle(cost, record);
  }
};

const admit = (options: ExecuteTaskOptions, next: NextAttempt, plan: PlannedAttempt): Promise<AttemptAdmission> => {
  const free: AttemptAdmission = { kind: 'admitted', settle: () => undefined };
  if (next.kind !== 'try' || !options.beforeAttempt) return Promise.resolve(free);
  const { ordinal, candidate, endpoint } = plan;
  const { hasOtherEndpoint } = next;
  return options.beforeAttempt({
    ordinal,
    candidate,
    endpoint,
    hasOtherEndpoint,
    isCorrection: plan.feedback.length > 0,
  });
};

/** One attempt beside the loop's own, held and settled like any other. Null when there is no money or room for it. */
const tryPlanned = async (options: ExecuteTaskOptions, plan: PlannedAttempt): Promise<PerformedAttempt | null> => {
  const { ordinal, candidate, endpoint } = plan;
  const intent = { ordinal, candidate, endpoint, hasOtherEndpoint: false, isCorrection: false };
  const admission = (await options.beforeAttempt?.(intent)) ?? {
    kind: 'admitted',
    settle: () => undefined,
  };
  if (admission.kind !== 'admitted') return null;
  // Decided while its money was being held: nothing has been sent.
  if (options.signal.aborted) {
    admission.settle(0);
    return null;
  }
  return performSettled(options, plan, admission.settle);
};

const timeLeftMs = ({ policy, clock }: ExecuteTaskOptions, startedAt: number): number =>
  policy.workMsMax === null ? Number.POSITIVE_INFINITY : policy.workMsMax - (clock() - startedAt);

/** The same, with no attempt longer than what is left of the time for all of them. */
const withinTime = (options: ExecuteTaskOptions, startedAt: number): ExecuteTaskOptions => {
  const { task } = options;
  const timeoutMs = Math.max(1, Math.min(task.timeoutMs, Math.ceil(timeLeftMs(options, startedAt))));
  return timeoutMs === task.timeoutMs ? options : { ...options, task: { ...task, timeoutMs } };
};

const outOfTime = ({ policy }: ExecuteTaskOptions): Failure => ({
  code: 'upstream_timeout',
  message: `No answer met the definition of done within the ${policy.workMsMax ?? 0} ms that the rules give all attempts together.`,
  details: {},
  retryable: true,
});

/**
 * Asks a learned plan's member in the one documented order, by itself: again after a passing failure, then at its next key or region.
 * What it answers is not corrected with feedback: the plan was learned from first answers.
 */
const askMember = async (
  options: ExecuteTaskOptions,
  startedAt: number,
  member: Candidate,
  { ordinal, attemptsMax }: Parameters<AskMember>[1],
): Promise<readonly PerformedAttempt[]> => {
  const decision: RoutingDecision = { ...options.decision, candidates: [member] };
  const policy = { ...options.policy, feedbackRetries: 0 };
  const made: PerformedAttempt[] = [];
  const attempts: FinishedAttempt[] = [];
  for (;;) {
    options.signal.throwIfAborted();
    const next = nextAttempt({ decision, attempts, task: { maxAttempts: attemptsMax }, policy });
    if (next.kind !== 'try' || (made.length > 0 && timeLeftMs(options, startedAt) <= 0)) return made;
    await pauseBefore(options, next);
    const plan = { ...planOf(next, []), ordinal: ordinal + made.length };
    const admission = await admit(options, next, plan);
    if (admission.kind === 'limited' && next.hasOtherEndpoint) {
      attempts.push(heldBack(member, plan.endpoint, admission.retryAfterMs));
      continue;
    }
    if (admission.kind !== 'admitted') return made;
    // Decided while its money was being held: nothing has been sent.
    if (options.signal.aborted) admission.settle(0);
    options.signal.throwIfAborted();
    const attempt = await performSettled(withinTime(options, startedAt), plan, admission.settle);
    await options.onAttempt?.(attempt.record, member);
    made.push(attempt);
    attempts.push(attempt.finished);
  }
};

/** A decision without a candidate that there is no money for. */
const without = (decision: RoutingDecision, { ref }: Candidate): RoutingDecision => ({
  ...decision,
  candidates: decision.candidates.filter((candidate) => candidate.ref !== ref),
});

/** What a limit held back is, to what comes next: a passing failure of which nothing was sent. */
export const heldBack = ({ ref }: Candidate, endpoint: string | undefined, retryAfterMs: number): FinishedAttempt => ({
  candidateRef: ref,
  endpoint,
  outcome: 'error',
  checks: [],
  isTransient: true,
  retryAfterMs,
  isRefusal: true,
  isUnsent: true,
});

type Settle = Extract<AttemptAdmission, { kind: 'admitted' }>['settle'];

const hedgedOf = (
  decision: RoutingDecision,
  plan: PlannedAttempt,
  performed: readonly PerformedAttempt[],
  settle: Settle,
): HedgedAttempt => ({
  decision,
  plan,
  performed,
  perform: (options, planned) => performSettled(options, planned, settle),
  performBeside: tryPlanned,
});

/** Tells of each attempt made. Gives the one to go on from: the last. */
const noteMade = async (
  { onAttempt }: ExecuteTaskOptions,
  decision: RoutingDecision,
  made: readonly PerformedAttempt[],
  performed: PerformedAttempt[],
): Promise<PerformedAttempt> => {
  for (const attempt of made) {
    performed.push(attempt);
    const asked = decision.candidates.find(({ ref }) => ref === attempt.record.candidateRef);
    if (asked) await onAttempt?.(attempt.record, asked);
  }
  const last = made.at(-1);
  if (!last) throw new Error('An attempt leaves a record.');
  return last;
};

/**
 * Performs one task: asks the decision's candidates in the order of `nextAttempt`, runs the definition of done on each
 * answer and writes the receipt. Never throws for a supplier's failure; throws the signal's reason when cancelled, and
 * whatever `onAttempt` or `beforeAttempt` throws. The receipt's cost is the sum over all attempts, also those that were not accepted.
 */
export const executeTask = async (options: ExecuteTaskOptions): Promise<TaskOutcome> => {
  const { task, policy, signal } = options;
  let decision = drawDecision(options.decision, options.random());
  let refused: Failure | null = null;
  const startedAt = options.clock();
  const performed: PerformedAttempt[] = [];
  const attempts: FinishedAttempt[] = [];
  const finish = (
    outcome: Receipt['outcome'],
    output: JsonValue | null,
    failure: Failure | null,
    calls: AskedCalls | null = null,
  ): TaskOutcome => ({
    receipt: receiptOf(
      options,
      performed.map(({ record }) => record),
      outcome,
      startedAt,
    ),
    output,
    failure,
    calls,
    lastAnswer: outcome === 'accepted' ? null : lastAnswerOf(performed),
  });
  if (decision.plan) {
    const followed = await followPlan(decision.plan, task.maxAttempts, (member, place) =>
      askMember(options, startedAt, member, place),
    );
    performed.push(...followed.attempts);
    attempts.push(...followed.attempts.map(({ finished }) => finished));
    if (followed.accepted) return finish('accepted', followed.accepted.output, null);
  }
  for (;;) {
    signal.throwIfAborted();
    const next = nextAttempt({ decision, attempts, task, policy });
    if (performed.length > 0 && timeLeftMs(options, startedAt) <= 0) return finish('failed', null, outOfTime(options));
    if (next.kind === 'give_up') return finish('failed', null, refused ?? failureOf(options, performed, next));
    const plan = planOf(next, performed);
    if (next.kind === 'try') await pauseBefore(options, next);
    const admission = await admit(options, next, plan);
    if (admission.kind === 'refused') {
      if (!admission.mayPassOver) return finish('failed', null, admission.failure);
      refused = admission.failure;
      decision = without(decision, next.candidate);
      continue;
    }
    if (admission.kind === 'limited') {
      const mayGoOn = admission.mayPassOver || (next.kind === 'try' && next.hasOtherEndpoint);
      if (!mayGoOn) return finish('failed', null, admission.failure);
      refused = admission.failure;
      attempts.push(heldBack(next.candidate, plan.endpoint, admission.retryAfterMs));
      continue;
    }
    const own = withinTime(options, startedAt);
    const made = await performHedged(own, hedgedOf(decision, plan, performed, admission.settle));
    const attempt = await noteMade(options, decision, made, performed);
    attempts.push(...made.map(({ finished }) => finished));
    if (attempt.record.outcome === 'accepted') return finish('accepted', attempt.output, null, attempt.calls);
    if (attempt.record.outcome === 'handed_to_person') return finish('awaiting_person', null, null);
    if (next.kind === 'hand_to_person') {
      const end = {
        kind: 'give_up',
        isTransient: attempt.finished.isTransient,
        retryAfterMs: null,
      } as const;
      return finish('failed', null, failureOf(options, performed, end));
    }
  }
};
