import type { JsonObject } from '@switchyard/domain';
import { countIn, listIn, objectIn, textIn } from './json-access.ts';
import { billedEvents, usageOfAnthropic, usesOfAnthropic } from './read-billing.ts';
import type { WireEvent, WireStop } from './wire-event.ts';

const stops: ReadonlyMap<string, WireStop> = new Map([
  ['end_turn', 'end'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'calls'],
  ['refusal', 'refusal'],
  ['stop_sequence', 'stop_sequence'],
  ['pause_turn', 'end'],
]);

const usageEvents = (holder: JsonObject | undefined): WireEvent[] => {
  const usage = objectIn(holder, 'usage');
  if (!usage) return [];
  return [{ kind: 'usage', usage: usageOfAnthropic(usage) }, ...billedEvents(usage, usesOfAnthropic(usage))];
};

const stopEvents = (holder: JsonObject | undefined): WireEvent[] => {
  const reason = stops.get(textIn(holder, 'stop_reason'));
  return reason === undefined ? [] : [{ kind: 'stop', reason }];
};

const errorOf = (body: JsonObject): WireEvent[] => [
  { kind: 'error', message: textIn(objectIn(body, 'error'), 'message') },
];

/** A whole message. Empty when it is none. */
export const readMessagesReply = (body: JsonObject): WireEvent[] => {
  if (body.type === 'error') return errorOf(body);
  if (body.type !== 'message') return [];
  let calls = 0;
  const content = listIn(body, 'content').flatMap((block): WireEvent[] => {
    if (block.type === 'text') return [{ kind: 'text', text: textIn(block, 'text') }];
    if (block.type === 'thinking') return [{ kind: 'thought', text: textIn(block, 'thinking') }];
    if (block.type !== 'tool_use') return [];
    const index = calls++;
    return [
      { kind: 'call', index, id: textIn(block, 'id'), name: textIn(block, 'name') },
      { kind: 'arguments', index, json: JSON.stringify(block.input ?? {}) },
    ];
  });
  return [
    { kind: 'start', id: textIn(body, 'id'), model: textIn(body, 'model') || null },
    ...content,
    ...stopEvents(body),
    ...usageEvents(body),
    { kind: 'end' },
  ];
};

/** Blocks of a stream are numbered over all kinds; calls are counted apart. */
export const createMessagesEventReader = (): ((body: JsonObject | 'done') => WireEvent[]) => {
  const callOfBlock = new Map<number, number>();

  const startOf = (body: JsonObject): WireEvent[] => {
    const block = objectIn(body, 'content_block');
    if (block?.type !== 'tool_use') {
      const text = textIn(block, 'text');
      return text === '' ? [] : [{ kind: 'text', text }];
    }
    const index = callOfBlock.size;
    callOfBlock.set(countIn(body, 'index'), index);
    return [{ kind: 'call', index, id: textIn(block, 'id'), name: textIn(block, 'name') }];
  };

  const deltaOf = (body: JsonObject): WireEvent[] => {
    const delta = objectIn(body, 'delta');
    if (delta?.type === 'text_delta') return [{ kind: 'text', text: textIn(delta, 'text') }];
    if (delta?.type === 'thinking_delta') return [{ kind: 'thought', text: textIn(delta, 'thinking') }];
    const index = callOfBlock.get(countIn(body, 'index'));
    if (delta?.type !== 'input_json_delta' || index === undefined) return [];
    return [{ kind: 'arguments', index, json: textIn(delta, 'partial_json') }];
  };

  return (body) => {
    if (body === 'done') return [];
    switch (body.type) {
      case 'message_start': {
        const message = objectIn(body, 'message');
        const start = { kind: 'start', id: textIn(message, 'id'), model: textIn(message, 'model') || null } as const;
        return [start, ...usageEvents(message)];
      }
      case 'content_block_start':
        return startOf(body);
      case 'content_block_delta':
        return deltaOf(body);
      case 'message_delta':
        return [...stopEvents(objectIn(body, 'delta')), ...usageEvents(body)];
      case 'message_stop':
        return [{ kind: 'end' }];
      case 'error':
        return errorOf(body);
      default:
        return [];
    }
  };
};
