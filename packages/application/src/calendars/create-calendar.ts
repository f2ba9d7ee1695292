import { newId } from '@switchyard/db';
import { type Actor, type CalendarId, type CalendarSpec, calendarSpecSchema, DomainError } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { inDateOrder } from './calendar-row.ts';

export const createCalendarInput = z.object({ spec: calendarSpecSchema });
export const savedCalendarSchema = z.object({ slug: z.string(), revision: z.int() });
export type SavedCalendar = z.infer<typeof savedCalendarSchema>;

/** Throws `conflict` for a key in use. */
export const createCalendar = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof createCalendarInput>,
): Promise<SavedCalendar> => {
  authorise(actor, 'calendars.edit');
  const spec: CalendarSpec = inDateOrder(createCalendarInput.parse(raw).spec);
  return inTransaction(app, tenant(actor), async (tx) => {
    const id = newId<CalendarId>();
    const made = await tx.execute(
      `INSERT INTO calendar (id, organisation_id, slug, name, time_zone, weekly, holidays, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT (organisation_id, slug) DO NOTHING`,
      [
        id,
        actor.organisationId,
        spec.slug,
        spec.name,
        spec.timeZone,
        JSON.stringify(spec.weekly),
        JSON.stringify(spec.holidays),
        app.now(),
      ],
    );
    if (made === 0)
      throw new DomainError('conflict', `The key ${spec.slug} belongs to another calendar. Choose another.`);
    await appendAudit(tx, actor, app.now(), {
      type: 'calendar.created',
      target: { id, label: spec.name },
      payload: { slug: spec.slug, timezone: spec.timeZone, holidays: spec.holidays.length },
    });
    return { slug: spec.slug, revision: 1 };
  });
};
