import { DomainError, type JsonObject } from '@switchyard/domain';
import type { AttemptReply, AttemptRequest, Supplier } from '@switchyard/routing';
import type OpenAI from 'openai';
import { type AnswerEnvelope, envelopeOf } from './answer-envelope.ts';
import { readChatCompletion } from './chat-completion.ts';
import { createOpenaiClient } from './openai-client.ts';
import { simulatedHeader, toSupplierFailure } from './supplier-failure.ts';
import { chatMessagesOf, chatToolsOf } from './turn-messages.ts';

type ResponseFormat = NonNullable<OpenAI.ChatCompletionCreateParams['response_format']>;

const formatOf = ({ strict, loose }: AnswerEnvelope): ResponseFormat => ({
  type: 'json_schema',
  json_schema: { name: 'answer', schema: strict ?? loose, strict: strict !== null },
});

export const requireModel = ({ model }: AttemptRequest): string => {
  if (model === null) throw new DomainError('misconfigured', 'This supplier needs a model.');
  return model.key;
};

export const requireKey = ({ apiKey }: AttemptRequest): string => {
  if (apiKey === null) throw new DomainError('misconfigured', 'No key is stored for this supplier. Enter one.');
  return apiKey;
};

export interface ChatCall {
  readonly request: AttemptRequest;
  readonly signal: AbortSignal;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
  readonly format: ResponseFormat | null;
  /** Older servers know `max_tokens` only. */
  readonly limitName: 'max_completion_tokens' | 'max_tokens';
  readonly extraSystem?: string;
  /** What the project is set to may cost more than the list says: then it is said which price is meant. */
  readonly serviceTier?: 'default';
}

/** One chat completion through the official SDK. Throws DomainErrors as the port promises. */
export const callChat = async (call: ChatCall): Promise<AttemptReply> => {
  const { request, signal, format } = call;
  const { task, idempotencyKey, timeoutMs } = request;
  const { system, messages } = chatMessagesOf(request);
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const client = await createOpenaiClient(request, call.fetch);
    const { data, response } = await client.chat.completions
      .create(
        {
          model: requireModel(request),
          messages: [{ role: 'system', content: system + (call.extraSystem ?? '') }, ...messages],
          [call.limitName]: task.maxOutputTokens,
          ...(format ? { response_format: format } : {}),
          ...(call.serviceTier ? { service_tier: call.serviceTier } : {}),
          ...chatToolsOf(request),
        },
        { signal: AbortSignal.any([signal, deadline]), headers: { 'Idempotency-Key': idempotencyKey } },
      )
      .withResponse();
    const isSimulated = response.headers.get(simulatedHeader) === 'true';
    return readChatCompletion(data, isSimulated, envelopeOf(task).unwrap);
  } catch (thrown) {
    throw toSupplierFailure(thrown, { deadline, signal, timeoutMs, now: call.now() });
  }
};

export interface ModelSupplierEffects {
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
}

/** OpenAI through its SDK: chat completions with structured outputs, enforced while they are generated. */
export const createOpenaiSupplier = ({ fetch, now }: ModelSupplierEffects): Supplier => ({
  attempt: async (request, signal) => {
    requireKey(request);
    const format = formatOf(envelopeOf(request.task));
    const limitName = 'max_completion_tokens';
    return callChat({ request, signal, fetch, now, format, limitName, serviceTier: 'default' });
  },
});

export const schemaAsText = (schema: JsonObject): string =>
  `\n\nAnswer with one JSON object that fits this JSON Schema, without any other text:\n${JSON.stringify(schema)}`;
