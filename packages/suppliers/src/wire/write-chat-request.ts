import type { JsonObject, JsonValue } from '@switchyard/domain';
import type { WirePart, WireRequest, WireTurn } from './wire-request.ts';

const toPart = (part: WirePart): JsonObject =>
  part.kind === 'text' ? { type: 'text', text: part.text } : { type: 'image_url', image_url: { url: part.url } };

/** Plain text stays plain: some servers take lists of parts only for images. */
const contentOf = (parts: readonly WirePart[]): JsonValue =>
  parts.every(({ kind }) => kind === 'text')
    ? parts.map((part) => (part.kind === 'text' ? part.text : '')).join('\n')
    : parts.map(toPart);

const toMessage = (turn: WireTurn): JsonObject => {
  if (turn.role === 'user') return { role: 'user', content: contentOf(turn.parts) };
  if (turn.role === 'tool') {
    return { role: 'tool', tool_call_id: turn.callId, content: turn.isError ? `Error: ${turn.text}` : turn.text };
  }
  const calls = turn.calls.map(({ id, name, json }) => ({ id, type: 'function', function: { name, arguments: json } }));
  const content = turn.text === '' && calls.length > 0 ? null : turn.text;
  return { role: 'assistant', content, ...(calls.length > 0 ? { tool_calls: calls } : {}) };
};

const formatOf = (format: WireRequest['format']): JsonObject => {
  if (format === null) return {};
  if (format === 'json') return { response_format: { type: 'json_object' } };
  const { name, schema, isStrict } = format;
  return { response_format: { type: 'json_schema', json_schema: { name, schema, strict: isStrict } } };
};

const toolsOf = ({ tools, toolChoice, allowsParallelCalls }: WireRequest): JsonObject => {
  if (tools.length === 0) return {};
  const choice =
    typeof toolChoice === 'object' && toolChoice !== null
      ? { type: 'function', function: { name: toolChoice.name } }
      : toolChoice;
  return {
    tools: tools.map(({ name, description, schema, isStrict }) => ({
      type: 'function',
      function: {
        name,
        ...(description === null ? {} : { description }),
        parameters: schema,
        ...(isStrict === null ? {} : { strict: isStrict }),
      },
    })),
    ...(choice === null ? {} : { tool_choice: choice }),
    ...(allowsParallelCalls === null ? {} : { parallel_tool_calls: allowsParallelCalls }),
  };
};

/** A request as a body of chat completions. `limitName`: OpenAI's own models want the new name, older servers know the old. */
export const writeChatRequest = (
  request: WireRequest,
  model: string,
  limitName: 'max_completion_tokens' | 'max_tokens',
): JsonObject => ({
  model,
  messages: [
    ...(request.system === null ? [] : [{ role: 'system', content: request.system }]),
    ...request.turns.map(toMessage),
  ],
  ...toolsOf(request),
  ...(request.outputTokensMax === null ? {} : { [limitName]: request.outputTokensMax }),
  ...(request.temperature === null ? {} : { temperature: request.temperature }),
  ...(request.topP === null ? {} : { top_p: request.topP }),
  ...(request.stop.length === 0 ? {} : { stop: [...request.stop] }),
  ...formatOf(request.format),
  ...(request.effort === null ? {} : { reasoning_effort: request.effort }),
  ...(request.isStream ? { stream: true, stream_options: { include_usage: true } } : {}),
});
