import { type JsonObject, jsonObjectSchema } from '@switchyard/domain';
import { z } from 'zod';
import { refuseOtherFields, untranslatable } from './untranslatable.ts';
import { effortSchema, type WirePart, type WireRequest, type WireTarget, type WireTurn } from './wire-request.ts';

const partSchema = z.looseObject({ type: z.string() });
const contentSchema = z.union([z.string(), z.array(partSchema)]).nullish();
type Content = z.infer<typeof contentSchema>;

const callSchema = z.looseObject({
  id: z.string(),
  function: z.looseObject({ name: z.string(), arguments: z.string() }),
});

const messageSchema = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  content: contentSchema,
  tool_calls: z.array(callSchema).nullish(),
  tool_call_id: z.string().optional(),
});

const chatSchema = z.looseObject({
  messages: z.array(messageSchema).min(1),
  tools: z
    .array(
      z.looseObject({
        type: z.string(),
        function: z
          .looseObject({
            name: z.string(),
            description: z.string().nullish(),
            parameters: jsonObjectSchema.nullish(),
            strict: z.boolean().nullish(),
          })
          .optional(),
      }),
    )
    .nullish(),
  tool_choice: z
    .union([z.enum(['auto', 'none', 'required']), z.looseObject({ function: z.looseObject({ name: z.string() }) })])
    .nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  response_format: z
    .looseObject({
      type: z.enum(['text', 'json_object', 'json_schema']),
      json_schema: z
        .looseObject({ name: z.string().optional(), schema: jsonObjectSchema, strict: z.boolean().nullish() })
        .optional(),
    })
    .nullish(),
  reasoning_effort: effortSchema,
  stream: z.boolean().nullish(),
});
type Chat = z.infer<typeof chatSchema>;

/**
 * Read above, or about storage, accounting and grouping only. `n` is neutral at 1, which is checked apart. `seed` is a wish that
 * its own lab promises nothing about: an answer without it is one that the client has to expect anyway.
 */
const known = new Set([
  ...Object.keys(chatSchema.shape),
  ...['model', 'stream_options', 'user', 'metadata', 'store', 'service_tier', 'prompt_cache_key', 'safety_identifier'],
  ...['n', 'seed'],
]);

const urlOf = (part: z.infer<typeof partSchema>): string | null => {
  const image = z.object({ image_url: z.object({ url: z.string() }) }).safeParse(part);
  return image.success ? image.data.image_url.url : null;
};

const toPart = (part: z.infer<typeof partSchema>, to: WireTarget): WirePart => {
  if (part.type === 'text' && typeof part.text === 'string') return { kind: 'text', text: part.text };
  if (part.type === 'refusal' && typeof part.refusal === 'string') return { kind: 'text', text: part.refusal };
  const url = part.type === 'image_url' ? urlOf(part) : null;
  if (url === null) throw untranslatable(`Content of type “${part.type}”`, to);
  return { kind: 'image', url };
};

const partsOf = (content: Content, to: WireTarget): WirePart[] => {
  if (typeof content === 'string') return [{ kind: 'text', text: content }];
  return (content ?? []).map((part) => toPart(part, to));
};

const textOf = (content: Content, to: WireTarget): string =>
  partsOf(content, to)
    .map((part) => {
      if (part.kind === 'text') return part.text;
      throw untranslatable('An image outside a message of the user', to);
    })
    .join('');

const toTurn = (message: Chat['messages'][number], to: WireTarget): WireTurn => {
  const { role, content } = message;
  if (role === 'tool') {
    return { role, callId: message.tool_call_id ?? '', text: textOf(content, to), isError: false };
  }
  if (role === 'assistant') {
    const calls = (message.tool_calls ?? []).map((call) => ({
      id: call.id,
      name: call.function.name,
      json: call.function.arguments,
    }));
    return { role, text: textOf(content, to), calls };
  }
  return { role: 'user', parts: partsOf(content, to) };
};

const formatOf = (format: Chat['response_format']): WireRequest['format'] => {
  if (format?.type === 'json_object') return 'json';
  if (format?.type !== 'json_schema' || !format.json_schema) return null;
  const { name = 'answer', schema, strict } = format.json_schema;
  return { name, schema, isStrict: strict === true };
};

const isSystem = ({ role }: Chat['messages'][number]): boolean => role === 'system' || role === 'developer';

/** A body of `/v1/chat/completions` → request. Throws ZodError, or `invalid_input` for what `to` has no place for. */
export const readChatRequest = (body: JsonObject, to: WireTarget): WireRequest => {
  refuseOtherFields(body, known, to);
  if (typeof body.n === 'number' && body.n > 1) throw untranslatable('“n” above 1', to);
  const chat = chatSchema.parse(body);
  const system = chat.messages.filter(isSystem).map(({ content }) => textOf(content, to));
  const choice = chat.tool_choice ?? null;
  return {
    system: system.length > 0 ? system.join('\n\n') : null,
    turns: chat.messages.filter((message) => !isSystem(message)).map((message) => toTurn(message, to)),
    tools: (chat.tools ?? []).map(({ type, function: tool }) => {
      if (!tool) throw untranslatable(`A tool of type “${type}”`, to);
      const { name, description = null, parameters, strict = null } = tool;
      return { name, description, schema: parameters ?? { type: 'object', properties: {} }, isStrict: strict };
    }),
    toolChoice: typeof choice === 'object' && choice !== null ? { name: choice.function.name } : choice,
    allowsParallelCalls: chat.parallel_tool_calls ?? null,
    outputTokensMax: chat.max_completion_tokens ?? chat.max_tokens ?? null,
    temperature: chat.temperature ?? null,
    topP: chat.top_p ?? null,
    stop: typeof chat.stop === 'string' ? [chat.stop] : (chat.stop ?? []),
    format: formatOf(chat.response_format),
    effort: chat.reasoning_effort ?? null,
    isStream: chat.stream === true,
  };
};
