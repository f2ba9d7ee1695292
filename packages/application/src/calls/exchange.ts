import { setImmediate as othersHadTheirTurn } from 'node:timers/promises';
import { DomainError } from '@switchyard/domain';
import type { ModelCallSpan } from '@switchyard/observability';
import { circuitKeyOf, type RoutableModel, restMsOf } from '@switchyard/routing';
import type { RegisteredSupplier } from '../routing/load-routing.ts';
import type { SupplyPermit } from '../supply/acquire-supply.ts';
import { noteRest } from '../supply/rests.ts';
import type { AskedRates } from './call-prices.ts';
import type { CallSession } from './call-session.ts';
import { leftEarly } from './left-early.ts';
import { failureOfReply } from './upstream-failure.ts';
import type { UpstreamRequest } from './upstream-request.ts';

/** A supplier's reply whose head has arrived and says that it is one. */
export interface Exchange {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly pieces: AsyncIterator<Buffer>;
  /** Ends the exchange: stops the clock, and closes the connection unless the body was read to its end. */
  close(): void;
  /** What ended it: the client went away, time ran out, or neither. */
  interruption(): 'client' | 'time' | null;
}

export const timeoutMsDefault = 600_000;
/** A supplier that has begun and then says nothing for so long has gone. */
const idleMsMax = 120_000;
const errorBytesMax = 64_000;

/** The rest of a body up to a size; throws `too_large`. */
export const readRest = async (pieces: AsyncIterator<Buffer>, bytesMax: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
    size += next.value.length;
    if (size > bytesMax) throw new DomainError('too_large', `The supplier's reply is larger than ${bytesMax} bytes.`);
    chunks.push(next.value);
  }
  const [only] = chunks;
  return only && chunks.length === 1 ? only : Buffer.concat(chunks, size);
};

interface Clock {
  readonly signal: AbortSignal;
  stop(): void;
  interruption(): 'client' | 'time' | null;
}

const startClock = (client: AbortSignal, timeoutMs: number): Clock => {
  const controller = new AbortController();
  let interruption: 'client' | 'time' | null = client.aborted ? 'client' : null;
  const end = (by: 'client' | 'time') => {
    interruption ??= by;
    controller.abort();
  };
  const timer = setTimeout(() => end('time'), timeoutMs);
  const leave = () => end('client');
  client.addEventListener('abort', leave, { once: true });
  if (client.aborted) controller.abort();
  return {
    signal: controller.signal,
    stop: () => {
      clearTimeout(timer);
      client.removeEventListener('abort', leave);
    },
    interruption: () => interruption,
  };
};

/** What the supplier says of its own limits holds for every process; telling them is not waited for. */
const learnRest = (
  { app, key }: CallSession,
  { ref, endpoint }: AskedCandidate,
  headers: Exchange['headers'],
): void => {
  const restMs = restMsOf(headers, app.now().getTime());
  if (restMs !== null) void noteRest(app, key.actor.organisationId, circuitKeyOf(ref, endpoint), restMs);
};

/**
 * Sends a request and waits for the head of its reply. Throws as `failureOfReply` says for any other status than 200, and what
 * the connection throws. `interruption` of the thrown path is told by `onInterrupted`.
 */
export const openExchange = async (
  session: CallSession,
  candidate: AskedCandidate,
  request: UpstreamRequest,
): Promise<Exchange> => {
  const { app, call } = session;
  const { supplier } = candidate;
  const timeoutMs = call.timeoutMs ?? timeoutMsDefault;
  const clock = startClock(call.signal, timeoutMs);
  const fail = (thrown: unknown): unknown => {
    clock.stop();
    if (clock.interruption() === 'client') return leftEarly(call.signal);
    if (clock.interruption() !== 'time') return thrown;
    const message = `${supplier.name} did not answer within ${timeoutMs / 1000} s.`;
    return new DomainError('upstream_timeout', message, { retryable: true, cause: thrown });
  };
  try {
    const { url, headers, body } = request;
    const { signal } = clock;
    const asked = app.outbound.request({
      method: 'POST',
      url,
      headers,
      body,
      signal,
      headMsMax: timeoutMs,
      idleMsMax,
    });
    session.draft();
    const reply = await asked;
    learnRest(session, candidate, reply.headers);
    const pieces = reply.body[Symbol.asyncIterator]();
    // Some servers say 201 or 202 with an answer; what is none is found out by reading it.
    if (reply.status < 200 || reply.status > 299) {
      const text = (await readRest(pieces, errorBytesMax)).toString();
      const nowMs = app.now().getTime();
      throw failureOfReply({ supplier: supplier.name, status: reply.status, headers: reply.headers, text, nowMs });
    }
    return {
      headers: reply.headers,
      pieces: guard(pieces, fail),
      close: () => {
        clock.stop();
        pieces.return?.().catch(() => undefined);
      },
      interruption: clock.interruption,
    };
  } catch (thrown) {
    throw fail(thrown);
  }
};

const guard = (pieces: AsyncIterator<Buffer>, fail: (thrown: unknown) => unknown): AsyncIterator<Buffer> => ({
  next: async () => {
    try {
      return await pieces.next();
    } catch (thrown) {
      throw fail(thrown);
    }
  },
});

/** No answer of a model is larger; more is a fault or an attack. */
const streamBytesMax = 64_000_000;

/** A supplier that writes as fast as it is read would be read for as long as it writes, and nobody else. */
const bytesInATurn = 64_000;

/** An exchange whose body is passed on as it comes, also where nothing of it is: up to a size. Its pieces throw `too_large`. */
export const asStream = (exchange: Exchange): Exchange => {
  let bytes = 0;
  let turn = 0;
  const next = async (): Promise<IteratorResult<Buffer>> => {
    if (bytes - turn > bytesInATurn) {
      await othersHadTheirTurn();
      turn = bytes;
    }
    const piece = await exchange.pieces.next();
    bytes += piece.done ? 0 : piece.value.length;
    if (bytes > streamBytesMax) throw new DomainError('too_large', 'The answer is larger than 64 MB; it was ended.');
    return piece;
  };
  return { ...exchange, pieces: { next } };
};

export interface AskedCandidate {
  readonly supplier: RegisteredSupplier;
  readonly model: RoutableModel;
  readonly ref: string;
  /** Which of the supplier's keys or regions is asked; absent where it has just one. */
  readonly endpoint?: string | undefined;
  /** Its place under the limits of its supplier, given back when the attempt is accounted. */
  readonly permit: SupplyPermit;
  /** What all its answers together may hold, as money is held for; null before that is known. */
  readonly outputTokensMax: number | null;
  /** Rates that it is asked at. */
  readonly rates: AskedRates;
  readonly span?: ModelCallSpan;
}
