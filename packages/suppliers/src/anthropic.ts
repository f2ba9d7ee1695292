import type Anthropic from '@anthropic-ai/sdk';
import { type JsonValue, jsonValueSchema, noTokens, type TokenUsage } from '@switchyard/domain';
import type { AttemptReply, AttemptRequest, Supplier } from '@switchyard/routing';
import { z } from 'zod';
import { envelopeOf } from './answer-envelope.ts';
import { limitReplies } from './limited-fetch.ts';
import { badReply, findJson } from './model-text.ts';
import { type ModelSupplierEffects, requireKey, requireModel } from './openai.ts';
import { promptOf } from './prompt.ts';
import { simulatedHeader, toSupplierFailure } from './supplier-failure.ts';

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
  const answer = answerOf(message);
  if (answer === undefined) throw badReply('The model did not answer with JSON.', usage, true, isSimulated);
  return { kind: 'answer', output: unwrap(answer), usage, answeredByModel, isSimulated };
};

/** Anthropic through its SDK: one forced tool whose input schema is the task's output. */
export const createAnthropicSupplier = ({ fetch, now }: ModelSupplierEffects): Supplier => ({
  attempt: async (request, signal) => {
    const { task, timeoutMs, idempotencyKey } = request;
    const { system, messages } = promptOf(request);
    const { strict, loose, unwrap } = envelopeOf(task);
    const client = await clientOf(request, fetch);
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      const { data, response } = await client.messages
        .create(
          {
            model: requireModel(request),
            max_tokens: task.maxOutputTokens,
            system,
            messages: [...messages],
            tools: [
              {
                name: toolName,
                description: 'Gives the answer. Call it exactly once.',
                input_schema: { ...(strict ?? loose), type: 'object' },
              },
            ],
            tool_choice: { type: 'tool', name: toolName, disable_parallel_tool_use: true },
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
