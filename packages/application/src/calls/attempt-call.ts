import { type Candidate, DomainError, isDomainError, type ReceiptAttempt } from '@switchyard/domain';
import { type FinishedAttempt, heldBack, isKeyRefused } from '@switchyard/routing';
import { wasNeverSent } from '@switchyard/suppliers';
import type { SupplyPermit } from '../supply/acquire-supply.ts';
import { type AttemptEnd, accountAttempt } from './account-attempt.ts';
import { admitCall } from './admit-call.ts';
import type { CallSession } from './call-session.ts';
import { type AskedCandidate, asStream, openExchange, timeoutMsDefault } from './exchange.ts';
import { finishCall } from './finish-call.ts';
import { keyOf, nameWithoutKey, withoutKey } from './key-of.ts';
import { leftEarly } from './left-early.ts';
import type { CallHead, CallReply } from './model-call.ts';
import { createSameRelay, createTranslatingRelay, type Relay } from './relay.ts';
import { reserveCall } from './reserve-call.ts';
import { readFirst, relayStream, type StreamStart, usageSeen } from './stream-call.ts';
import { carryTrace, endUnsent, traceAttempt } from './trace-attempt.ts';
import { failureOfThrown } from './upstream-failure.ts';
import { type UpstreamRequest, upstreamRequestOf } from './upstream-request.ts';
import { readWhole } from './whole-call.ts';

export type AttemptResult =
  | { readonly kind: 'reply'; readonly reply: CallReply }
  | { readonly kind: 'failed'; readonly failure: DomainError; readonly finished: FinishedAttempt };

export interface AskedEndpoint {
  /** Which of the supplier's keys or regions; absent where it has just one. */
  readonly endpoint?: string | undefined;
  /** Another one has not been asked: room under limits is not waited for. */
  readonly hasOtherEndpoint: boolean;
}

/** A reservation outlives the longest call, so that it is never given back under one that is still spending. */
const reservationGraceMs = 60_000;

const noPermit: SupplyPermit = { release: () => undefined };

/** The candidate as it is asked at one of its supplier's endpoints: at that address, with that key. */
const findCandidate = (
  { routing }: CallSession,
  candidate: Candidate,
  endpoint: string | undefined,
): AskedCandidate => {
  const registered = routing.suppliers.find(({ id }) => id === candidate.supplierId);
  const model = registered?.models.find(({ id }) => id === candidate.modelId);
  if (!registered || !model) throw new Error(`The decision names an unknown candidate ${candidate.ref}.`);
  const at = registered.endpoints?.find(({ label }) => label === endpoint);
  const supplier = at ? { ...registered, baseUrl: at.baseUrl, secretId: at.secretId } : registered;
  return { supplier, model, ref: candidate.ref, endpoint, permit: noPermit, outputTokensMax: null, rates: {} };
};

const relayFor = ({ call, facts, receiptId, app }: CallSession, request: UpstreamRequest, model: string): Relay => {
  const { endpoint } = call;
  const { wire } = request;
  if (endpoint === 'embeddings' || wire === 'embeddings') throw new Error('Vectors are not streamed.');
  if (wire === endpoint) return createSameRelay(wire, request.dropsUsage);
  return createTranslatingRelay(wire, endpoint, {
    id: receiptId.replaceAll('-', ''),
    model,
    createdAt: Math.floor(app.now().getTime() / 1000),
    includesUsage: facts.includesUsage,
  });
};

interface Asked {
  readonly session: CallSession;
  readonly candidate: AskedCandidate;
  readonly request: UpstreamRequest;
  readonly reservationId: string;
  readonly startedAtMs: number;
}

const headOf = ({ session, candidate }: Asked, answeredByModel: string | null, isSimulated: boolean): CallHead => ({
  receiptId: session.receiptId,
  candidateRef: candidate.ref,
  answeredByModel,
  isSimulated: isSimulated || candidate.supplier.isSimulated,
});

const nothingSeen = { reported: null, billing: null, written: '', writtenChars: 0 } as const;

/** What is billed although the reply was of no use: what arrived is counted, and what was sent. */
interface Spoilt {
  usage: AttemptEnd['usage'];
  isSimulated: boolean;
}

/** Of two attempts that race, the other may have won while this one's money was being held. */
const requireOpen = ({ claim: isRacing, call }: CallSession): void => {
  if (isRacing && call.signal.aborted) throw new DomainError('invalid_input', 'Another answer was quicker; not sent.');
};

const claim = async ({ claim: claimRace, call }: CallSession): Promise<void> => {
  if (claimRace && !(await claimRace())) throw leftEarly(call.signal);
};

const ask = async (asked: Asked, spoilt: Spoilt): Promise<CallReply> => {
  const { session, candidate, request, reservationId, startedAtMs } = asked;
  requireOpen(session);
  const opened = await openExchange(session, candidate, request);
  const exchange = session.facts.isStream ? asStream(opened) : opened;
  const isSimulated = exchange.headers['x-switchyard-simulated'] === 'true';
  spoilt.isSimulated = isSimulated;
  spoilt.usage = nothingSeen;
  let isHandedOver = false;
  try {
    if (session.facts.isStream) {
      const relay = relayFor(session, request, candidate.model.key);
      const start: StreamStart = { session, candidate, exchange, relay, reservationId, isSimulated, startedAtMs };
      const first = await readFirst(start).catch((thrown: unknown) => {
        spoilt.usage = usageSeen(relay, false, startedAtMs);
        throw thrown;
      });
      spoilt.usage = usageSeen(relay, false, startedAtMs);
      await claim(session);
      isHandedOver = true;
      const head = headOf(
        asked,
        nameWithoutKey(session, candidate.supplier, relay.collector.reply().model),
        isSimulated,
      );
      return { ...head, kind: 'stream', events: relayStream(start, first) };
    }
    const whole = await readWhole(session, request, exchange, candidate.model.key);
    spoilt.usage = whole;
    await claim(session);
    const answeredByModel = nameWithoutKey(session, candidate.supplier, whole.answeredByModel);
    const end = { outcome: 'accepted', answeredByModel, isSimulated, error: null, startedAtMs, usage: whole } as const;
    await accountAttempt(session, candidate, reservationId, end);
    const costMicroUsd = await finishCall(session, 'accepted');
    return { ...headOf(asked, answeredByModel, isSimulated), kind: 'whole', body: whole.body, costMicroUsd };
  } finally {
    if (!isHandedOver) exchange.close();
  }
};

