import { DomainError, type JsonObject, type JsonValue } from '@switchyard/domain';
import type { Requirement } from '@switchyard/routing';
import { type RateField, rateFields, toolPriceName } from '@switchyard/suppliers';
import type { CallContent } from './call-content.ts';
import type { CallEndpoint } from './model-call.ts';

/*
 * Everything in a request that makes it cost something else than its tokens at list price, by name. A model is asked only where
 * its price names all of them (`findPriceGap`), so that nothing is sent whose cost nobody can say.
 */

/** Values that mean the list price, or leave it to settings that are told apart elsewhere. */
const atList: Readonly<Record<RateField, ReadonlySet<string>>> = {
  service_tier: new Set(['auto', 'default', 'standard', 'standard_only', 'not_available']),
  speed: new Set(['standard']),
  inference_geo: new Set(['global', 'not_available']),
};

const nameForm = /^[\w.-]{1,40}$/;

const refuse = (message: string): DomainError => new DomainError('invalid_input', message);

/** Fields that ask for the list price are left out. */
export type AskedRates = Readonly<Partial<Record<RateField, string>>>;

/** By field the name of the rate that a request asks for. Throws `invalid_input` for what is no name. */
export const ratesAsked = (body: JsonObject): AskedRates => {
  const rates: Partial<Record<RateField, string>> = {};
  for (const field of rateFields) {
    const value = body[field];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'string' || !nameForm.test(value)) {
      throw refuse(`${field}: Write one of the names that the supplier documents, or leave it out.`);
    }
    if (!atList[field].has(value)) rates[field] = value;
  }
  return rates;
};

/** Whether a reply says that it was served at list price. */
export const isAtList = (field: RateField, value: string): boolean => atList[field].has(value);

/** Rates that a request leaves to the supplier's own settings; where they cost more, that has to be held too. */
export const ratesLeftOpen = (body: JsonObject): readonly string[] => {
  const isOpen = body.inference_geo === undefined || body.inference_geo === null;
  return isOpen ? openRates : noRates;
};
const openRates = ['us'] as const;
const noRates: readonly string[] = [];

/** Tools of suppliers that cost nothing by the piece: what they read is billed as tokens. */
const withoutPrice: ReadonlySet<string> = new Set([
  'mcp',
  'web_fetch',
  'tool_search',
  'tool_search_tool_regex',
  'tool_search_tool_bm25',
]);

const typeOf = (tool: JsonValue): string =>
  typeof tool === 'object' && tool !== null && !Array.isArray(tool) && typeof tool.type === 'string' ? tool.type : '';

const named = (name: string): Requirement => `price:${nameForm.test(name) ? name : 'other'}`;

const toolRequirements = (body: JsonObject, hosted: readonly JsonValue[]): Requirement[] => {
  const types = hosted.map((tool) => toolPriceName(typeOf(tool))).filter((type) => !withoutPrice.has(type));
  if (body.web_search_options !== undefined && body.web_search_options !== null) types.push('web_search');
  return [...types, ...pluginNames(body)].map(named);
};

/** Plugins of routers of models, each with a price of its own. */
const pluginNames = ({ plugins }: JsonObject): string[] =>
  Array.isArray(plugins)
    ? plugins.map((plugin) =>
        typeof plugin === 'object' && plugin !== null && !Array.isArray(plugin) && typeof plugin.id === 'string'
          ? plugin.id
          : 'plugins',
      )
    : [];

const saysAudio = ({ audio, modalities }: JsonObject, name: string): boolean =>
  (name === 'audio' && typeof audio === 'object' && audio !== null) ||
  (Array.isArray(modalities) && modalities.includes(name));

/** Of samplers, shapes, names and bookkeeping: they change what is answered, not what a token costs. */
const neutralFields: ReadonlySet<string> = new Set([
  ...['model', 'messages', 'input', 'system', 'instructions', 'stream', 'stream_options', 'user', 'metadata', 'store'],
  ...['temperature', 'top_p', 'top_k', 'min_p', 'top_a', 'typical_p', 'frequency_penalty', 'presence_penalty', 'seed'],
  ...[
    'repetition_penalty',
    'length_penalty',
    'logit_bias',
    'logprobs',
    'top_logprobs',
    'prompt_logprobs',
    'random_seed',
  ],
  ...['max_tokens', 'max_completion_tokens', 'max_output_tokens', 'min_tokens', 'max_tool_calls', 'n', 'best_of'],
  ...['stop', 'stop_sequences', 'stop_token_ids', 'include_stop_str_in_output', 'ignore_eos', 'skip_special_tokens'],
  ...['tools', 'tool_choice', 'parallel_tool_calls', 'functions', 'function_call', 'response_format', 'text', 'format'],
  ...['output_config', 'output_format', 'structured_outputs', 'json_schema', 'verbosity', 'include', 'truncation'],
  ...['guided_json', 'guided_regex', 'guided_choice', 'guided_grammar', 'chat_template_kwargs', 'chat_template'],
  ...['add_generation_prompt', 'continue_final_message', 'echo', 'spaces_between_special_tokens', 'keep_alive'],
  ...['options', 'think', 'thinking', 'enable_thinking', 'thinking_budget', 'reasoning', 'reasoning_effort'],
  ...['include_reasoning', 'reasoning_format', 'reasoning_split', 'separate_reasoning', 'safe_prompt', 'prompt_mode'],
  ...['prompt_cache_key', 'prompt_cache_retention', 'prompt_cache_options', 'cache_control', 'safety_identifier'],
  ...['user_profile_id', 'diagnostics', 'betas', 'dimensions', 'encoding_format', 'input_type', 'task', 'priority'],
  // Seen to elsewhere: they have a price, a capability or a count.
  ...[...rateFields, 'audio', 'modalities', 'prediction', 'background', 'web_search_options', 'plugins', 'mcp_servers'],
  ...['container', 'previous_response_id', 'conversation', 'prompt', 'context_management'],
]);

