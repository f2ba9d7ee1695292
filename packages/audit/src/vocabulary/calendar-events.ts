import { z } from 'zod';
import { defineEvent, noPayload } from './define-event.ts';
import { phraseCount, phraseList } from './phrasing.ts';

const created = z.strictObject({ slug: z.string(), timezone: z.string(), holidays: z.int().min(0) });

export const calendarEvents = {
  'calendar.created': defineEvent(
    'calendar',
    created,
    ({ actor, target, payload }) =>
      `${actor} created the calendar ${target} (${payload.timezone}) with ${phraseCount(payload.holidays, 'holiday')}`,
  ),
  'calendar.updated': defineEvent(
    'calendar',
    z.strictObject({
      changed: z.array(z.string()),
      /** Dates with their names. */
      addedHolidays: z.array(z.string()),
      removedHolidays: z.array(z.string()),
    }),
    ({ actor, target, payload }) => `${actor} changed ${phraseList(payload.changed)} of the calendar ${target}`,
  ),
  'calendar.removed': defineEvent(
    'calendar',
    noPayload,
    ({ actor, target }) => `${actor} removed the calendar ${target}`,
  ),
} as const;
