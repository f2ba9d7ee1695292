import type { JsonValue, OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { type CacheKeys, cacheKeysOf } from './cache-keys.ts';
import { findAnswer } from './find-answer.ts';
import { keepAnswer } from './keep-answer.ts';
import { ageSecondsOf, type KeptAnswer } from './kept-answer.ts';

/** What a caller wants of the cache, in the words of HTTP (RFC 9111). It only ever narrows what the rules allow. */
export interface CacheWish {
  /** `no-cache`: asked anew; the new answer is kept. */
  readonly isAskedAnew: boolean;
  /** `no-store`: neither given from the cache nor kept. */
  readonly isKeptOut: boolean;
  /** `max-age`: no older than so many seconds; null: as the rules say. */
  readonly ageMaxS: number | null;
}

export const noCacheWish: CacheWish = { isAskedAnew: false, isKeptOut: false, ageMaxS: null };

export interface AskedAnew<Value> {
  readonly value: Value;
  /** What may be kept of it, once that is known; null: nothing. */
  readonly answer: Promise<KeptAnswer | null>;
}

export interface CacheRequest<Value> {
  readonly organisationId: OrganisationId;
  readonly taskId: string | null;
  /** Of a call through the gateway. */
  readonly apiKeyId?: string | null;
  /** Everything that the answer depends on. */
  readonly asked: JsonValue;
  readonly lifetimeS: number;
  readonly wish: CacheWish;
  /** Whether today's floors would let whoever answered be asked with this input. */
  readonly mayServe: (kept: KeptAnswer) => boolean;
  readonly serve: (kept: KeptAnswer) => Promise<Value>;
  readonly ask: () => Promise<AskedAnew<Value>>;
  readonly signal: AbortSignal;
}

/** One call under way, for whoever asks the same meanwhile. */
interface Flight {
  readonly landed: Promise<KeptAnswer | null>;
  land(answer: KeptAnswer | null): void;
  /** Its answer is stored, or will not be: later ones look into the database instead. */
  leave(): void;
  readonly left: Promise<void>;
}

const flights = new WeakMap<App, Map<string, Flight>>();
/** Whoever waits for another's call this long makes one of its own. */
const waitMsMax = 60_000;

const flightsOf = (app: App): Map<string, Flight> => {
  const known = flights.get(app) ?? new Map<string, Flight>();
  flights.set(app, known);
  return known;
};

const startFlight = (app: App, id: string): Flight => {
  const { promise, resolve } = Promise.withResolvers<KeptAnswer | null>();
  const leaving = Promise.withResolvers<void>();
  const ofApp = flightsOf(app);
  const flight: Flight = {
    landed: promise,
    land: resolve,
    leave: () => {
      if (ofApp.get(id) === flight) ofApp.delete(id);
      leaving.resolve();
    },
    left: leaving.promise,
  };
  ofApp.set(id, flight);
  return flight;
};

/** The answer of a call under way; null when it comes to nothing, takes too long, or whoever waits has gone. */
const waitFor = ({ landed }: Flight, signal: AbortSignal): Promise<KeptAnswer | null> =>
  new Promise((resolve) => {
    const settle = (kept: KeptAnswer | null) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      resolve(kept);
    };
    const giveUp = () => settle(null);
    const timer = setTimeout(giveUp, waitMsMax);
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    void landed.then(settle);
  });

const isServable = <Value>(app: App, request: CacheRequest<Value>, kept: KeptAnswer): boolean => {
  const age = ageSecondsOf(kept, app.now());
  const { lifetimeS, wish, mayServe } = request;
  return age < lifetimeS && (wish.ageMaxS === null || age <= wish.ageMaxS) && mayServe(kept);
};

const keysOrNull = async (app: App, organisationId: OrganisationId): Promise<CacheKeys | null> => {
  try {
    return await cacheKeysOf(app, organisationId);
  } catch (cause) {
    app.log.warn({ err: cause }, 'the cache of answers has no key; the call is made');
    return null;
  }
};

interface Keeping {
  readonly keys: CacheKeys;
  readonly digest: Buffer;
  readonly id: string;
  /** Others wait for this call; null: it is made beside another one, or on purpose. */
  readonly flight: Flight | null;
  /** Of two answers the one that was asked for last stays. */
  readonly after: Promise<void> | undefined;
}

/** Makes the call and keeps its answer when it ends well. Whoever asks the same is told of it before it is stored. */
const askAndKeep = async <Value>(
  app: App,
  request: CacheRequest<Value>,
  { keys, digest, id, flight, after }: Keeping,
): Promise<Value> => {
  const { organisationId, taskId, apiKeyId = null, lifetimeS } = request;
  const askedAt = app.now();
  const { value, answer } = await request.ask();
  const follow = async () => {
    const made = await answer.catch(() => null);
    const known = flight ?? (made && startFlight(app, id));
    known?.land(made);
    await after;
    if (made)
      await keepAnswer(app, keys, { organisationId, taskId, apiKeyId, askedAt, digest, lifetimeS, answer: made });
    known?.leave();
  };
  void follow();
  return value;
};

/**
 * Answers from the cache where that is allowed, else asks and keeps the answer. Of several that ask the same at once in one
 * process one makes the call and the others get its answer; two processes may both make it. Nothing that goes wrong with the
 * cache fails a call; what asking or serving throws is thrown.
 */
export const answerThroughCache = async <Value>(app: App, request: CacheRequest<Value>): Promise<Value> => {
  const { organisationId, wish, signal } = request;
  const keys = wish.isKeptOut ? null : await keysOrNull(app, organisationId);
  if (!keys) return (await request.ask()).value;
  const digest = keys.digest(request.asked);
  const id = `${organisationId} ${digest.toString('base64')}`;
  const underWay = flightsOf(app).get(id);
  const apart = { keys, digest, id, flight: null, after: underWay?.left };
  if (wish.isAskedAnew) return askAndKeep(app, request, apart);
  if (underWay) {
    const kept = await waitFor(underWay, signal);
    if (kept && isServable(app, request, kept)) return request.serve(kept);
    return askAndKeep(app, request, apart);
  }
  const flight = startFlight(app, id);
  try {
    const kept = await findAnswer(app, organisationId, keys, digest);
    if (kept && isServable(app, request, kept)) {
      flight.land(kept);
      flight.leave();
      return await request.serve(kept);
    }
    return await askAndKeep(app, request, { keys, digest, id, flight, after: undefined });
  } catch (thrown) {
    flight.land(null);
    flight.leave();
    throw thrown;
  }
};
