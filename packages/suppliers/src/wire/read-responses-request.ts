import { type JsonObject, jsonObjectSchema } from '@switchyard/domain';
import { z } from 'zod';
import { refuseOtherFields, untranslatable } from './untranslatable.ts';
import { effortSchema, type WirePart, type WireRequest, type WireTarget, type WireTurn } from './wire-request.ts';

const itemSchema = z.looseObject({ type: z.string().optional(), role: z.string().optional() });
type Item = z.infer<typeof itemSchema>;

const responsesSchema = z.looseObject({
  input: z.union([z.string(), z.array(itemSchema)]),
  instructions: z.string().nullish(),
  tools: z
    .array(
      z.looseObject({
        type: z.string(),
        name: z.string().optional(),
        description: z.string().nullish(),
        parameters: jsonObjectSchema.nullish(),
        strict: z.boolean().nullish(),
      }),
    )
    .nullish(),
  tool_choice: z
    .union([z.enum(['auto', 'none', 'required']), z.looseObject({ type: z.literal('function'), name: z.string() })])
    .nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  max_output_tokens: z.int().min(1).nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  text: z
    .looseObject({
      format: z
        .looseObject({
          type: z.enum(['text', 'json_object', 'json_schema']),
          name: z.string().optional(),
          schema: jsonObjectSchema.optional(),
          strict: z.boolean().nullish(),
        })
        .optional(),
    })
    .nullish(),
  reasoning: z.looseObject({ effort: effortSchema }).nullish(),
  stream: z.boolean().nullish(),
});
type Responses = z.infer<typeof responsesSchema>;

/** Read above, or about storage, accounting and grouping only. */
const known = new Set([
  ...Object.keys(responsesSchema.shape),
  ...['model', 'user', 'metadata', 'store', 'service_tier', 'prompt_cache_key', 'safety_identifier', 'include'],
  ...['truncation', 'stream_options'],
]);

const messageSchema = z.looseObject({
  role: z.enum(['user', 'assistant', 'system', 'developer']),
  content: z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]),
});
const callSchema = z.looseObject({ call_id: z.string(), name: z.string(), arguments: z.string() });
const resultSchema = z.looseObject({
  call_id: z.string(),
  output: z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]),
});

type Content = z.infer<typeof messageSchema>['content'];

const partsOf = (content: Content, to: WireTarget): WirePart[] => {
  if (typeof content === 'string') return [{ kind: 'text', text: content }];
  return content.map((part) => {
    if (typeof part.text === 'string') return { kind: 'text', text: part.text };
    if (typeof part.refusal === 'string') return { kind: 'text', text: part.refusal };
    if (part.type === 'input_image' && typeof part.image_url === 'string')
      return { kind: 'image', url: part.image_url };
    throw untranslatable(`Content of type “${part.type}”`, to);
  });
};

const textOf = (content: Content, to: WireTarget): string =>
  partsOf(content, to)
    .map((part) => {
      if (part.kind === 'text') return part.text;
      throw untranslatable('An image outside a message of the user', to);
    })
    .join('');

interface Conversation {
  readonly system: string[];
  readonly turns: WireTurn[];
}

const addMessage = ({ system, turns }: Conversation, item: Item, to: WireTarget): void => {
  const { role, content } = messageSchema.parse(item);
  if (role === 'system' || role === 'developer') system.push(textOf(content, to));
  else if (role === 'assistant') turns.push({ role, text: textOf(content, to), calls: [] });
  else turns.push({ role, parts: partsOf(content, to) });
};

/** Calls stand beside messages here; elsewhere they belong to the turn of the assistant that made them. */
const addCall = ({ turns }: Conversation, item: Item): void => {
  const { call_id: id, name, arguments: json } = callSchema.parse(item);
  const last = turns.at(-1);
  if (last?.role === 'assistant') turns.splice(-1, 1, { ...last, calls: [...last.calls, { id, name, json }] });
  else turns.push({ role: 'assistant', text: '', calls: [{ id, name, json }] });
};

const conversationOf = ({ input, instructions }: Responses, to: WireTarget): Conversation => {
  const conversation: Conversation = { system: instructions ? [instructions] : [], turns: [] };
  if (typeof input === 'string') {
    conversation.turns.push({ role: 'user', parts: [{ kind: 'text', text: input }] });
    return conversation;
  }
  for (const item of input) {
    const type = item.type ?? 'message';
    if (type === 'message') addMessage(conversation, item, to);
    else if (type === 'function_call') addCall(conversation, item);
    else if (type === 'function_call_output') {
      const { call_id: callId, output } = resultSchema.parse(item);
      conversation.turns.push({ role: 'tool', callId, text: textOf(output, to), isError: false });
      // What one model thought is unreadable to another, and may be left out.
    } else if (type !== 'reasoning') throw untranslatable(`An input item of type “${type}”`, to);
  }
  return conversation;
};

const formatOf = ({ text }: Responses): WireRequest['format'] => {
  const format = text?.format;
  if (format?.type === 'json_object') return 'json';
  if (format?.type !== 'json_schema' || !format.schema) return null;
  return { name: format.name ?? 'answer', schema: format.schema, isStrict: format.strict === true };
};

/** A body of `/v1/responses` → request. Throws ZodError, or `invalid_input` for what `to` has no place for. */
export const readResponsesRequest = (body: JsonObject, to: WireTarget): WireRequest => {
  refuseOtherFields(body, known, to);
  const request = responsesSchema.parse(body);
  const { system, turns } = conversationOf(request, to);
  const choice = request.tool_choice ?? null;
  return {
    system: system.length > 0 ? system.join('\n\n') : null,
    turns,
    tools: (request.tools ?? []).map(({ type, name, description = null, parameters, strict = null }) => {
      if (type !== 'function' || name === undefined) throw untranslatable(`A tool of type “${type}”`, to);
      return { name, description, schema: parameters ?? { type: 'object', properties: {} }, isStrict: strict };
    }),
    toolChoice: typeof choice === 'object' && choice !== null ? { name: choice.name } : choice,
    allowsParallelCalls: request.parallel_tool_calls ?? null,
    outputTokensMax: request.max_output_tokens ?? null,
    temperature: request.temperature ?? null,
    topP: request.top_p ?? null,
    stop: [],
    format: formatOf(request),
    effort: request.reasoning?.effort ?? null,
    isStream: request.stream === true,
  };
};
