import { type BusinessCalendar, DomainError, weekdays } from '@switchyard/domain';
import { durationParts } from './duration-parts.ts';
import { dayMs, instantAt, localTimeAt, minuteMs } from './zoned-time.ts';

/** Calendar days looked at for business days: more than a hundred years, and cheap to count. */
const daysMax = 40_000;
/** Calendar days looked at for hours, each of which is placed on the clock: ten years. */
const hourDaysMax = 3700;

interface OpenSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A calendar made ready for counting: days are numbered from 1970-01-01, times of day in milliseconds. */
interface DayBook {
  readonly timeZone: string;
  /** Opening hours of a day by its clock; none on holidays. */
  hoursOf(day: number): readonly OpenSpan[];
}

const clockMs = (text: string): number => (Number(text.slice(0, 2)) * 60 + Number(text.slice(3))) * minuteMs;

const openBook = ({ timeZone, weekly, holidays }: BusinessCalendar): DayBook => {
  const closed = new Set(holidays.map(({ date }) => Date.parse(`${date}T00:00:00Z`) / dayMs));
  const week = weekdays.map((day) => weekly[day].map(({ from, to }) => ({ fromMs: clockMs(from), toMs: clockMs(to) })));
  // 1970-01-01 was a Thursday.
  return { timeZone, hoursOf: (day) => (closed.has(day) ? [] : (week[(((day + 3) % 7) + 7) % 7] ?? [])) };
};

const dayOf = (book: DayBook, instantMs: number): number => Math.floor(localTimeAt(instantMs, book.timeZone) / dayMs);

/** The spans in which the calendar is open, as instants, from the day of `instantMs` on. */
function* openSpans(book: DayBook, instantMs: number): Generator<OpenSpan> {
  const first = dayOf(book, instantMs);
  for (let day = first; day < first + hourDaysMax; day += 1) {
    for (const { fromMs, toMs } of book.hoursOf(day)) {
      const span = {
        fromMs: instantAt(day * dayMs + fromMs, book.timeZone),
        toMs: instantAt(day * dayMs + toMs, book.timeZone),
      };
      if (span.toMs > Math.max(span.fromMs, instantMs)) yield span;
    }
  }
}

const tooFar = (duration: string): DomainError =>
  new DomainError(
    'invalid_input',
    `${duration} of business time is too long to count (at most ten years of hours or a hundred years of days), or the calendar has no open day left. Use a shorter time, or look at the calendar's holidays.`,
  );

/** `timeMs` of open time after `instantMs`; of none, the first open moment. */
const addOpenTime = (book: DayBook, instantMs: number, timeMs: number): number | undefined => {
  if (timeMs > hourDaysMax * dayMs) return undefined;
  let left = timeMs;
  for (const span of openSpans(book, instantMs)) {
    const startMs = Math.max(instantMs, span.fromMs);
    if (left <= span.toMs - startMs) return startMs + left;
    left -= span.toMs - startMs;
  }
  return undefined;
};

/** The time of day on the `count`-th open day after the day of `instantMs`, kept within that day's hours. */
const addOpenDays = (book: DayBook, instantMs: number, count: number): number | undefined => {
  const local = localTimeAt(instantMs, book.timeZone);
  const first = Math.floor(local / dayMs);
  const clock = local - first * dayMs;
  let left = count;
  for (let day = first + 1; day <= first + daysMax; day += 1) {
    const hours = book.hoursOf(day);
    const closing = hours.at(-1);
    if (!closing) continue;
    left -= 1;
    if (left > 0) continue;
    const within = hours.find(({ toMs }) => clock < toMs);
    return instantAt(day * dayMs + (within ? Math.max(clock, within.fromMs) : closing.toMs), book.timeZone);
  }
  return undefined;
};

/**
 * The instant a duration in business time ends.
 * - Time begins to count at the first open moment at or after `from`.
 * - `PnD` is n business days: the same time of day on the n-th day after that has hours and is no holiday; before that
 *   day's opening it is the opening, in a break the end of the break, after its closing the closing.
 * - Hours, minutes and seconds are time in which the calendar is open, counted after the days; what ends with the hours
 *   of a day ends then, not the next morning.
 * Hours are by the clock of the calendar's zone; on a day on which it changes they are as long as they really are.
 * @throws DomainError `invalid_input` for more than ten years of hours or a hundred years of days
 */
export const addBusinessTime = (calendar: BusinessCalendar, from: Date, duration: string): Date => {
  const { days, timeMs } = durationParts(duration);
  const book = openBook(calendar);
  const startMs = addOpenTime(book, from.getTime(), 0);
  if (startMs === undefined || days > daysMax) throw tooFar(duration);
  const dayEndMs = days === 0 ? startMs : addOpenDays(book, startMs, days);
  if (dayEndMs === undefined) throw tooFar(duration);
  if (timeMs === 0) return new Date(dayEndMs);
  const endMs = addOpenTime(book, dayEndMs, timeMs);
  if (endMs === undefined) throw tooFar(duration);
  return new Date(endMs);
};
