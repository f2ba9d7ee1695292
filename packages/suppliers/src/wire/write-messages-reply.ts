import { type JsonObject, type JsonValue, noTokens, type TokenUsage } from '@switchyard/domain';
import { parseObject } from './json-access.ts';
import type { ReplyWriter, WrittenAs } from './reply-writer.ts';
import type { WireEvent, WireReply, WireStop } from './wire-event.ts';

const stopReasons: Readonly<Record<WireStop, string>> = {
  end: 'end_turn',
  length: 'max_tokens',
  calls: 'tool_use',
  refusal: 'refusal',
  stop_sequence: 'stop_sequence',
};

const usageOf = ({ input, cachedInput, cacheWrite, output }: TokenUsage): JsonObject => ({
  input_tokens: input,
  cache_creation_input_tokens: cacheWrite,
  cache_read_input_tokens: cachedInput,
  output_tokens: output,
});

const messageOf = ({ id, model }: WrittenAs, content: JsonValue, stop: WireStop | null, usage: TokenUsage) => ({
  id: `msg_${id}`,
  type: 'message',
  role: 'assistant',
  model,
  content,
  stop_reason: stop === null ? null : stopReasons[stop],
  stop_sequence: null,
  usage: usageOf(usage),
});

/** A reply as a message. Arguments that are not a JSON object arrive empty: this format has no place for a broken text. */
export const writeMessagesReply = (reply: WireReply, as: WrittenAs): JsonObject => {
  const text = reply.text + (reply.refusal ?? '');
  const content = [
    ...(text === '' ? [] : [{ type: 'text', text }]),
    ...reply.calls.map(({ id, name, json }) => ({ type: 'tool_use', id, name, input: parseObject(json) ?? {} })),
  ];
  const stop = reply.refusal !== null && reply.stop === 'end' ? 'refusal' : reply.stop;
  return messageOf(as, content, stop, reply.usage ?? noTokens);
};

const frame = (type: string, data: JsonObject): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;

/** Events → the typed events of a message, one content block after the other. */
export const createMessagesWriter = (as: WrittenAs): ReplyWriter => {
  let blocks = 0;
  /** Which block is open: -1 for text, else the index of the call. */
  let open: number | null = null;
  const closeBlock = (): string => {
    if (open === null) return '';
    open = null;
    return frame('content_block_stop', { index: blocks - 1 });
  };
  const openBlock = (which: number, block: JsonObject): string => {
    const closed = closeBlock();
    open = which;
    blocks += 1;
    return closed + frame('content_block_start', { index: blocks - 1, content_block: block });
  };
  const delta = (change: JsonObject): string => frame('content_block_delta', { index: blocks - 1, delta: change });
  const write = (event: WireEvent): string => {
    switch (event.kind) {
      case 'text':
      case 'refusal': {
        const opened = open === -1 ? '' : openBlock(-1, { type: 'text', text: '' });
        return opened + delta({ type: 'text_delta', text: event.text });
      }
      case 'call':
        return openBlock(event.index, { type: 'tool_use', id: event.id, name: event.name, input: {} });
      case 'arguments':
        // Only the open call can go on here; suppliers write them one after the other.
        return open === event.index ? delta({ type: 'input_json_delta', partial_json: event.json }) : '';
      default:
        return '';
    }
  };
  return {
    open: () => frame('message_start', { message: messageOf(as, [], null, noTokens) }),
    write,
    close: ({ stop, usage }) => {
      const change = { stop_reason: stopReasons[stop], stop_sequence: null };
      const told = { delta: change, usage: usageOf(usage ?? noTokens) };
      return `${closeBlock()}${frame('message_delta', told)}${frame('message_stop', {})}`;
    },
  };
};
