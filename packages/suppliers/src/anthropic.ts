import type Anthropic from '@anthropic-ai/sdk';
import { type AskedCall, type JsonValue, jsonValueSchema, noTokens, type TokenUsage } from '@switchyard/domain';
import type { AttemptReply, AttemptRequest, Supplier } from '@switchyard/routing';
import { z } from 'zod';
import { envelopeOf } from './answer-envelope.ts';
import { limitReplies } from './limited-fetch.ts';
import { badReply, findJson } from './model-text.ts';
import { type ModelSupplierEffects, requireKey, requireModel, schemaAsText } from './openai.ts';
import { simulatedHeader, toSupplierFailure } from './supplier-failure.ts';
import { anthropicMessagesOf, anthropicToolsOf } from './turn-messages.ts';

const count = z
  .int()
  .min(0)
  .nullish()
  .transform((value) => value ?? 0);

const messageSchema = z.object({
  model: z.string().nullish(),
  stop_reason: z.string().nullish(),
  content: z.array(
    z.object({
      type: z.string(),
      id: z.string().optional(),
      text: z.string().optional(),
      name: z.string().optional(),
      input: z.unknown().optional(),
    }),
  ),
  usage: z
    .object({
      input_tokens: count,
      output_tokens: count,
      cache_read_input_tokens: count,
      cache_creation_input_tokens: count,
      output_tokens_details: z.object({ thinking_tokens: count }).nullish(),
    })
    .nullish(),
});
type Message = z.infer<typeof messageSchema>;

const toolName = 'answer';

/** Loaded at first use: a process that asks no model saves the memory. */
const clientOf = async (request: AttemptRequest, fetch: typeof globalThis.fetch): Promise<Anthropic> => {
  const { default: Client } = await import('@anthropic-ai/sdk');
  return new Client({
    apiKey: requireKey(request),
    authToken: null,
    baseURL: request.baseUrl ?? 'https://api.anthropic.com',
    maxRetries: 0,
    timeout: request.timeoutMs + 1000,
    fetch: limitReplies(fetch),
    logLevel: 'off',
  });
};

const usageOf = ({ usage }: Message): TokenUsage =>
  usage
    ? {
        input: usage.input_tokens,
        cachedInput: usage.cache_read_input_tokens,
        cacheWrite: usage.cache_creation_input_tokens,
        output: usage.output_tokens,
        reasoning: Math.min(usage.output_tokens, usage.output_tokens_details?.thinking_tokens ?? 0),
      }
    : noTokens;

const answerOf = ({ content }: Message): JsonValue | undefined => {
  const used = content.find(({ type, name }) => type === 'tool_use' && name === toolName);
  if (used) {
    const input = jsonValueSchema.safeParse(used.input);
    return input.success ? input.data : undefined;
  }
  return findJson(content.map(({ text }) => text ?? '').join('\n'));
};

const callsOf = ({ content }: Message): AskedCall[] =>
  content.flatMap(({ type, id = '', name = '', input }) =>
    type === 'tool_use' && name !== toolName
      ? [{ id, tool: name, arguments: jsonValueSchema.safeParse(input).data ?? {} }]
      : [],
  );

const readMessage = (body: unknown, isSimulated: boolean, unwrap: (answer: JsonValue) => JsonValue): AttemptReply => {
  const parsed = messageSchema.safeParse(body);
  if (!parsed.success) throw badReply('The supplier sent a reply that is not a message.', noTokens, true, isSimulated);
  const message = parsed.data;
  const usage = usageOf(message);
  const answeredByModel = message.model ?? null;
  if (message.stop_reason === 'refusal') {
    const explanation = 'The model declined to do this.';
    return { kind: 'declined', explanation, usage, answeredByModel, isSimulated };
  }
  if (message.stop_reason === 'max_tokens' || message.stop_reason === 'model_context_window_exceeded') {
    throw badReply('The answer was cut at the limit of output tokens.', usage, false, isSimulated);
  }
  const calls = callsOf(message);
  if (calls.length > 0) {
    const text = message.content.map((block) => block.text ?? '').join('');
    return { kind: 'calls', calls, text, usage, answeredByModel, isSimulated };
  }
  const answer = answerOf(message);
  if (answer === undefined) throw badReply('The model did not answer with JSON.', usage, true, isSimulated);
  return { kind: 'answer', output: unwrap(answer), usage, answeredByModel, isSimulated };
};

type AnswerParams = Pick<Anthropic.MessageCreateParamsNonStreaming, 'system' | 'messages' | 'tools' | 'tool_choice'>;

/** One forced tool whose input schema is the task's output; in a turn the tools offered, and the schema in words. */
const paramsOf = (request: AttemptRequest): AnswerParams => {
  const { system, messages } = anthropicMessagesOf(request);
  const { strict, loose } = envelopeOf(request.task);
  const schema = strict ?? loose;
  if (request.turn) {
    return { system: system + schemaAsText(schema), messages, ...anthropicToolsOf(request) };
  }
  return {
    system,
    messages,
    tools: [
      {
        name: toolName,
        description: 'Gives the answer. Call it exactly once.',
        input_schema: { ...schema, type: 'object' },
      },
    ],
    tool_choice: { type: 'tool', name: toolName, disable_parallel_tool_use: true },
  };
};

/** Anthropic through its SDK: structured by one forced tool, or in turns with the tools of the step. */
export const createAnthropicSupplier = ({ fetch, now }: ModelSupplierEffects): Supplier => ({
  attempt: async (request, signal) => {
    const { task, timeoutMs, idempotencyKey } = request;
    const { unwrap } = envelopeOf(task);
    const client = await clientOf(request, fetch);
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      const { data, response } = await client.messages
        .create(
          {
            model: requireModel(request),
            max_tokens: task.maxOutputTokens,
            ...paramsOf(request),
          },
          { signal: AbortSignal.any([signal, deadline]), headers: { 'Idempotency-Key': idempotencyKey } },
        )
        .withResponse();
      return readMessage(data, response.headers.get(simulatedHeader) === 'true', unwrap);
    } catch (thrown) {
      throw toSupplierFailure(thrown, { deadline, signal, timeoutMs, now: now() });
    }
  },
});
