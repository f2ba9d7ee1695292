import { DomainError, isDomainError } from '@switchyard/domain';
import type { Wire } from '@switchyard/suppliers';
import { type AttemptEnd, accountAttempt } from './account-attempt.ts';
import type { CallSession } from './call-session.ts';
import type { AskedCandidate, Exchange } from './exchange.ts';
import { finishCall } from './finish-call.ts';
import { nameWithoutKey, withoutKey } from './key-of.ts';
import type { Relay } from './relay.ts';
import { streamErrorText } from './stream-error.ts';
import { failureOfThrown, supplierFailure } from './upstream-failure.ts';

export interface StreamStart {
  readonly session: CallSession;
  readonly candidate: AskedCandidate;
  readonly exchange: Exchange;
  readonly relay: Relay;
  readonly reservationId: string;
  readonly isSimulated: boolean;
  readonly startedAtMs: number;
}

const cut = (name: string): DomainError =>
  new DomainError('upstream_failed', `The answer of ${name} was cut before its end.`, { retryable: true });

const requireWhole = ({ relay, candidate }: StreamStart): void => {
  const { collector } = relay;
  const error = collector.error();
  if (error !== null) throw supplierFailure(error);
  if (!collector.hasEnded() && !collector.hasStopped()) throw cut(candidate.supplier.name);
};

/**
 * Reads until there is something for the client, so that a stream which fails at its start can still be asked elsewhere.
 * Throws what fails before that.
 */
export const readFirst = async (start: StreamStart): Promise<string> => {
  for (;;) {
    const next = await start.exchange.pieces.next();
    const text = next.done ? '' : start.relay.push(next.value);
    if (start.relay.collector.error() !== null || next.done) requireWhole(start);
    if (text !== '' || next.done || start.relay.collector.hasEnded()) return text;
  }
};

/** Models that think unseen write at least so fast. */
const thoughtTokensPerSecond = 50;

/** What is known of the usage: after a cut what went by, and what may have been thought unseen. */
export const usageSeen = (
  { collector, pace }: Relay,
  isWhole: boolean,
  startedAtMs: number,
): NonNullable<AttemptEnd['usage']> => {
  const seconds = (performance.now() - startedAtMs) / 1000;
  return {
    reported: collector.reply().usage,
    billing: collector.billing(),
    written: collector.written(),
    writtenChars: collector.writtenChars(),
    cut: isWhole
      ? null
      : { tokensMin: Math.floor(seconds * thoughtTokensPerSecond), silentTokens: pace.silentTokens(startedAtMs) },
  };
};

/** A server that has said its last word and does not hang up is not waited for any longer. */
const hangUpMsMax = 1000;

/** Lets a supplier end its reply, so that its connection serves again. */
const untilHungUp = async ({ pieces }: Exchange): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, hangUpMsMax);
  const next = pieces.next().then(
    () => undefined,
    () => undefined,
  );
  await Promise.race([next, promise]);
  clearTimeout(timer);
};

/**
 * It ended early, not by a failure that the supplier told of, and before a word of it came: what a model thought unseen until then is
 * billed, and nobody can say how much that was.
 */
const isUncounted = ({ relay: { collector } }: StreamStart): boolean =>
  collector.error() === null && collector.writtenChars() === 0 && !collector.reply().usage?.output;

const comment = ({ session, candidate }: StreamStart, costMicroUsd: number): string =>
  `: switchyard receipt=${session.receiptId} model=${candidate.ref} cost-usd=${(costMicroUsd / 1_000_000).toFixed(6)}\n\n`;

const account = (start: StreamStart, outcome: AttemptEnd['outcome'], error: string | null, isWhole: boolean) =>
  accountAttempt(start.session, start.candidate, start.reservationId, {
    outcome,
    answeredByModel: nameWithoutKey(start.session, start.candidate.supplier, start.relay.collector.reply().model),
    isSimulated: start.isSimulated,
    error,
    startedAtMs: start.startedAtMs,
    usage: usageSeen(start.relay, isWhole, start.startedAtMs),
    isUnknown: !isWhole && isUncounted(start),
  });

/** Failed, or left by its client: accounted with what went by. Gives the text that tells the client. */
const endEarly = async (start: StreamStart, thrown: unknown, isAborted: boolean): Promise<string> => {
  const { session, candidate } = start;
  const failure = withoutKey(session, candidate.supplier, failureOfThrown(candidate.supplier.name, thrown));
  const outcome = failure.code === 'upstream_timeout' ? 'timeout' : 'error';
  await account(start, isAborted ? 'declined' : outcome, isAborted ? 'The client went away.' : failure.message, false);
  const cost = await finishCall(session, isAborted ? 'aborted' : 'failed');
  return comment(start, cost) + streamErrorText(session.call.endpoint as Wire, failure);
};

/** The pieces for the client, from the first to the last. The receipt is durable before the last is given. */
export async function* relayStream(start: StreamStart, first: string): AsyncGenerator<string> {
  const { exchange, relay, session } = start;
  let isAccounted = false;
  try {
    yield first;
    while (!relay.collector.hasEnded()) {
      const next = await exchange.pieces.next();
      if (next.done) break;
      const text = relay.push(next.value);
      if (text !== '') yield text;
      if (relay.collector.error() !== null) break;
    }
    if (relay.collector.hasEnded()) await untilHungUp(exchange);
    const tail = relay.finish();
    requireWhole(start);
    isAccounted = true;
    await account(start, 'accepted', null, true);
    const cost = await finishCall(session, 'accepted');
    yield comment(start, cost) + tail;
  } catch (thrown) {
    if (isAccounted) return yield streamErrorText(session.call.endpoint as Wire, asDomainError(thrown));
    isAccounted = true;
    yield await endEarly(start, thrown, exchange.interruption() === 'client');
  } finally {
    exchange.close();
    // Whoever reads this stopped reading.
    if (!isAccounted) await endEarly(start, null, true);
  }
}

const asDomainError = (thrown: unknown): DomainError =>
  isDomainError(thrown)
    ? thrown
    : new DomainError('internal', 'Something went wrong inside Switchyard.', { cause: thrown });
