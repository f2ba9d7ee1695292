import { type JsonObject, noTokens, type TokenUsage } from '@switchyard/domain';
import type { ReplyWriter, WrittenAs } from './reply-writer.ts';
import type { WireEvent, WireReply, WireStop } from './wire-event.ts';

const finishes: Readonly<Record<WireStop, string>> = {
  end: 'stop',
  stop_sequence: 'stop',
  length: 'length',
  calls: 'tool_calls',
  refusal: 'content_filter',
};

const usageOf = ({ input, cachedInput, cacheWrite, output, reasoning }: TokenUsage): JsonObject => {
  const prompt = input + cachedInput + cacheWrite;
  return {
    prompt_tokens: prompt,
    completion_tokens: output,
    total_tokens: prompt + output,
    prompt_tokens_details: { cached_tokens: cachedInput },
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
};

/** A reply as a chat completion. */
export const writeChatReply = (reply: WireReply, { id, model, createdAt }: WrittenAs): JsonObject => {
  const calls = reply.calls.map((call) => ({
    id: call.id,
    type: 'function',
    function: { name: call.name, arguments: call.json },
  }));
  return {
    id: `chatcmpl-${id}`,
    object: 'chat.completion',
    created: createdAt,
    model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: reply.text === '' && (calls.length > 0 || reply.refusal !== null) ? null : reply.text,
          refusal: reply.refusal,
          ...(calls.length > 0 ? { tool_calls: calls } : {}),
        },
        logprobs: null,
        finish_reason: finishes[reply.stop],
      },
    ],
    usage: usageOf(reply.usage ?? noTokens),
  };
};

const deltaOf = (event: WireEvent): JsonObject | null => {
  switch (event.kind) {
    case 'text':
      return { content: event.text };
    case 'refusal':
      return { refusal: event.text };
    case 'call': {
      const { index, id, name } = event;
      return { tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] };
    }
    case 'arguments':
      return { tool_calls: [{ index: event.index, function: { arguments: event.json } }] };
    default:
      return null;
  }
};

/** Events → chunks of a chat completion. The usage is written only for a client that asked for it. */
export const createChatWriter = ({ id, model, createdAt, includesUsage }: WrittenAs): ReplyWriter => {
  const base = { id: `chatcmpl-${id}`, object: 'chat.completion.chunk', created: createdAt, model };
  const usageField = includesUsage ? { usage: null } : {};
  const chunk = (delta: JsonObject, finish: string | null = null): string => {
    const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }];
    return `data: ${JSON.stringify({ ...base, choices, ...usageField })}\n\n`;
  };
  return {
    open: () => chunk({ role: 'assistant', content: '' }),
    write: (event) => {
      const delta = deltaOf(event);
      return delta === null ? '' : chunk(delta);
    },
    close: ({ stop, usage }) => {
      const last = `data: ${JSON.stringify({ ...base, choices: [], usage: usageOf(usage ?? noTokens) })}\n\n`;
      return `${chunk({}, finishes[stop])}${includesUsage ? last : ''}data: [DONE]\n\n`;
    },
  };
};
