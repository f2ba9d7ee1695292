import { type JsonObject, jsonObjectSchema } from '@switchyard/domain';
import { z } from 'zod';
import { refuseOtherFields, untranslatable } from './untranslatable.ts';
import {
  effortSchema,
  type WireCall,
  type WirePart,
  type WireRequest,
  type WireTarget,
  type WireTurn,
} from './wire-request.ts';

const blockSchema = z.looseObject({ type: z.string() });
type Block = z.infer<typeof blockSchema>;
const textsSchema = z.union([z.string(), z.array(blockSchema)]);

const messagesSchema = z.looseObject({
  max_tokens: z.int().min(1),
  system: textsSchema.optional(),
  messages: z.array(z.looseObject({ role: z.enum(['user', 'assistant', 'system']), content: textsSchema })).min(1),
  tools: z
    .array(
      z.looseObject({
        type: z.string().nullish(),
        name: z.string(),
        description: z.string().optional(),
        input_schema: jsonObjectSchema.optional(),
        strict: z.boolean().nullish(),
      }),
    )
    .optional(),
  tool_choice: z
    .looseObject({
      type: z.enum(['auto', 'any', 'tool', 'none']),
      name: z.string().optional(),
      disable_parallel_tool_use: z.boolean().optional(),
    })
    .optional(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  stop_sequences: z.array(z.string()).nullish(),
  thinking: z.looseObject({ type: z.string() }).nullish(),
  output_config: z
    .looseObject({
      effort: effortSchema,
      format: z.looseObject({ type: z.literal('json_schema'), schema: jsonObjectSchema }).nullish(),
    })
    .nullish(),
  stream: z.boolean().nullish(),
});
type Messages = z.infer<typeof messagesSchema>;

/** Read above, or about storage, accounting and grouping only. */
const known = new Set([...Object.keys(messagesSchema.shape), 'model', 'metadata', 'service_tier', 'cache_control']);

const textOf = (content: z.infer<typeof textsSchema> | undefined, where: string, to: WireTarget): string => {
  if (content === undefined || typeof content === 'string') return content ?? '';
  return content
    .map((block) => {
      if (block.type === 'text' && typeof block.text === 'string') return block.text;
      throw untranslatable(`A block of type “${block.type}” in ${where}`, to);
    })
    .join('\n');
};

const imageSchema = z.object({
  source: z.union([
    z.object({ type: z.literal('base64'), media_type: z.string(), data: z.string() }),
    z.object({ type: z.literal('url'), url: z.string() }),
  ]),
});

const toPart = (block: Block, to: WireTarget): WirePart => {
  if (block.type === 'text' && typeof block.text === 'string') return { kind: 'text', text: block.text };
  const image = block.type === 'image' ? imageSchema.safeParse(block) : null;
  if (!image?.success) throw untranslatable(`A block of type “${block.type}”`, to);
  const { source } = image.data;
  return { kind: 'image', url: source.type === 'url' ? source.url : `data:${source.media_type};base64,${source.data}` };
};

const resultSchema = z.looseObject({
  tool_use_id: z.string(),
  content: textsSchema.optional(),
  is_error: z.boolean().nullish(),
});
const useSchema = z.looseObject({ id: z.string(), name: z.string(), input: jsonObjectSchema });

/** Results of tools come before what the person adds: other formats want them right after the calls. */
const turnsOfUser = (blocks: readonly Block[], to: WireTarget): WireTurn[] => {
  const results = blocks
    .filter(({ type }) => type === 'tool_result')
    .map((block): WireTurn => {
      const { tool_use_id: callId, content, is_error: isError } = resultSchema.parse(block);
      return { role: 'tool', callId, text: textOf(content, 'the result of a tool', to), isError: isError === true };
    });
  const parts = blocks.filter(({ type }) => type !== 'tool_result').map((block) => toPart(block, to));
  return parts.length > 0 ? [...results, { role: 'user', parts }] : results;
};

const turnOfAssistant = (blocks: readonly Block[], to: WireTarget): WireTurn => {
  const texts: string[] = [];
  const calls: WireCall[] = [];
  for (const block of blocks) {
    if (block.type === 'tool_use') {
      const { id, name, input } = useSchema.parse(block);
      calls.push({ id, name, json: JSON.stringify(input) });
    } else if (block.type === 'text' && typeof block.text === 'string') texts.push(block.text);
    // What one model thought is unreadable to another, and may be left out.
    else if (block.type !== 'thinking' && block.type !== 'redacted_thinking') {
      throw untranslatable(`A block of type “${block.type}”`, to);
    }
  }
  return { role: 'assistant', text: texts.join(''), calls };
};

const turnsOf = ({ role, content }: Messages['messages'][number], to: WireTarget): WireTurn[] => {
  const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  return role === 'assistant' ? [turnOfAssistant(blocks, to)] : turnsOfUser(blocks, to);
};

const choices = { auto: 'auto', any: 'required', none: 'none' } as const;

const choiceOf = ({ tool_choice: choice }: Messages): WireRequest['toolChoice'] => {
  if (!choice) return null;
  return choice.type === 'tool' ? { name: choice.name ?? '' } : choices[choice.type];
};

/** A body of `/v1/messages` → request. Throws ZodError, or `invalid_input` for what `to` has no place for. */
export const readMessagesRequest = (body: JsonObject, to: WireTarget): WireRequest => {
  refuseOtherFields(body, known, to);
  const request = messagesSchema.parse(body);
  if (request.thinking && request.thinking.type !== 'disabled') throw untranslatable('“thinking”', to);
  const isSystem = ({ role }: Messages['messages'][number]) => role === 'system';
  const system = [
    textOf(request.system, '“system”', to),
    ...request.messages.filter(isSystem).map(({ content }) => textOf(content, 'a message of the system', to)),
  ].filter((text) => text !== '');
  const { format, effort } = request.output_config ?? {};
  return {
    system: system.length > 0 ? system.join('\n\n') : null,
    turns: request.messages.filter((message) => !isSystem(message)).flatMap((message) => turnsOf(message, to)),
    tools: (request.tools ?? []).map(({ type, name, description = null, input_schema: schema, strict = null }) => {
      if (!schema || (type ?? 'custom') !== 'custom') throw untranslatable(`A tool of type “${type}”`, to);
      return { name, description, schema, isStrict: strict };
    }),
    toolChoice: choiceOf(request),
    allowsParallelCalls: request.tool_choice?.disable_parallel_tool_use === true ? false : null,
    outputTokensMax: request.max_tokens,
    temperature: request.temperature ?? null,
    topP: request.top_p ?? null,
    stop: request.stop_sequences ?? [],
    format: format ? { name: 'answer', schema: format.schema, isStrict: true } : null,
    effort: effort ?? null,
    isStream: request.stream === true,
  };
};
