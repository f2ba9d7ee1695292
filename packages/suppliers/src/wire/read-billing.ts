import type { JsonObject, TokenUsage } from '@switchyard/domain';
import { countIn, listIn, objectIn, textIn } from './json-access.ts';
import { addUsage, largerOf, only, type RateField, rateFields } from './usage-classes.ts';
import type { WireEvent } from './wire-event.ts';

/** How the supplier says it bills the call beside its tokens; nothing where it says nothing. */
export const billedEvents = (
  holder: JsonObject | undefined,
  uses: Readonly<Record<string, number>> = {},
): WireEvent[] => {
  const served: Partial<Record<RateField, string>> = {};
  let isEmpty = Object.keys(uses).length === 0;
  for (const field of rateFields) {
    const value = textIn(holder, field);
    // What the request left open; how it was served is said later.
    if (value === '' || value === 'auto') continue;
    served[field] = value;
    isEmpty = false;
  }
  return isEmpty ? [] : [{ kind: 'billed', served, uses }];
};

/**
 * Usage in OpenAI's words. Cached tokens are counted inside the prompt there; here each token is in one class. Servers that count
 * what the model thought beside its answer show it by their total: it is billed as the answer is.
 */
export const usageOfOpenai = (
  usage: JsonObject,
  names: { readonly input: string; readonly output: string },
): TokenUsage => {
  const prompt = countIn(usage, names.input);
  const output = Math.max(countIn(usage, names.output), countIn(usage, 'total_tokens') - prompt);
  const details = objectIn(usage, `${names.input}_details`);
  const written = objectIn(usage, `${names.output}_details`);
  const cachedInput = Math.min(prompt, countIn(details, 'cached_tokens'));
  const cacheWrite = Math.min(prompt - cachedInput, countIn(details, 'cache_write_tokens'));
  const input = prompt - cachedInput - cacheWrite;
  return {
    input,
    cachedInput,
    cacheWrite,
    output,
    reasoning: Math.min(output, countIn(written, 'reasoning_tokens')),
    ...only('audioInput', Math.min(input, countIn(details, 'audio_tokens'))),
    ...only('audioOutput', Math.min(output, countIn(written, 'audio_tokens'))),
  };
};

const messageUsage = (usage: JsonObject): TokenUsage => {
  const output = countIn(usage, 'output_tokens');
  const cacheWrite = countIn(usage, 'cache_creation_input_tokens');
  const kept = objectIn(usage, 'cache_creation');
  return {
    input: countIn(usage, 'input_tokens'),
    cachedInput: countIn(usage, 'cache_read_input_tokens'),
    cacheWrite,
    output,
    reasoning: Math.min(output, countIn(objectIn(usage, 'output_tokens_details'), 'thinking_tokens')),
    ...(kept ? { cacheWriteHour: Math.min(cacheWrite, countIn(kept, 'ephemeral_1h_input_tokens')) } : {}),
  };
};

/** Usage in Anthropic's words. Rounds that the sums leave out, such as a compaction, are in the list of rounds only. */
export const usageOfAnthropic = (usage: JsonObject): TokenUsage => {
  const sum = messageUsage(usage);
  const rounds = listIn(usage, 'iterations').map(messageUsage);
  return rounds.length === 0 ? sum : largerOf(sum, rounds.reduce(addUsage));
};

/** `web_search_20250305` → `web_search`; the name under which a tool of the supplier has a price. */
export const toolPriceName = (type: string): string =>
  type.replace(/_preview.*$/, '').replace(/_20\d\d_?\d\d_?\d\d$/, '');

/** Uses of the supplier's own tools, as Anthropic counts them: `web_search_requests`. */
export const usesOfAnthropic = (usage: JsonObject): Record<string, number> => {
  const uses = new Map<string, number>();
  for (const field of Object.keys(objectIn(usage, 'server_tool_use') ?? {})) {
    const count = countIn(objectIn(usage, 'server_tool_use'), field);
    if (count > 0) uses.set(field.replace(/_requests$/, ''), count);
  }
  return Object.fromEntries(uses);
};

/** Uses of the supplier's own tools, as a response lists them: `web_search_call`. */
export const usesOfResponse = (response: JsonObject | undefined): Record<string, number> => {
  const uses = new Map<string, number>();
  for (const { type } of listIn(response, 'output')) {
    if (typeof type !== 'string' || !type.endsWith('_call') || type === 'function_call') continue;
    const name = type.slice(0, -'_call'.length);
    uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  return Object.fromEntries(uses);
};
