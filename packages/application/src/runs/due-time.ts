import type { Tx } from '@switchyard/db';
import { addBusinessTime, durationMs } from '@switchyard/definition';
import { DomainError, type OrganisationId } from '@switchyard/domain';
import { findCalendar } from '../calendars/calendar-row.ts';

/** What the database, ISO texts and people all can write: years 1 to 9999. */
const earliest = Date.parse('0001-01-01T00:00:00Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');

/** The date itself, when it can be kept as a timer; `what` names the step. @throws DomainError `invalid_input` */
export const requireDueTime = (at: Date, what: string): Date => {
  const ms = at.getTime();
  if (ms >= earliest && ms <= latest) return at;
  throw new DomainError(
    'invalid_input',
    `“${what}” would wait for a time outside the years 1 to 9999. Use another time.`,
  );
};

interface BusinessDuration {
  readonly duration: string;
  /** Slug of the calendar to count in; undefined counts by the clock, a day being 24 hours. */
  readonly calendar: string | undefined;
}

/**
 * When a duration that begins at `from` ends. The calendar is read now: later changes of it move nothing that is armed.
 * Throws `not_found` when it was deleted and `invalid_input` when the end is too far away; both name the step, `what`.
 */
export const dueAfter = async (
  tx: Tx,
  organisationId: OrganisationId,
  { from, what }: { readonly from: Date; readonly what: string },
  { duration, calendar: slug }: BusinessDuration,
): Promise<Date> => {
  if (slug === undefined) return requireDueTime(new Date(from.getTime() + durationMs(duration)), what);
  const calendar = await findCalendar(tx, organisationId, slug);
  if (calendar) return requireDueTime(addBusinessTime(calendar.spec, from, duration), what);
  throw new DomainError(
    'not_found',
    `“${what}” counts in the calendar “${slug}”, which was deleted. Create it again under Settings → Calendars, or publish the workflow with another calendar.`,
  );
};

const isoPattern = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/;

/** A date, or a date and time with its offset, that an expression gave. @throws DomainError `invalid_input` */
export const dueAtValue = (value: unknown, what: string): Date => {
  const at = new Date(typeof value === 'string' && isoPattern.test(value) ? value : Number.NaN);
  if (!Number.isNaN(at.getTime())) return requireDueTime(at, what);
  throw new DomainError(
    'invalid_input',
    // Not a whole instant: the page would show that in the viewer's words, which are none that can be written.
    `“${what}” should wait until a date such as 2049-01-01, or one with T09:00:00Z after it, but got ${JSON.stringify(value)}.`,
  );
};
