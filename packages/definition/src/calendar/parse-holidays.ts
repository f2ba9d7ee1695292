import type { Holiday } from '@switchyard/domain';
import { dayMs } from './zoned-time.ts';

export interface ParsedHolidays {
  /** By date, each date once. */
  readonly holidays: readonly Holiday[];
  /** What was left out and why, one sentence each. */
  readonly problems: readonly string[];
}

const problemsMax = 20;
/** A holiday of several days in a calendar file becomes this many days at most. */
const spanDaysMax = 62;

/** Collects days; the first name of a date stays. */
class HolidayCollector {
  readonly #days = new Map<string, string>();
  readonly #problems: string[] = [];

  add(date: string, name: string): void {
    if (!this.#days.has(date)) this.#days.set(date, name.trim().slice(0, 120) || 'Holiday');
  }

  refuse(problem: string): void {
    if (this.#problems.length < problemsMax) this.#problems.push(problem);
  }

  done(): ParsedHolidays {
    const dates = [...this.#days].sort(([a], [b]) => (a < b ? -1 : 1));
    return { holidays: dates.map(([date, name]) => ({ date, name })), problems: this.#problems };
  }
}

/** `2026-12-25` when it is a day that exists. */
const realDate = (year: string, month: string, day: string): string | undefined => {
  const date = `${year}-${month}-${day}`;
  const at = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date) ? date : undefined;
};

const parseLines = (text: string): ParsedHolidays => {
  const found = new HolidayCollector();
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [, year = '', month = '', day = '', name = ''] = /^(\d{4})-(\d\d)-(\d\d)(?:[\s,;:]+(.*))?$/.exec(line) ?? [];
    const date = realDate(year, month, day);
    if (date) found.add(date, name.replace(/^"(.*)"$/, '$1'));
    else found.refuse(`Line ${index + 1}, “${line.slice(0, 60)}”, does not begin with a date such as 2026-12-25.`);
  }
  return found.done();
};

interface CalendarEvent {
  readonly [property: string]: { readonly parameters: string; readonly value: string } | undefined;
}

/** The events of an iCalendar file (RFC 5545): folded lines joined, properties by name. */
const listEvents = (text: string): CalendarEvent[] => {
  const events: CalendarEvent[] = [];
  let open: Record<string, { parameters: string; value: string }> | undefined;
  for (const line of text.replaceAll(/\r?\n[ \t]/g, '').split(/\r?\n/)) {
    if (/^BEGIN:VEVENT\s*$/i.test(line)) open = {};
    else if (/^END:VEVENT\s*$/i.test(line)) {
      if (open) events.push(open);
      open = undefined;
    } else if (open) {
      const [, name = '', parameters = '', value = ''] = /^([A-Za-z-]+)((?:;[^:]*)?):(.*)$/.exec(line) ?? [];
      open[name.toUpperCase()] ??= { parameters: parameters.toUpperCase(), value: value.trim() };
    }
  }
  return events;
};

const allDay = (property: CalendarEvent[string]): string | undefined => {
  const [, year = '', month = '', day = ''] = /^(\d{4})(\d\d)(\d\d)$/.exec(property?.value ?? '') ?? [];
  return realDate(year, month, day);
};

const plainText = (value: string): string =>
  value
    .replaceAll(/\\n/gi, ' ')
    .replaceAll(/\\([,;\\])/g, '$1')
    .replaceAll(/\s+/g, ' ');

const addEvent = (found: HolidayCollector, event: CalendarEvent): void => {
  const name = plainText(event.SUMMARY?.value ?? '');
  const first = allDay(event.DTSTART);
  if (!first) {
    found.refuse(`“${name || 'An event'}” is not a whole day, so it is no holiday.`);
    return;
  }
  const firstMs = Date.parse(first);
  // The end of a whole-day event is the day after its last one.
  const endMs = Date.parse(allDay(event.DTEND) ?? '') || firstMs + dayMs;
  const days = Math.max(1, Math.round((endMs - firstMs) / dayMs));
  for (let index = 0; index < Math.min(days, spanDaysMax); index += 1) {
    found.add(new Date(firstMs + index * dayMs).toISOString().slice(0, 10), name);
  }
  if (days > spanDaysMax) found.refuse(`“${name}” is longer than ${spanDaysMax} days; the rest was left out.`);
  if (event.RRULE) found.refuse(`“${name}” repeats; only ${first} was taken. Add the other years by hand.`);
};

const parseCalendarFile = (text: string): ParsedHolidays => {
  const found = new HolidayCollector();
  const events = listEvents(text);
  if (events.length === 0) found.refuse('The calendar file has no events.');
  for (const event of events) addEvent(found, event);
  return found.done();
};

/**
 * Holidays from pasted text: one date per line, with a name after it, or the whole-day events of an iCalendar file.
 * Never throws: what cannot be read is named and left out.
 */
export const parseHolidays = (text: string): ParsedHolidays =>
  /^\s*BEGIN:VCALENDAR/i.test(text) ? parseCalendarFile(text) : parseLines(text);
