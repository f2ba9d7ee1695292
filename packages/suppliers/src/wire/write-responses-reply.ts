import { type JsonObject, noTokens, type TokenUsage } from '@switchyard/domain';
import type { ReplyWriter, WrittenAs } from './reply-writer.ts';
import type { WireEvent, WireReply, WireStop } from './wire-event.ts';

const usageOf = ({ input, cachedInput, cacheWrite, output, reasoning }: TokenUsage): JsonObject => {
  const read = input + cachedInput + cacheWrite;
  return {
    input_tokens: read,
    input_tokens_details: { cached_tokens: cachedInput },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: read + output,
  };
};

const incompleteReasons: Partial<Record<WireStop, string>> = {
  length: 'max_output_tokens',
  refusal: 'content_filter',
};

const textPart = (text: string): JsonObject => ({ type: 'output_text', text, annotations: [], logprobs: [] });

const messageItem = (id: string, content: readonly JsonObject[], status: string): JsonObject => ({
  type: 'message',
  id: `msg_${id}`,
  role: 'assistant',
  status,
  content: [...content],
});

const callItem = (call: WireReply['calls'][number], index: number, as: WrittenAs, status: string): JsonObject => ({
  type: 'function_call',
  id: `fc_${as.id}_${index}`,
  call_id: call.id,
  name: call.name,
  arguments: call.json,
  status,
});

const outputOf = (reply: WireReply, as: WrittenAs): JsonObject[] => {
  const parts = [
    ...(reply.text === '' ? [] : [textPart(reply.text)]),
    ...(reply.refusal === null ? [] : [{ type: 'refusal', refusal: reply.refusal }]),
  ];
  return [
    ...(parts.length === 0 ? [] : [messageItem(as.id, parts, 'completed')]),
    ...reply.calls.map((call, index) => callItem(call, index, as, 'completed')),
  ];
};

const responseOf = (as: WrittenAs, output: JsonObject[], stop: WireStop | null, usage: TokenUsage | null) => {
  const reason = stop === null ? undefined : incompleteReasons[stop];
  const status = stop === null ? 'in_progress' : reason === undefined ? 'completed' : 'incomplete';
  return {
    id: `resp_${as.id}`,
    object: 'response',
    created_at: as.createdAt,
    status,
    error: null,
    incomplete_details: reason === undefined ? null : { reason },
    instructions: null,
    model: as.model,
    output,
    parallel_tool_calls: true,
    tool_choice: 'auto',
    tools: [],
    metadata: {},
    temperature: null,
    top_p: null,
    usage: usage === null ? null : usageOf(usage),
  };
};

/** A reply as a response. */
export const writeResponsesReply = (reply: WireReply, as: WrittenAs): JsonObject =>
  responseOf(as, outputOf(reply, as), reply.stop, reply.usage ?? noTokens);

interface OpenItem {
  /** -1 for the message, else the index of the call. */
  readonly which: number;
  readonly at: JsonObject;
  text: string;
  readonly call: { readonly id: string; readonly name: string } | null;
}

/** Events → the typed events of a response, one output item after the other. */
export const createResponsesWriter = (as: WrittenAs): ReplyWriter => {
  let sequence = 0;
  let items = 0;
  let open: OpenItem | null = null;
  const frame = (type: string, data: JsonObject): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence++, ...data })}\n\n`;

  const closeItem = (): string => {
    if (open === null) return '';
    const { at, text, call, which } = open;
    open = null;
    const output = { output_index: items - 1 };
    if (call) {
      const item = callItem({ ...call, json: text }, which, as, 'completed');
      const done = frame('response.function_call_arguments.done', { ...at, name: call.name, arguments: text });
      return done + frame('response.output_item.done', { ...output, item });
    }
    const item = messageItem(as.id, [textPart(text)], 'completed');
    return (
      frame('response.output_text.done', { ...at, text, logprobs: [] }) +
      frame('response.content_part.done', { ...at, part: textPart(text) }) +
      frame('response.output_item.done', { ...output, item })
    );
  };

  const openMessage = (): string => {
    const closed = closeItem();
    const output = { output_index: items++ };
    const at = { item_id: `msg_${as.id}`, ...output, content_index: 0 };
    open = { which: -1, at, text: '', call: null };
    return (
      closed +
      frame('response.output_item.added', { ...output, item: messageItem(as.id, [], 'in_progress') }) +
      frame('response.content_part.added', { ...at, part: textPart('') })
    );
  };

  const openCall = ({ index, id, name }: Extract<WireEvent, { kind: 'call' }>): string => {
    const closed = closeItem();
    const output = { output_index: items++ };
    open = { which: index, at: { item_id: `fc_${as.id}_${index}`, ...output }, text: '', call: { id, name } };
    const item = callItem({ id, name, json: '' }, index, as, 'in_progress');
    return closed + frame('response.output_item.added', { ...output, item });
  };

  const addText = (text: string): string => {
    const opened = open?.which === -1 ? '' : openMessage();
    if (open === null) return opened;
    open.text += text;
    return opened + frame('response.output_text.delta', { ...open.at, delta: text, logprobs: [] });
  };

  const addArguments = ({ index, json }: Extract<WireEvent, { kind: 'arguments' }>): string => {
    // Only the open call can go on here; suppliers write them one after the other.
    if (open?.which !== index) return '';
    open.text += json;
    return frame('response.function_call_arguments.delta', { ...open.at, delta: json });
  };

  return {
    open: () => {
      const response = responseOf(as, [], null, null);
      return frame('response.created', { response }) + frame('response.in_progress', { response });
    },
    write: (event) => {
      if (event.kind === 'text' || event.kind === 'refusal') return addText(event.text);
      if (event.kind === 'call') return openCall(event);
      return event.kind === 'arguments' ? addArguments(event) : '';
    },
    close: (reply) => {
      const response = writeResponsesReply(reply, as);
      return (
        closeItem() +
        frame(response.status === 'incomplete' ? 'response.incomplete' : 'response.completed', { response })
      );
    },
  };
};
