import { type Actor, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { calendarSchema, requireCalendar } from './calendar-row.ts';
import { calendarUseSchema, listCalendarUses } from './list-calendar-uses.ts';

export const getCalendarInput = z.object({ slug: slugSchema });
export const calendarDetailSchema = calendarSchema.extend({ uses: z.array(calendarUseSchema) });
export type CalendarDetail = z.infer<typeof calendarDetailSchema>;

/** One calendar, with the versions that count in it. Throws `not_found`. */
export const getCalendar = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof getCalendarInput>,
): Promise<CalendarDetail> => {
  authorise(actor, 'workflows.read');
  const { slug } = getCalendarInput.parse(raw);
  return app.db.transaction(tenant(actor), async (tx) => {
    const calendar = await requireCalendar(tx, actor.organisationId, slug);
    return { ...calendar, uses: await listCalendarUses(tx, actor.organisationId, slug) };
  });
};
