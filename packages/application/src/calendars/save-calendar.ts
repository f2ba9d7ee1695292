import { type Actor, type CalendarSpec, calendarSpecSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { findCalendar } from './calendar-row.ts';
import { createCalendar, type SavedCalendar } from './create-calendar.ts';
import { updateCalendar } from './update-calendar.ts';

export const saveCalendarInput = z.object({ spec: calendarSpecSchema });

/** Creates the calendar, or makes it what it is sent as: for scripts that keep holidays up to date. */
export const saveCalendar = async (
  app: App,
  actor: Actor,
  raw: { readonly spec: z.input<typeof calendarSpecSchema> },
): Promise<SavedCalendar> => {
  authorise(actor, 'calendars.edit');
  const spec: CalendarSpec = saveCalendarInput.parse(raw).spec;
  const known = await app.db.transaction(tenant(actor), (tx) => findCalendar(tx, actor.organisationId, spec.slug));
  if (!known) return createCalendar(app, actor, { spec });
  return updateCalendar(app, actor, { spec, revision: known.revision });
};
