import { isDomainError } from '@switchyard/domain';
import type { AttemptReply, AttemptRequest, Supplier } from '@switchyard/routing';
import { envelopeOf } from './answer-envelope.ts';
import { callChat, type ModelSupplierEffects, schemaAsText } from './openai.ts';

/** How far a server enforces JSON, best first. Servers differ, and few say so. */
const modes = ['json_schema', 'json_object', 'text'] as const;
type Mode = (typeof modes)[number];

/** Statuses with which servers refuse a response format they do not know. */
const refusals = new Set([400, 404, 415, 422, 501]);
const knownServersMax = 1000;

const callIn = (mode: Mode, effects: ModelSupplierEffects, request: AttemptRequest, signal: AbortSignal) => {
  const { strict, loose } = envelopeOf(request.task);
  const schema = strict ?? loose;
  const base = { request, signal, ...effects, limitName: 'max_tokens', extraSystem: schemaAsText(schema) } as const;
  if (mode === 'text') return callChat({ ...base, format: null });
  if (mode === 'json_object') return callChat({ ...base, format: { type: 'json_object' } });
  const json_schema = { name: 'answer', schema, strict: strict !== null };
  return callChat({ ...base, format: { type: 'json_schema', json_schema } });
};

const isFormatRefused = (thrown: unknown): boolean =>
  isDomainError(thrown) && typeof thrown.details.status === 'number' && refusals.has(thrown.details.status);

/**
 * Any server that speaks OpenAI's chat completions (vLLM, Ollama, Gemini, DeepSeek …). Asks for a schema-bound answer,
 * then for JSON, then for plain text with the schema in words, and remembers per server and model what was accepted.
 */
export const createOpenaiCompatibleSupplier = (effects: ModelSupplierEffects): Supplier => {
  const accepted = new Map<string, Mode>();
  const attempt = async (request: AttemptRequest, signal: AbortSignal): Promise<AttemptReply> => {
    // Few servers take tools and a response format at once.
    if (request.turn && request.turn.tools.length > 0) return callIn('text', effects, request, signal);
    const server = `${request.baseUrl} ${request.model?.key}`;
    const known = accepted.get(server) ?? 'json_schema';
    let refused: unknown;
    for (const mode of modes.slice(modes.indexOf(known))) {
      try {
        const reply = await callIn(mode, effects, request, signal);
        if (accepted.size >= knownServersMax) accepted.clear();
        accepted.set(server, mode);
        return reply;
      } catch (thrown) {
        if (!isFormatRefused(thrown)) throw thrown;
        refused = thrown;
      }
    }
    throw refused;
  };
  return { attempt };
};
