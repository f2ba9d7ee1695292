import type { JsonObject } from '@switchyard/domain';
import { countIn, listIn, objectIn, textIn } from './json-access.ts';
import { billedEvents, usageOfOpenai } from './read-billing.ts';
import type { WireEvent, WireStop } from './wire-event.ts';

const stops: ReadonlyMap<string, WireStop> = new Map([
  ['stop', 'end'],
  ['length', 'length'],
  ['tool_calls', 'calls'],
  ['function_call', 'calls'],
  ['content_filter', 'refusal'],
]);

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

/** What a message says, or the piece of one that a chunk brings. */
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
  const reason = stops.get(textIn(choice, 'finish_reason'));
  return reason === undefined ? [] : [{ kind: 'stop', reason }];
};

/** Of further answers only how much was written counts: a reply has one. */
const furtherEvents = (choices: readonly JsonObject[], field: 'message' | 'delta'): WireEvent[] =>
  choices.flatMap((choice) =>
    messageEvents(objectIn(choice, field)).flatMap((event): WireEvent[] => {
      if (event.kind === 'arguments') return [{ kind: 'thought', text: event.json }];
      return 'text' in event ? [{ kind: 'thought', text: event.text }] : [];
    }),
  );

const bodyEvents = (body: JsonObject, field: 'message' | 'delta'): WireEvent[] => {
  const error = objectIn(body, 'error');
  if (error) return [{ kind: 'error', message: textIn(error, 'message') }];
  const [choice, ...further] = listIn(body, 'choices');
  return [
    { kind: 'start', id: textIn(body, 'id'), model: textIn(body, 'model') || null },
    ...messageEvents(objectIn(choice, field)),
    ...furtherEvents(further, field),
    ...stopEvents(choice),
    ...usageEvents(body),
    ...billedEvents(body),
  ];
};

/** A whole chat completion. Empty when it is none. */
export const readChatReply = (body: JsonObject): WireEvent[] =>
  listIn(body, 'choices').length === 0 && !objectIn(body, 'error')
    ? []
    : [...bodyEvents(body, 'message'), { kind: 'end' }];

/** One event of a stream of chat completions. */
export const readChatEvent = (body: JsonObject | 'done'): WireEvent[] =>
  body === 'done' ? [{ kind: 'end' }] : bodyEvents(body, 'delta');
