import type { JsonObject } from '@switchyard/domain';
import { listIn, objectIn, textIn } from './json-access.ts';
import { billedEvents, usageOfOpenai, usesOfResponse } from './read-billing.ts';
import type { WireEvent } from './wire-event.ts';

const usageEvents = (response: JsonObject | undefined): WireEvent[] => {
  const usage = objectIn(response, 'usage');
  return [
    ...(usage
      ? [{ kind: 'usage', usage: usageOfOpenai(usage, { input: 'input_tokens', output: 'output_tokens' }) } as const]
      : []),
    ...billedEvents(response, usesOfResponse(response)),
  ];
};

const stopEvents = (response: JsonObject | undefined): WireEvent[] => {
  const reason = textIn(objectIn(response, 'incomplete_details'), 'reason');
  if (reason === 'content_filter') return [{ kind: 'stop', reason: 'refusal' }];
  if (response?.status === 'incomplete') return [{ kind: 'stop', reason: 'length' }];
  const hasCalls = listIn(response, 'output').some(({ type }) => type === 'function_call');
  return [{ kind: 'stop', reason: hasCalls ? 'calls' : 'end' }];
};

const startOf = (response: JsonObject | undefined): WireEvent => ({
  kind: 'start',
  id: textIn(response, 'id'),
  model: textIn(response, 'model') || null,
});

const partEvents = (part: JsonObject): WireEvent[] => {
  if (part.type === 'output_text') return [{ kind: 'text', text: textIn(part, 'text') }];
  return part.type === 'refusal' ? [{ kind: 'refusal', text: textIn(part, 'refusal') }] : [];
};

/** A whole response. Empty when it is none. */
export const readResponsesReply = (body: JsonObject): WireEvent[] => {
  if (body.object !== 'response') return [];
  const error = objectIn(body, 'error');
  if (error) return [{ kind: 'error', message: textIn(error, 'message') }];
  let calls = 0;
  const content = listIn(body, 'output').flatMap((item): WireEvent[] => {
    if (item.type === 'message') return listIn(item, 'content').flatMap(partEvents);
    if (item.type !== 'function_call') return [];
    const index = calls++;
    return [
      { kind: 'call', index, id: textIn(item, 'call_id'), name: textIn(item, 'name') },
      { kind: 'arguments', index, json: textIn(item, 'arguments') },
    ];
  });
  return [startOf(body), ...content, ...stopEvents(body), ...usageEvents(body), { kind: 'end' }];
};

/** One event of a stream of responses: enough to count and to account; this format is never translated into another. */
export const readResponsesEvent = (body: JsonObject | 'done'): WireEvent[] => {
  if (body === 'done') return [];
  const response = objectIn(body, 'response');
  switch (body.type) {
    case 'response.created':
      return [startOf(response)];
    case 'response.output_text.delta':
      return [{ kind: 'text', text: textIn(body, 'delta') }];
    case 'response.refusal.delta':
      return [{ kind: 'refusal', text: textIn(body, 'delta') }];
    case 'response.reasoning_summary_text.delta':
    case 'response.reasoning_text.delta':
    // Arguments are counted only.
    case 'response.function_call_arguments.delta':
      return [{ kind: 'thought', text: textIn(body, 'delta') }];
    case 'response.completed':
    case 'response.incomplete':
      return [...stopEvents(response), ...usageEvents(response), { kind: 'end' }];
    case 'response.failed':
      return [...usageEvents(response), { kind: 'error', message: textIn(objectIn(response, 'error'), 'message') }];
    case 'error':
      return [{ kind: 'error', message: textIn(body, 'message') || textIn(objectIn(body, 'error'), 'message') }];
    default:
      return [];
  }
};
