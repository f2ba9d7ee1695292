import type { JsonObject } from '@switchyard/domain';
import { readChatEvent, readChatReply } from './read-chat-reply.ts';
import { readChatRequest } from './read-chat-request.ts';
import { createMessagesEventReader, readMessagesReply } from './read-messages-reply.ts';
import { readMessagesRequest } from './read-messages-request.ts';
import { readResponsesEvent, readResponsesReply } from './read-responses-reply.ts';
import { readResponsesRequest } from './read-responses-request.ts';
import type { ReplyWriter, WrittenAs } from './reply-writer.ts';
import type { WireEvent, WireReply } from './wire-event.ts';
import type { Wire, WireRequest, WireTarget } from './wire-request.ts';
import { createChatWriter, writeChatReply } from './write-chat-reply.ts';
import { createMessagesWriter, writeMessagesReply } from './write-messages-reply.ts';
import { createResponsesWriter, writeResponsesReply } from './write-responses-reply.ts';

/** Everything one format can do. */
export interface WireFormat {
  /** Throws ZodError, or `invalid_input` for what `to` has no place for. */
  readRequest(body: JsonObject, to: WireTarget): WireRequest;
  /** A whole reply as events; empty when the body is no reply of this format. */
  readReply(body: JsonObject): WireEvent[];
  /** For one stream: each event's data, or `done` for `[DONE]`. */
  createEventReader(): (body: JsonObject | 'done') => WireEvent[];
  writeReply(reply: WireReply, as: WrittenAs): JsonObject;
  createWriter(as: WrittenAs): ReplyWriter;
}

export const wireFormats: Readonly<Record<Wire, WireFormat>> = {
  chat: {
    readRequest: readChatRequest,
    readReply: readChatReply,
    createEventReader: () => readChatEvent,
    writeReply: writeChatReply,
    createWriter: createChatWriter,
  },
  responses: {
    readRequest: readResponsesRequest,
    readReply: readResponsesReply,
    createEventReader: () => readResponsesEvent,
    writeReply: writeResponsesReply,
    createWriter: createResponsesWriter,
  },
  messages: {
    readRequest: readMessagesRequest,
    readReply: readMessagesReply,
    createEventReader: createMessagesEventReader,
    writeReply: writeMessagesReply,
    createWriter: createMessagesWriter,
  },
};