const saysNothing = (value: JsonValue | undefined): boolean =>
  value === undefined || value === null || value === false || (Array.isArray(value) && value.length === 0);

const unknown = (field: string): Requirement => `field:${nameForm.test(field) ? field : 'a field with an odd name'}`;

/** The fields of a neutral one that are neutral as well, and values of others that are what happens without them. */
const neutralInside: Readonly<Record<string, Readonly<Record<string, ReadonlySet<unknown> | 'any'>>>> = {
  reasoning: {
    ...{ effort: 'any', summary: 'any', generate_summary: 'any', context: 'any', max_tokens: 'any', exclude: 'any' },
    ...{ enabled: 'any', mode: new Set(['standard']) },
  },
  thinking: { type: 'any', budget_tokens: 'any', display: 'any' },
  text: { format: 'any', verbosity: 'any' },
  output_config: { effort: 'any', format: 'any', task_budget: 'any' },
  stream_options: { include_usage: 'any', include_obfuscation: 'any', continuous_usage_stats: 'any' },
  prompt_cache_options: { mode: 'any', comparison_response_id: 'any', ttl: new Set(['30m']) },
};

const unknownInside = (field: string, value: JsonValue | undefined): Requirement[] => {
  const neutral = Object.hasOwn(neutralInside, field) ? neutralInside[field] : undefined;
  if (neutral === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  for (const [name, said] of Object.entries(value)) {
    const known = Object.hasOwn(neutral, name) ? neutral[name] : undefined;
    if (saysNothing(said) || known === 'any' || known?.has(said)) continue;
    return [unknown(`${field}.${name}`)];
  }
  return [];
};

/** The first field that nobody here knows: it may name another model, or a dearer way. */
const unknownField = (body: JsonObject): Requirement[] => {
  for (const [field, value] of Object.entries(body)) {
    if (!neutralFields.has(field) && !saysNothing(value)) return [unknown(field)];
    const inside = unknownInside(field, value);
    if (inside.length > 0) return inside;
  }
  return [];
};

const requireAnswerHere = ({ background }: JsonObject): void => {
  if (background === undefined || background === null || background === false) return;
  const why = 'the supplier would go on, and bill, after this call has ended. Leave it out, or use “stream”';
  throw refuse(`“background” cannot be passed on: ${why}.`);
};

/**
 * A conversation that the supplier keeps: what it holds, and costs each turn, is known there only. Anthropic's SDK goes on without
 * where it is told so in these words.
 */
const requireNoThread = ({ thread }: JsonObject): void => {
  if (saysNothing(thread)) return;
  const message = '“thread” cannot be passed on: the supplier would keep the conversation. Send all of its messages.';
  const said = { details: { error_code: 'thread_unsupported_request', unsupported: ['thread'] } };
  throw new DomainError('invalid_input', message, { details: { said } });
};

/** What a model's price must name for this request. Throws `invalid_input` for what can never be priced. */
export const priceRequirementsOf = (
  endpoint: CallEndpoint,
  body: JsonObject,
  content: CallContent,
  hostedTools: readonly JsonValue[],
): Requirement[] => {
  requireAnswerHere(body);
  requireNoThread(body);
  const requirements = Object.values(ratesAsked(body)).map(named);
  requirements.push(...unknownField(body));
  if (endpoint === 'embeddings') return requirements;
  if (content.unknownPart !== null) requirements.push(unknown(content.unknownPart));
  if (content.keepsForAnHour) requirements.push('price:cache_1h');
  if (content.hasAudio) requirements.push('price:audio_input');
  if (saysAudio(body, 'audio')) requirements.push('price:audio_output');
  if (saysAudio(body, 'image')) requirements.push('price:image_output');
  requirements.push(...toolRequirements(body, hostedTools));
  return requirements;
};
