import { z } from 'zod';
import { defineEvent } from './define-event.ts';
import { phraseReason } from './phrasing.ts';

const reason = z.strictObject({ reason: z.string() });

const started = z.strictObject({
  workflowId: z.uuid(),
  workflowName: z.string(),
  versionId: z.uuid(),
  version: z.int().min(1),
  trigger: z.enum(['manual', 'api', 'webhook', 'schedule', 'subworkflow']),
});

const triggerWords = {
  manual: 'by hand',
  api: 'through the API',
  webhook: 'by webhook',
  schedule: 'on schedule',
  subworkflow: 'by another run',
};

export const runEvents = {
  'run.started': defineEvent(
    'run',
    started,
    ({ actor, target, payload }) =>
      `${actor} started ${target} of ${payload.workflowName} (version ${payload.version}) ${triggerWords[payload.trigger]}`,
  ),
  'run.completed': defineEvent(
    'run',
    z.strictObject({ durationMs: z.int().min(0) }),
    ({ target }) => `${target} completed`,
  ),
  'run.failed': defineEvent(
    'run',
    z.strictObject({ code: z.string(), message: z.string(), nodeId: z.string().optional() }),
    ({ target, payload }) => `${target} failed${phraseReason(payload.message)}`,
  ),
  'run.value-downloaded': defineEvent(
    'run',
    z.strictObject({ hash: z.string(), bytes: z.int().min(0) }),
    ({ actor, target, payload }) => `${actor} downloaded a value of ${target} (${payload.bytes} bytes)`,
  ),
  'run.cancelled': defineEvent(
    'run',
    reason,
    ({ actor, target, payload }) => `${actor} cancelled ${target}${phraseReason(payload.reason)}`,
  ),
} as const;
