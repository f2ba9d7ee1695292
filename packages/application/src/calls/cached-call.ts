import { DomainError, type JsonObject } from '@switchyard/domain';
import { mayServeCached } from '@switchyard/routing';
import {
  type AskedAnew,
  ageSecondsOf,
  answerThroughCache,
  cachedFrom,
  type KeptAnswer,
  noCacheWish,
} from '../answer-cache/index.ts';
import { isCacheableCall } from './cacheable-call.ts';
import type { CallSession } from './call-session.ts';
import { finishCall } from './finish-call.ts';
import { keepStream, keepWhole, keptReplySchema } from './kept-reply.ts';
import type { CallReply } from './model-call.ts';
import { bodyOfReply, dollars, streamOfReply } from './render-reply.ts';
import { noteCacheHit } from './trace-attempt.ts';

/** Everything that the answer depends on; whether it comes as a stream is not. The floors are asked again each time. */
const askedOf = ({ call, dataClass }: CallSession): JsonObject => {
  const { stream: _stream, stream_options: _options, ...body } = call.body;
  return { kind: 'call', dataClass, endpoint: call.endpoint, headers: { ...call.headers }, body };
};

const serve = async (session: CallSession, kept: KeptAnswer): Promise<CallReply> => {
  const { app, call, facts, receiptId } = session;
  const { whole, reply: said } = keptReplySchema.parse(kept.body);
  noteCacheHit(app);
  await finishCall(session, 'accepted', cachedFrom(kept));
  const { candidateRef, answeredByModel, isSimulated, costMicroUsd: savedMicroUsd } = kept;
  const cache = { state: 'hit', ageS: ageSecondsOf(kept, app.now()), savedMicroUsd } as const;
  const head = { receiptId, candidateRef, answeredByModel, isSimulated, cache };
  if (whole !== null && !facts.isStream) return { ...head, kind: 'whole', body: whole, costMicroUsd: 0 };
  if (said === null || call.endpoint === 'embeddings') throw new Error('Vectors are kept whole.');
  const reply = { ...said, refusal: null, calls: [] };
  const as = {
    id: receiptId.replaceAll('-', ''),
    model: said.model ?? candidateRef,
    createdAt: Math.floor(app.now().getTime() / 1000),
    includesUsage: facts.includesUsage,
  };
  if (!facts.isStream) {
    return { ...head, kind: 'whole', body: bodyOfReply(call.endpoint, reply, as), costMicroUsd: 0 };
  }
  const comment = `: switchyard receipt=${receiptId} model=${candidateRef} cost-usd=${dollars(0)} cache=hit saved-usd=${dollars(savedMicroUsd)}\n\n`;
  return { ...head, kind: 'stream', events: streamOfReply(call.endpoint, reply, as, comment) };
};

const keepReply = (session: CallSession, reply: CallReply, state: 'miss' | 'bypass'): AskedAnew<CallReply> => {
  const value = { ...reply, cache: { state } } as const;
  if (reply.kind === 'whole') return { value, answer: Promise.resolve(keepWhole(session, reply.body)) };
  const { endpoint } = session.call;
  if (endpoint === 'embeddings') throw new DomainError('internal', 'Vectors are not streamed.');
  const { events, answer } = keepStream(session, endpoint, reply.events);
  return { value: { ...reply, ...value, kind: 'stream', events }, answer };
};

/**
 * A call's answer from the cache where the rules allow it, else from `ask`. What is given again was given to the same
 * organisation for the same body, class of data and headers; its receipt says so, nothing is reserved for it.
 */
export const answerCall = (session: CallSession, ask: () => Promise<CallReply>): Promise<CallReply> => {
  const { app, call, facts, decision, policy, key } = session;
  const { cache } = policy;
  if (cache === null || !isCacheableCall(call, facts, cache)) return ask();
  const { cacheWish: wish = noCacheWish } = call;
  const state = wish.isAskedAnew || wish.isKeptOut ? 'bypass' : 'miss';
  return answerThroughCache<CallReply>(app, {
    organisationId: key.actor.organisationId,
    taskId: null,
    apiKeyId: key.actor.apiKeyId,
    asked: askedOf(session),
    lifetimeS: cache.lifetimeS,
    wish,
    mayServe: (kept) => mayServeCached(decision, kept) && keptReplySchema.safeParse(kept.body).success,
    serve: (kept) => serve(session, kept),
    ask: async () => keepReply(session, await ask(), state),
    signal: call.signal,
  });
};
