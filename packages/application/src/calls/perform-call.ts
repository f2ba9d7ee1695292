import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '@switchyard/db';
import { type Candidate, DomainError, highestDataClass, isDomainError, type ReceiptId } from '@switchyard/domain';
import { backoffMs, drawDecision, type FinishedAttempt, nextAttempt } from '@switchyard/routing';
import { authorise } from '../access/authorise.ts';
import type { VirtualKey } from '../api-keys/resolve-api-key.ts';
import type { App } from '../app.ts';
import { type AskedEndpoint, attemptCall } from './attempt-call.ts';
import { answerCall } from './cached-call.ts';
import { draftOnce } from './call-draft.ts';
import { factsOf } from './call-facts.ts';
import { callRoutingOf } from './call-routing.ts';
import type { CallSession } from './call-session.ts';
import { findTarget, suppliersForAuto } from './call-target.ts';
import { decideCall } from './decide-call.ts';
import { finishCall } from './finish-call.ts';
import { type AttemptCall, attemptHedged } from './hedge-call.ts';
import { type CallReply, type ModelCall, modelNameOf } from './model-call.ts';
import { performTaskCall } from './task-call.ts';
import { timeLeftMs, withinTime } from './time-left.ts';

const pauseInitialMs = 250;

/** The failure a client sees when nobody answered: the last one, which for a single candidate is the supplier's own. */
const failureOf = (session: CallSession, last: DomainError | null): DomainError => {
  const { decision, receiptId } = session;
  if (last === null) {
    const [first] = decision.excluded;
    const why = decision.excluded.length === 1 ? first?.explanation : decision.explanation;
    const isResting = decision.excluded.some(({ reason }) => reason === 'circuit_open');
    const isFloor = decision.excluded.some(({ reason }) => reason === 'data_class_too_high' || reason === 'residency');
    const code = isResting ? 'unavailable' : isFloor ? 'forbidden' : 'no_supplier';
    return new DomainError(code, `Nobody may answer this call: ${why}`, {
      details: { receiptId },
      retryable: isResting,
    });
  }
  const { code, message, details, retryable, cause } = last;
  return new DomainError(code, message, { details: { ...details, receiptId }, retryable, cause });
};

const isBudget = (thrown: unknown): thrown is DomainError =>
  isDomainError(thrown) && thrown.details.reason === 'budget';

const firstEndpoint = ({ endpoints }: Candidate): AskedEndpoint => ({
  endpoint: endpoints?.[0]?.label,
  hasOtherEndpoint: false,
});

/** Asks the decision's candidates in the one documented order (see `nextAttempt`) until one answers. */
const runAttempts = async (session: CallSession): Promise<CallReply> => {
  const { task, policy, call } = session;
  const decision = drawDecision(session.decision, Math.random());
  const attempts: FinishedAttempt[] = [];
  let last: DomainError | null = null;
  try {
    for (;;) {
      const next = nextAttempt({ decision, attempts, task, policy });
      if (next.kind !== 'try' || call.signal.aborted) break;
      if (next.transientRetry > 0) {
        const bounds = { retry: next.transientRetry, initialDelayMs: pauseInitialMs, maxDelayMs: policy.pauseMsMax };
        const ms = backoffMs({ ...bounds, retryAfterMs: next.retryAfterMs }, Math.random());
        await delay(ms, undefined, { signal: call.signal }).catch(() => undefined);
      }
      if (attempts.length > 0 && timeLeftMs(session) <= 0) break;
      const attempt: AttemptCall = (own, candidate) =>
        attemptCall(own, candidate, candidate === next.candidate ? next : firstEndpoint(candidate));
      const { result, also } = await attemptHedged(withinTime(session), next.candidate, attempts, attempt);
      if (result.kind === 'reply') return result.reply;
      attempts.push(...also, result.finished);
      last = result.failure;
      if (result.finished.isUnsent && policy.waitsAtSupplyLimit && !next.hasOtherEndpoint) break;
    }
  } catch (thrown) {
    if (!isBudget(thrown)) throw thrown;
    last = thrown;
  }
  const wasAsked = session.attempts.length > 0;
  await finishCall(session, call.signal.aborted ? 'aborted' : wasAsked ? 'failed' : 'refused');
  throw failureOf(session, last);
};

/**
 * One call of a client of a lab's SDK: decided, reserved, asked, accounted, with a receipt that is durable before the answer
 * ends. What the call says changes neither where it may go nor its data class.
 * Throws `forbidden`, `not_found`, `invalid_input`, `no_supplier`, `rate_limited` (budget or supplier), `upstream_failed`,
 * `upstream_timeout`, `unavailable`; `details.said` holds what the supplier's own client would have read.
 */
export const performCall = async (app: App, key: VirtualKey, call: ModelCall): Promise<CallReply> => {
  authorise(key.actor, 'models.call');
  const { organisationId } = key.actor;
  const startedAtMs = performance.now();
  const name = modelNameOf(call.body);
  const routing = await callRoutingOf(app, organisationId);
  const target = findTarget(routing.suppliers, key, name);
  const dataClass = highestDataClass([key.dataClass, call.dataClass ?? 'public']);
  const receiptId = newId<ReceiptId>();
  if (target.kind === 'task') return performTaskCall(app, key, call, { slug: target.slug, dataClass, receiptId });
  const facts = factsOf(call);
  const isNamed = target.kind === 'model';
  const suppliers = isNamed ? target.suppliers : suppliersForAuto(routing.suppliers, key);
  const { decision, task } = await decideCall(app, organisationId, { suppliers, routing, facts, dataClass, isNamed });
  const session: CallSession = {
    app,
    key,
    call,
    facts,
    routing,
    decision,
    task,
    policy: routing.policy,
    dataClass,
    receiptId,
    startedAtMs,
    attempts: [],
    settlements: [],
    draft: draftOnce(organisationId, call, decision),
  };
  return answerCall(session, () => runAttempts(session));
};
