import type { JsonObject, TokenUsage } from '@switchyard/domain';
import { countIn, listIn, objectIn, textIn } from './json-access.ts';
import type { WireEvent, WireStop } from './wire-event.ts';

const stops: Readonly<Record<string, WireStop>> = {
  stop: 'end',
  length: 'length',
  tool_calls: 'calls',
  function_call: 'calls',
  content_filter: 'refusal',
};

/** Cached tokens are counted inside the prompt there; here each token is in one class. */
export const usageOfOpenai = (
  usage: JsonObject,
  names: { readonly input: string; readonly output: string },
): TokenUsage => {
  const prompt = countIn(usage, names.input);
  const output = countIn(usage, names.output);
  const details = objectIn(usage, `${names.input}_details`);
  const cachedInput = Math.min(prompt, countIn(details, 'cached_tokens'));
  const cacheWrite = Math.min(prompt - cachedInput, countIn(details, 'cache_write_tokens'));
  const reasoning = Math.min(output, countIn(objectIn(usage, `${names.output}_details`), 'reasoning_tokens'));
  return { input: prompt - cachedInput - cacheWrite, cachedInput, cacheWrite, output, reasoning };
};

const usageEvents = (body: JsonObject): WireEvent[] => {
  const usage = objectIn(body, 'usage');
  if (!usage) return [];
  return [{ kind: 'usage', usage: usageOfOpenai(usage, { input: 'prompt_tokens', output: 'completion_tokens' }) }];
};

const callEvents = (call: JsonObject, position: number): WireEvent[] => {
  const index = 'index' in call ? countIn(call, 'index') : position;
  const tool = objectIn(call, 'function');
  const name = textIn(tool, 'name');
  const json = textIn(tool, 'arguments');
  return [
    ...(name === '' ? [] : [{ kind: 'call', index, id: textIn(call, 'id'), name } as const]),
    ...(json === '' ? [] : [{ kind: 'arguments', index, json } as const]),
  ];
};

/** What a message says, or the piece of one that a chunk brings. Only the first choice is read. */
const messageEvents = (message: JsonObject | undefined): WireEvent[] => {
  const text = textIn(message, 'content');
  const refusal = textIn(message, 'refusal');
  const thought = textIn(message, 'reasoning_content') || textIn(message, 'reasoning');
  return [
    ...(thought === '' ? [] : [{ kind: 'thought', text: thought } as const]),
    ...(text === '' ? [] : [{ kind: 'text', text } as const]),
    ...(refusal === '' ? [] : [{ kind: 'refusal', text: refusal } as const]),
    ...listIn(message, 'tool_calls').flatMap(callEvents),
  ];
};

const stopEvents = (choice: JsonObject | undefined): WireEvent[] => {
  const reason = stops[textIn(choice, 'finish_reason')];
  return reason === undefined ? [] : [{ kind: 'stop', reason }];
};

const bodyEvents = (body: JsonObject, field: 'message' | 'delta'): WireEvent[] => {
  const error = objectIn(body, 'error');
  if (error) return [{ kind: 'error', message: textIn(error, 'message') }];
  const [choice] = listIn(body, 'choices');
  return [
    { kind: 'start', id: textIn(body, 'id'), model: textIn(body, 'model') || null },
    ...messageEvents(objectIn(choice, field)),
    ...stopEvents(choice),
    ...usageEvents(body),
  ];
};

/** A whole chat completion. Empty when it is none. */
export const readChatReply = (body: JsonObject): WireEvent[] =>
  listIn(body, 'choices').length === 0 ? [] : [...bodyEvents(body, 'message'), { kind: 'end' }];

/** One event of a stream of chat completions. */
export const readChatEvent = (body: JsonObject | 'done'): WireEvent[] =>
  body === 'done' ? [{ kind: 'end' }] : bodyEvents(body, 'delta');
