import { z } from 'zod';
import { defineEvent, noPayload } from './define-event.ts';
import { phraseCount, phraseReason } from './phrasing.ts';

const published = z.strictObject({
  versionId: z.uuid(),
  version: z.int().min(1),
  contentHash: z.string(),
  note: z.string(),
});

const described = z.strictObject({ previousName: z.string(), name: z.string(), isDescriptionChanged: z.boolean() });

const scheduleFacts = z.strictObject({ cron: z.string(), timezone: z.string() });

const missed = z.strictObject({
  dueAt: z.iso.datetime(),
  reason: z.string(),
  /** Of several together: the last one, how many, and whether there were more than that. */
  until: z.iso.datetime().optional(),
  count: z.int().min(1).optional(),
  isMore: z.boolean().optional(),
});

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
  'schedule.paused': defineEvent(
    'workflow',
    scheduleFacts,
    ({ actor, target, payload }) => `${actor} paused the schedule ${payload.cron} (${payload.timezone}) of ${target}`,
  ),
  'schedule.resumed': defineEvent(
    'workflow',
    scheduleFacts,
    ({ actor, target, payload }) => `${actor} resumed the schedule ${payload.cron} (${payload.timezone}) of ${target}`,
  ),
  'schedule.missed': defineEvent('workflow', missed, ({ target, payload }) => {
    const { dueAt, until, count = 1, reason } = payload;
    if (count === 1) return `The run of ${target} due at ${dueAt} was not started${phraseReason(reason)}`;
    const many = `${payload.isMore ? 'More than ' : ''}${phraseCount(count, 'run')}`;
    return `${many} of ${target} due from ${dueAt} to ${until} were not started${phraseReason(reason)}`;
  }),
} as const;
