import { DomainError, type JsonObject, type JsonValue } from '@switchyard/domain';
import { untranslatable } from './untranslatable.ts';
import type { WireCall, WirePart, WireRequest, WireTarget, WireTurn } from './wire-request.ts';

/** Messages must name a limit; used where the other format named none. */
export const outputTokensDefault = 8192;

const toImage = (url: string): JsonObject => {
  const [, mediaType, data] = /^data:([\w/+.-]+);base64,(.*)$/s.exec(url) ?? [];
  if (mediaType !== undefined && data !== undefined) {
    return { type: 'image', source: { type: 'base64', media_type: mediaType, data } };
  }
  return { type: 'image', source: { type: 'url', url } };
};

const toBlock = (part: WirePart): JsonObject =>
  part.kind === 'text' ? { type: 'text', text: part.text } : toImage(part.url);

const inputOf = ({ name, json }: WireCall): JsonValue => {
  try {
    return JSON.parse(json === '' ? '{}' : json);
  } catch (cause) {
    throw new DomainError('invalid_input', `The arguments of the call of “${name}” are not JSON.`, { cause });
  }
};

const blocksOf = (turn: WireTurn): JsonObject[] => {
  // Blocks without text are refused there.
  if (turn.role === 'user') return turn.parts.filter((part) => part.kind !== 'text' || part.text !== '').map(toBlock);
  if (turn.role === 'tool') {
    const { callId, text, isError } = turn;
    return [{ type: 'tool_result', tool_use_id: callId, content: text, ...(isError ? { is_error: true } : {}) }];
  }
  const text = turn.text === '' ? [] : [{ type: 'text', text: turn.text }];
  return [
    ...text,
    ...turn.calls.map((call) => ({ type: 'tool_use', id: call.id, name: call.name, input: inputOf(call) })),
  ];
};

/** Turns alternate there: what follows from the same side joins the turn before. */
const messagesOf = (turns: readonly WireTurn[]): JsonObject[] => {
  const messages: { role: string; content: JsonObject[] }[] = [];
  for (const turn of turns) {
    const role = turn.role === 'assistant' ? 'assistant' : 'user';
    const last = messages.at(-1);
    if (last?.role === role) last.content.push(...blocksOf(turn));
    else messages.push({ role, content: blocksOf(turn) });
  }
  return messages;
};

const choiceOf = ({ toolChoice, allowsParallelCalls, tools }: WireRequest): JsonObject => {
  if (tools.length === 0 || (toolChoice === null && allowsParallelCalls === null)) return {};
  if (toolChoice === 'none') return { tool_choice: { type: 'none' } };
  const single = allowsParallelCalls === false ? { disable_parallel_tool_use: true } : {};
  if (typeof toolChoice === 'object' && toolChoice !== null) {
    return { tool_choice: { type: 'tool', name: toolChoice.name, ...single } };
  }
  return { tool_choice: { type: toolChoice === 'required' ? 'any' : 'auto', ...single } };
};

const outputOf = ({ format, effort }: WireRequest, to: WireTarget): JsonObject => {
  if (format === 'json') {
    throw untranslatable(
      '“response_format” without a schema',
      to,
      'Give it a schema (json_schema), which goes everywhere. ',
    );
  }
  if (format === null && effort === null) return {};
  return {
    output_config: {
      ...(effort === null ? {} : { effort }),
      ...(format === null ? {} : { format: { type: 'json_schema', schema: format.schema } }),
    },
  };
};

/** A request as a body of messages. Throws `invalid_input` for what has no place there. */
export const writeMessagesRequest = (request: WireRequest, model: string, to: WireTarget): JsonObject => {
  if ((request.temperature ?? 0) > 1) throw untranslatable('A temperature above 1', to);
  return {
    model,
    max_tokens: request.outputTokensMax ?? outputTokensDefault,
    ...(request.system === null ? {} : { system: request.system }),
    messages: messagesOf(request.turns),
    ...(request.tools.length === 0
      ? {}
      : {
          tools: request.tools.map(({ name, description, schema }) => ({
            name,
            ...(description === null ? {} : { description }),
            input_schema: schema,
          })),
        }),
    ...choiceOf(request),
    ...(request.temperature === null ? {} : { temperature: request.temperature }),
    ...(request.topP === null ? {} : { top_p: request.topP }),
    ...(request.stop.length === 0 ? {} : { stop_sequences: [...request.stop] }),
    ...outputOf(request, to),
    ...(request.isStream ? { stream: true } : {}),
  };
};
