import { DomainError, type JsonObject } from '@switchyard/domain';
import { type Wire, type WireTarget, wireFormats, writeChatRequest, writeMessagesRequest } from '@switchyard/suppliers';
import { z } from 'zod';
import type { RegisteredSupplier } from '../routing/load-routing.ts';
import type { CallFacts } from './call-facts.ts';
import { type AskedRates, ratesAsked } from './call-prices.ts';
import type { CallEndpoint, ModelCall } from './model-call.ts';

/** What is sent to a supplier for a call. */
export interface UpstreamRequest {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  /** The format of the reply. */
  readonly wire: CallEndpoint;
  /** The usage was asked for on the client's behalf, and is not to reach it. */
  readonly dropsUsage: boolean;
  /** Rates that the body asks for, as it is sent. */
  readonly rates: AskedRates;
}

const paths: Readonly<Record<CallEndpoint, string>> = {
  chat: '/chat/completions',
  responses: '/responses',
  messages: '/v1/messages',
  embeddings: '/embeddings',
};

const baseUrls: Partial<Record<RegisteredSupplier['kind'], string>> = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com',
};

/** The format in which a supplier is asked: the client's own where it speaks it. */
const wireOf = ({ kind, slug }: RegisteredSupplier, endpoint: CallEndpoint): CallEndpoint => {
  if (kind === 'anthropic') {
    if (endpoint !== 'embeddings') return 'messages';
    throw new DomainError('invalid_input', `${slug} has no embeddings. Name another model.`);
  }
  if (endpoint === 'embeddings') return endpoint;
  if (endpoint === 'responses') return kind === 'openai' ? 'responses' : 'chat';
  return 'chat';
};

const keyHeaders = (kind: RegisteredSupplier['kind'], key: string | undefined): Record<string, string> => {
  if (key === undefined) return {};
  return kind === 'anthropic' ? { 'x-api-key': key } : { authorization: `Bearer ${key}` };
};

/** The body in another format. Everything about it that cannot be said there is refused with a sentence. */
const translate = (call: ModelCall, from: Wire, to: WireTarget, model: string, kind: string): JsonObject => {
  try {
    const request = wireFormats[from].readRequest(call.body, to);
    if (to.wire === 'messages') return writeMessagesRequest(request, model, to);
    return writeChatRequest(request, model, kind === 'openai' ? 'max_completion_tokens' : 'max_tokens');
  } catch (thrown) {
    if (!(thrown instanceof z.core.$ZodError)) throw thrown;
    const [issue] = thrown.issues;
    const message = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is not as it should be.'}`;
    throw new DomainError('invalid_input', message, { cause: thrown });
  }
};

const limitName = (wire: CallEndpoint, kind: RegisteredSupplier['kind']): string => {
  if (wire === 'responses') return 'max_output_tokens';
  return wire === 'chat' && kind === 'openai' ? 'max_completion_tokens' : 'max_tokens';
};

const limitNames: ReadonlySet<string> = new Set(['max_tokens', 'max_completion_tokens', 'max_output_tokens']);

/** With one limit of the answer, and no other by another name that the supplier might go by instead. */
const limited = (body: JsonObject, name: string, tokensMax: number): JsonObject => ({
  ...Object.fromEntries(Object.entries(body).filter(([field]) => !limitNames.has(field))),
  [name]: tokensMax,
});

/** What a project at OpenAI is set to may cost more than the list: said outright, it is the list price. */
const atListPrice = (body: JsonObject, wire: CallEndpoint, kind: RegisteredSupplier['kind']): JsonObject => {
  const { service_tier: tier } = body;
  const isOpen = tier === undefined || tier === null || tier === 'auto';
  return kind === 'openai' && wire !== 'embeddings' && isOpen ? { ...body, service_tier: 'default' } : body;
};

/** The client's own body for another model: every field that the floors let pass stays as it is. */
const passOn = ({ body }: ModelCall, model: string, asksUsage: boolean): JsonObject => {
  if (!asksUsage) return { ...body, model };
  const options = body.stream_options;
  const kept = typeof options === 'object' && options !== null && !Array.isArray(options) ? options : {};
  return { ...body, model, stream_options: { ...kept, include_usage: true } };
};

export interface UpstreamTarget {
  readonly supplier: RegisteredSupplier;
  readonly model: string;
  readonly apiKey: string | undefined;
  readonly idempotencyKey: string;
  /** A limit of each answer that the client did not name and that is to be sent; null: nothing is added. */
  readonly imposedTokensMax: number | null;
}

/** What to send for `call`. Throws `invalid_input` for what cannot be translated, `misconfigured` without an address. */
export const upstreamRequestOf = (call: ModelCall, facts: CallFacts, target: UpstreamTarget): UpstreamRequest => {
  const { supplier, model, apiKey, idempotencyKey, imposedTokensMax } = target;
  const { kind, slug } = supplier;
  const wire = wireOf(supplier, call.endpoint);
  const base = supplier.baseUrl ?? baseUrls[kind];
  if (base === undefined)
    throw new DomainError('misconfigured', `${supplier.name} has no address. Enter its base URL.`);
  const isSame = wire === call.endpoint;
  const dropsUsage = isSame && wire === 'chat' && facts.isStream && !facts.includesUsage;
  const asked =
    isSame || call.endpoint === 'embeddings' || wire === 'embeddings'
      ? passOn(call, model, dropsUsage)
      : translate(call, call.endpoint, { supplier: slug, wire }, model, kind);
  const priced = atListPrice(asked, wire, kind);
  const body = imposedTokensMax === null ? priced : limited(priced, limitName(wire, kind), imposedTokensMax);
  return {
    url: `${base.replace(/\/$/, '')}${paths[wire]}`,
    headers: {
      'content-type': 'application/json',
      accept: facts.isStream ? 'text/event-stream' : 'application/json',
      // What is compressed cannot be passed on piece by piece.
      'accept-encoding': 'identity',
      'idempotency-key': idempotencyKey,
      ...(wire === 'messages' ? { 'anthropic-version': '2023-06-01' } : {}),
      ...(isSame ? call.headers : {}),
      ...keyHeaders(kind, apiKey),
    },
    body: JSON.stringify(body),
    wire,
    dropsUsage,
    rates: ratesAsked(body),
  };
};
