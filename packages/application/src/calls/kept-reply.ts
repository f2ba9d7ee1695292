import { type JsonValue, tokenUsageSchema } from '@switchyard/domain';
import { createWireCollector, parseObject, type Wire, type WireReply, wireFormats } from '@switchyard/suppliers';
import { z } from 'zod';
import type { KeptAnswer } from '../answer-cache/index.ts';
import type { CallSession } from './call-session.ts';
import { createSameRelay } from './relay.ts';

/** What is kept of a call's answer: all of it as it went to the client, and what it says, for the other form of it. */
export const keptReplySchema = z.object({
  /** Null for an answer that was streamed. */
  whole: z.string().nullable(),
  /** Null for vectors. */
  reply: z
    .object({
      id: z.string(),
      model: z.string().nullable(),
      text: z.string(),
      stop: z.enum(['end', 'stop_sequence']),
      usage: tokenUsageSchema.nullable(),
    })
    .nullable(),
});
export type KeptReply = z.infer<typeof keptReplySchema>;

/** Only what was said to its end, without asking for tools: the world in which they were asked for is gone. */
const keepable = (session: CallSession, { id, model, text, refusal, calls, stop }: WireReply): KeptReply['reply'] => {
  if (refusal !== null || calls.length > 0 || text === '') return null;
  if (stop !== 'end' && stop !== 'stop_sequence') return null;
  const accepted = session.attempts.find(({ outcome }) => outcome === 'accepted');
  return { id, model, text, stop, usage: accepted?.tokens ?? null };
};

const answerOf = (session: CallSession, kept: KeptReply): KeptAnswer | null => {
  const { app, attempts, decision, receiptId } = session;
  const accepted = attempts.find(({ outcome }) => outcome === 'accepted');
  const candidate = decision.candidates.find(({ ref }) => ref === accepted?.candidateRef);
  if (!accepted || !candidate) return null;
  return {
    v: 1,
    candidateRef: accepted.candidateRef,
    supplierId: candidate.supplierId,
    endpoint: accepted.endpoint ?? null,
    isSimulated: accepted.isSimulated,
    answeredByModel: accepted.answeredByModel,
    receiptId,
    costMicroUsd: accepted.costMicroUsd,
    answeredAt: app.now().toISOString(),
    body: kept satisfies JsonValue,
  };
};

const readWhole = (wire: Wire, whole: string): WireReply | null => {
  const body = parseObject(whole);
  if (!body) return null;
  const collector = createWireCollector();
  for (const event of wireFormats[wire].readReply(body)) collector.add(event);
  return collector.error() === null ? collector.reply() : null;
};

/** What may be kept of a whole answer; null: nothing. */
export const keepWhole = (session: CallSession, body: string | Buffer): KeptAnswer | null => {
  const { endpoint } = session.call;
  const whole = body.toString();
  if (endpoint === 'embeddings') return answerOf(session, { whole, reply: null });
  const said = readWhole(endpoint, whole);
  const reply = said && keepable(session, said);
  return reply && answerOf(session, { whole, reply });
};

interface KeptStream {
  /** The same stream. */
  readonly events: AsyncIterable<string>;
  /** What may be kept of it, once it has ended; null: nothing. */
  readonly answer: Promise<KeptAnswer | null>;
}

/** Listens to a stream as it goes to the client. */
export const keepStream = (session: CallSession, wire: Wire, events: AsyncIterable<string>): KeptStream => {
  const { promise, resolve } = Promise.withResolvers<KeptAnswer | null>();
  const relay = createSameRelay(wire, false);
  async function* listen(): AsyncGenerator<string> {
    try {
      for await (const text of events) {
        relay.push(Buffer.from(text));
        yield text;
      }
    } finally {
      const { collector } = relay;
      const reply = collector.hasEnded() && collector.error() === null ? keepable(session, collector.reply()) : null;
      resolve(reply && answerOf(session, { whole: null, reply }));
    }
  }
  return { events: listen(), answer: promise };
};
