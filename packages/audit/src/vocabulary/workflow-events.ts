import { z } from 'zod';
import { defineEvent, noPayload } from './define-event.ts';
import { phraseReason } from './phrasing.ts';

const published = z.strictObject({
  versionId: z.uuid(),
  version: z.int().min(1),
  contentHash: z.string(),
  note: z.string(),
});

const described = z.strictObject({ previousName: z.string(), name: z.string(), isDescriptionChanged: z.boolean() });

export const workflowEvents = {
  'workflow.created': defineEvent(
    'workflow',
    z.strictObject({ slug: z.string() }),
    ({ actor, target }) => `${actor} created the workflow ${target}`,
  ),
  'workflow.published': defineEvent(
    'workflow',
    published,
    ({ actor, target, payload }) =>
      `${actor} published version ${payload.version} of ${target}${phraseReason(payload.note)}`,
  ),
  'workflow.described': defineEvent('workflow', described, ({ actor, target, payload }) =>
    payload.previousName === payload.name
      ? `${actor} changed the description of ${target}`
      : `${actor} renamed the workflow ${payload.previousName} to ${payload.name}`,
  ),
  'workflow.archived': defineEvent('workflow', noPayload, ({ actor, target }) => `${actor} archived ${target}`),
  'workflow.restored': defineEvent('workflow', noPayload, ({ actor, target }) => `${actor} restored ${target}`),
  'webhook.secret-rotated': defineEvent(
    'workflow',
    noPayload,
    ({ actor, target }) => `${actor} replaced the webhook secret of ${target}`,
  ),
  'schedule.activated': defineEvent(
    'workflow',
    z.strictObject({ cron: z.string(), timezone: z.string() }),
    ({ actor, target, payload }) => `${actor} put ${target} on the schedule ${payload.cron} (${payload.timezone})`,
  ),
  'schedule.deactivated': defineEvent(
    'workflow',
    z.strictObject({ reason: z.string() }),
    ({ actor, target, payload }) => `${actor} took ${target} off its schedule${phraseReason(payload.reason)}`,
  ),
  'schedule.missed': defineEvent(
    'workflow',
    z.strictObject({ dueAt: z.iso.datetime(), reason: z.string() }),
    ({ target, payload }) =>
      `The run of ${target} due at ${payload.dueAt} was not started${phraseReason(payload.reason)}`,
  ),
} as const;
