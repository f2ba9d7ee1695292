import { type Actor, calendarSpecSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { type CalendarRow, calendarColumns, toCalendar } from './calendar-row.ts';

export const calendarSummarySchema = calendarSpecSchema
  .pick({ slug: true, name: true, timeZone: true, weekly: true })
  .extend({ holidayCount: z.int(), updatedAt: z.iso.datetime() });
export type CalendarSummary = z.infer<typeof calendarSummarySchema>;

export const calendarListSchema = z.object({ items: z.array(calendarSummarySchema) });

/** Every calendar of the organisation, by name. There are a handful: no paging. */
export const listCalendars = async (app: App, actor: Actor): Promise<z.infer<typeof calendarListSchema>> => {
  authorise(actor, 'workflows.read');
  const rows = await app.db.transaction(tenant(actor), (tx) =>
    tx.query<CalendarRow>(
      `SELECT ${calendarColumns} FROM calendar WHERE organisation_id = $1 ORDER BY name, slug LIMIT 500`,
      [actor.organisationId],
    ),
  );
  const items = rows.map(toCalendar).map(({ spec: { holidays, ...facts }, updatedAt }) => ({
    ...facts,
    holidayCount: holidays.length,
    updatedAt,
  }));
  return { items };
};
