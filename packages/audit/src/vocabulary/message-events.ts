import { z } from 'zod';
import { defineEvent } from './define-event.ts';

export const messageEvents = {
  'message.sent': defineEvent(
    'message',
    z.strictObject({ key: z.string(), to: z.enum(['one', 'all']), isKept: z.boolean() }),
    ({ actor, target, payload }) => `${actor} sent the message ${target} with the key “${payload.key}”`,
  ),
} as const;
