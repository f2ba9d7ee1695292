import { type Actor, type CalendarSpec, calendarSpecSchema, DomainError, type Holiday } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { inDateOrder, requireCalendar } from './calendar-row.ts';
import type { SavedCalendar } from './create-calendar.ts';

export const updateCalendarInput = z.object({
  /** The whole calendar; its key says which one and stays. */
  spec: calendarSpecSchema,
  /** The revision the change builds upon. */
  revision: z.int().min(1),
});

/**
 * Replaces a calendar. Times that are already set stay: a step reads the calendar when it opens. Throws `not_found`, and
 * `conflict` when somebody saved since `revision`.
 */
export const updateCalendar = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof updateCalendarInput>,
): Promise<SavedCalendar> => {
  authorise(actor, 'calendars.edit');
  const input = updateCalendarInput.parse(raw);
  const spec = inDateOrder(input.spec);
  return inTransaction(app, tenant(actor), async (tx) => {
    const before = await requireCalendar(tx, actor.organisationId, spec.slug, { forUpdate: true });
    if (before.revision !== input.revision) {
      throw new DomainError('conflict', 'Somebody changed this calendar meanwhile. Look at it again, then save.', {
        details: { revision: before.revision },
      });
    }
    const changed = listChanges(before.spec, spec);
    if (changed.length === 0) return { slug: spec.slug, revision: before.revision };
    const revision = before.revision + 1;
    await tx.execute(
      `UPDATE calendar SET name = $3, time_zone = $4, weekly = $5, holidays = $6, revision = $7, updated_at = $8
       WHERE organisation_id = $1 AND id = $2`,
      [
        actor.organisationId,
        before.id,
        spec.name,
        spec.timeZone,
        JSON.stringify(spec.weekly),
        JSON.stringify(spec.holidays),
        revision,
        app.now(),
      ],
    );
    await appendAudit(tx, actor, app.now(), {
      type: 'calendar.updated',
      target: { id: before.id, label: spec.name },
      payload: {
        changed,
        addedHolidays: listMissing(spec.holidays, before.spec.holidays),
        removedHolidays: listMissing(before.spec.holidays, spec.holidays),
      },
    });
    return { slug: spec.slug, revision };
  });
};

const words = { name: 'name', timeZone: 'time zone', weekly: 'opening hours', holidays: 'holidays' } as const;
const partKeys = ['name', 'timeZone', 'weekly', 'holidays'] as const;

const listChanges = (before: CalendarSpec, after: CalendarSpec): string[] =>
  partKeys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key])).map((key) => words[key]);

/** What `these` have and `those` do not, as `2026-12-25 Christmas Day`. */
const listMissing = (these: readonly Holiday[], those: readonly Holiday[]): string[] => {
  const known = new Set(those.map(({ date, name }) => `${date} ${name}`));
  return these.map(({ date, name }) => `${date} ${name}`).filter((day) => !known.has(day));
};
