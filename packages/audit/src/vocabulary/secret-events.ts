import { z } from 'zod';
import { defineEvent, noPayload } from './define-event.ts';

/** Named secrets; their values never come near the log. */
export const secretEvents = {
  'secret.set': defineEvent(
    'secret',
    z.strictObject({ isNew: z.boolean() }),
    ({ actor, target, payload }) => `${actor} ${payload.isNew ? 'stored' : 'replaced'} the secret ${target}`,
  ),
  'secret.removed': defineEvent('secret', noPayload, ({ actor, target }) => `${actor} removed the secret ${target}`),
} as const;