const outcomeOf = ({ code }: DomainError): ReceiptAttempt['outcome'] => {
  if (code === 'upstream_timeout') return 'timeout';
  return code === 'invalid_input' || code === 'not_found' || code === 'too_large' ? 'declined' : 'error';
};

const finishedOf = (
  { ref, endpoint }: AskedCandidate,
  outcome: ReceiptAttempt['outcome'],
  failure: DomainError,
): FinishedAttempt => {
  const { retryAfterMs } = failure.details;
  return {
    candidateRef: ref,
    endpoint,
    isRefusal: isKeyRefused(failure),
    outcome,
    checks: [],
    isTransient: failure.retryable,
    retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : null,
  };
};

/** A status says that nothing was billed; a connection that broke, or a time that ran out, says nothing. */
const usageOfFailure = (failure: DomainError, spoilt: Spoilt): AttemptEnd['usage'] => {
  const { status, reason } = failure.details;
  if (typeof status === 'number' || reason === 'address_refused') return null;
  if (failure.code === 'upstream_timeout') return nothingSeen;
  return spoilt.usage;
};

/** A head says that an answer begins; what is thought before its first word is billed and not seen. */
const hasSeenNothing = ({ usage }: Spoilt): boolean =>
  usage === null || (usage.writtenChars === 0 && !usage.reported?.output);

/** Whether a request went out of which no word came: a client that left, time that ran out, a connection that broke. */
const isUnanswered = (failure: DomainError, spoilt: Spoilt): boolean =>
  hasSeenNothing(spoilt) &&
  typeof failure.details.status !== 'number' &&
  failure.details.reason !== 'supplier_error' &&
  (failure.code === 'upstream_failed' ||
    failure.code === 'upstream_timeout' ||
    failure.details.reason === 'client_left') &&
  !wasNeverSent(failure);

/**
 * Asks one candidate once, at one of its supplier's endpoints. Where its limits have no room nothing is sent, and the next may be
 * asked. Throws when nothing may be sent (budget) or the receipt cannot be stored; the rest is data.
 */
export const attemptCall = async (
  session: CallSession,
  chosen: Candidate,
  { endpoint, hasOtherEndpoint }: AskedEndpoint,
): Promise<AttemptResult> => {
  const { call, facts, receiptId, attempts } = session;
  let candidate = findCandidate(session, chosen, endpoint);
  const { supplier, model } = candidate;
  const permit = await admitCall(session, candidate, hasOtherEndpoint);
  if (isDomainError(permit)) {
    const { retryAfterMs } = permit.details;
    const waitMs = typeof retryAfterMs === 'number' ? retryAfterMs : 0;
    return { kind: 'failed', failure: permit, finished: heldBack(chosen, endpoint, waitMs) };
  }
  const span = traceAttempt(session, candidate);
  candidate = { ...candidate, permit, span };
  const startedAtMs = performance.now();
  const spoilt: Spoilt = { usage: null, isSimulated: false };
  let reservationId: string | null = null;
  try {
    const ttlMs = (call.timeoutMs ?? timeoutMsDefault) + reservationGraceMs;
    const held = await reserveCall(session, supplier, model, ttlMs);
    ({ reservationId } = held);
    candidate = { ...candidate, outputTokensMax: held.outputTokensMax };
    const request = upstreamRequestOf(call, facts, {
      supplier,
      model: model.key,
      apiKey: keyOf(session, supplier),
      idempotencyKey: `${receiptId}-${attempts.length + 1}${session.isHedge ? 'h' : ''}`,
      imposedTokensMax: held.imposedTokensMax,
    });
    candidate = { ...candidate, rates: request.rates };
    const asked = { session, candidate, request: carryTrace(request, span), reservationId, startedAtMs };
    return { kind: 'reply', reply: await ask(asked, spoilt) };
  } catch (thrown) {
    const failure = withoutKey(session, candidate.supplier, failureOfThrown(supplier.name, thrown));
    // Not the supplier's: nothing to be asked elsewhere, and where the receipt could not be stored it cannot be now.
    if (failure.details.reason === 'budget' || failure.code === 'unavailable') {
      permit.release(null);
      endUnsent(span, failure);
      throw failure;
    }
    const outcome = call.signal.aborted ? 'declined' : outcomeOf(failure);
    await accountAttempt(session, candidate, reservationId, {
      outcome,
      answeredByModel: null,
      isSimulated: spoilt.isSimulated || failure.details.isSimulated === true,
      error: failure.message.slice(0, 500),
      startedAtMs,
      usage: reservationId === null ? null : usageOfFailure(failure, spoilt),
      isUnknown: isUnanswered(failure, spoilt),
    });
    return { kind: 'failed', failure, finished: finishedOf(candidate, outcome, failure) };
  }
};
