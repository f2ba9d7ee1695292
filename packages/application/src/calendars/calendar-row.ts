import type { Tx } from '@switchyard/db';
import {
  type CalendarId,
  type CalendarSpec,
  calendarIdSchema,
  calendarSpecSchema,
  DomainError,
  type OrganisationId,
} from '@switchyard/domain';
import { z } from 'zod';

export const calendarSchema = z.object({
  id: calendarIdSchema,
  revision: z.int(),
  updatedAt: z.iso.datetime(),
  spec: calendarSpecSchema,
});
export type Calendar = z.infer<typeof calendarSchema>;

export interface CalendarRow {
  readonly id: CalendarId;
  readonly slug: string;
  readonly name: string;
  readonly time_zone: string;
  readonly weekly: unknown;
  readonly holidays: unknown;
  readonly revision: number;
  readonly updated_at: Date;
}

export const calendarColumns = 'id, slug, name, time_zone, weekly, holidays, revision, updated_at';

export const toCalendar = (row: CalendarRow): Calendar => ({
  id: row.id,
  revision: row.revision,
  updatedAt: row.updated_at.toISOString(),
  spec: calendarSpecSchema.parse({
    slug: row.slug,
    name: row.name,
    timeZone: row.time_zone,
    weekly: row.weekly,
    holidays: row.holidays,
  }),
});

/** Null when the organisation has none of that name. `forUpdate` holds the row until the transaction ends. */
export const findCalendar = async (
  tx: Tx,
  organisationId: OrganisationId,
  slug: string,
  options: { readonly forUpdate?: boolean } = {},
): Promise<Calendar | null> => {
  const [row] = await tx.query<CalendarRow>(
    `SELECT ${calendarColumns} FROM calendar
     WHERE organisation_id = $1 AND slug = $2${options.forUpdate ? ' FOR UPDATE' : ''}`,
    [organisationId, slug],
  );
  return row ? toCalendar(row) : null;
};

/** Throws `not_found`, also for another tenant's. */
export const requireCalendar = async (
  tx: Tx,
  organisationId: OrganisationId,
  slug: string,
  options: { readonly forUpdate?: boolean } = {},
): Promise<Calendar> => {
  const calendar = await findCalendar(tx, organisationId, slug, options);
  if (!calendar) throw new DomainError('not_found', `There is no calendar “${slug}”.`);
  return calendar;
};

/** Holidays by date, as they are stored and compared. */
export const inDateOrder = (spec: CalendarSpec): CalendarSpec => ({
  ...spec,
  holidays: spec.holidays.toSorted((a, b) => (a.date < b.date ? -1 : 1)),
});
