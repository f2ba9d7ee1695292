import { z } from 'zod';
import { defineEvent, noPayload } from './define-event.ts';

export const limitEvents = {
  'limit.set': defineEvent(
    'limit',
    /** In words, as it was set. */
    z.strictObject({ limit: z.string() }),
    ({ actor, target, payload }) => `${actor} limited ${target}: ${payload.limit}`,
  ),
  'limit.removed': defineEvent('limit', noPayload, ({ actor, target }) => `${actor} removed the limit of ${target}`),
} as const;
