import { DomainError, type JsonObject, noTokens, type TokenUsage } from '@switchyard/domain';
import {
  countIn,
  createWireCollector,
  objectIn,
  parseObject,
  textIn,
  type WireBilling,
  wireFormats,
} from '@switchyard/suppliers';
import type { CallSession } from './call-session.ts';
import { type Exchange, readRest } from './exchange.ts';
import { supplierFailure } from './upstream-failure.ts';
import type { UpstreamRequest } from './upstream-request.ts';

const replyBytesMax = 32_000_000;

/** A whole reply, as the client gets it, with what it used. */
export interface WholeReply {
  readonly body: string | Buffer;
  readonly answeredByModel: string | null;
  readonly reported: TokenUsage | null;
  readonly billing: WireBilling | null;
  readonly written: string;
  readonly writtenChars: number;
}

const notJson = (): DomainError =>
  new DomainError('upstream_failed', 'The supplier sent a reply that is not what its format says.', {
    retryable: true,
  });

const readEmbeddings = (bytes: Buffer, body: JsonObject): WholeReply => {
  if (!Array.isArray(body.data)) throw notJson();
  const usage = objectIn(body, 'usage');
  const reported = usage ? { ...noTokens, input: countIn(usage, 'prompt_tokens') } : null;
  return {
    body: bytes,
    answeredByModel: textIn(body, 'model') || null,
    reported,
    billing: null,
    written: '',
    writtenChars: 0,
  };
};

/** Reads a whole reply. Throws `upstream_failed` when it is not one, `too_large`, or what the connection throws. */
export const readWhole = async (
  session: CallSession,
  { wire }: UpstreamRequest,
  exchange: Exchange,
  model: string,
): Promise<WholeReply> => {
  const { call, receiptId, app } = session;
  const bytes = await readRest(exchange.pieces, replyBytesMax);
  const body = parseObject(bytes.toString());
  if (!body) throw notJson();
  if (wire === 'embeddings' || call.endpoint === 'embeddings') return readEmbeddings(bytes, body);
  const events = wireFormats[wire].readReply(body);
  if (events.length === 0) throw notJson();
  const collector = createWireCollector();
  for (const event of events) collector.add(event);
  const error = collector.error();
  if (error !== null) throw supplierFailure(error);
  const reply = collector.reply();
  const as = {
    id: receiptId.replaceAll('-', ''),
    model: reply.model ?? model,
    createdAt: Math.floor(app.now().getTime() / 1000),
    includesUsage: true,
  };
  return {
    body: wire === call.endpoint ? bytes : JSON.stringify(wireFormats[call.endpoint].writeReply(reply, as)),
    answeredByModel: reply.model,
    reported: reply.usage,
    billing: collector.billing(),
    written: collector.written(),
    writtenChars: collector.writtenChars(),
  };
};
