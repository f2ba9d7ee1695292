import { dataClassSchema } from '@switchyard/domain';
import { z } from 'zod';
import { defineEvent, noPayload } from './define-event.ts';
import { phraseReason } from './phrasing.ts';

const registered = z.strictObject({ slug: z.string(), host: z.string(), dataClassMax: dataClassSchema });

/** Digests, never the values: the values may be anybody's data. */
const called = z.strictObject({
  callId: z.uuid(),
  receiptId: z.uuid(),
  /** Null for a tool of the step itself. */
  server: z.string().nullable(),
  tool: z.string(),
  argumentsDigest: z.string(),
  resultDigest: z.string().nullable(),
  outcome: z.enum(['done', 'failed', 'refused', 'rejected', 'unknown']),
  reason: z.string().nullable(),
  approvalId: z.uuid().nullable(),
});

const outcomeWords = {
  done: 'called',
  failed: 'called, and it failed:',
  refused: 'was refused',
  rejected: 'was not allowed to call',
  unknown: 'may have called',
};

export const toolEvents = {
  'tool-server.registered': defineEvent(
    'tool_server',
    registered,
    ({ actor, target, payload }) =>
      `${actor} registered the tool server ${target} at ${payload.host}, for data up to ${payload.dataClassMax}`,
  ),
  'tool-server.listed': defineEvent(
    'tool_server',
    z.strictObject({
      isReachable: z.boolean(),
      tools: z.int().min(0),
      changed: z.array(z.string()),
      message: z.string(),
    }),
    ({ actor, target, payload }) =>
      payload.isReachable
        ? `${actor} listed the tools of ${target}: ${payload.tools}, of which ${payload.changed.length} changed`
        : `${actor} could not list the tools of ${target}${phraseReason(payload.message)}`,
  ),
  'tool-server.removed': defineEvent(
    'tool_server',
    noPayload,
    ({ actor, target }) => `${actor} removed the tool server ${target}`,
  ),
  'step.tool-called': defineEvent('step', called, ({ target, payload }) => {
    const tool = payload.server === null ? payload.tool : `${payload.server}/${payload.tool}`;
    return `${target} ${outcomeWords[payload.outcome]} ${tool}${phraseReason(payload.reason ?? '')}`;
  }),
} as const;
