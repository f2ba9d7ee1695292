import { type BusinessCalendar, businessCalendarSchema, weekdays } from '@switchyard/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addBusinessTime } from './add-business-time.ts';

const minuteMs = 60_000;
const office = [{ from: '09:00', to: '17:00' }];

const london: BusinessCalendar = businessCalendarSchema.parse({
  timeZone: 'Europe/London',
  weekly: {
    monday: office,
    tuesday: office,
    wednesday: office,
    thursday: office,
    friday: office,
    saturday: [],
    sunday: [],
  },
  holidays: [{ date: '2026-12-25', name: 'Christmas Day' }],
});
const ends = (from: string, duration: string, calendar = london) =>
  addBusinessTime(calendar, new Date(from), duration).toISOString().slice(0, 16);

// November in London: the clock shows UTC. 2026-11-20 is a Friday.
describe('business days', () => {
  test.each([
    ['from within the hours: the same time on the next open day', '2026-11-19T15:20Z', 'P1D', '2026-11-20T15:20'],
    ['over a weekend', '2026-11-20T15:20Z', 'P1D', '2026-11-23T15:20'],
    ['from after closing: counts from the next opening', '2026-11-20T18:00Z', 'P1D', '2026-11-24T09:00'],
    ['from a Saturday', '2026-11-21T12:00Z', 'P2D', '2026-11-25T09:00'],
    ['over a holiday and a weekend', '2026-12-24T10:00Z', 'P1D', '2026-12-28T10:00'],
    ['none: the first open moment', '2026-11-21T12:00Z', 'P0D', '2026-11-23T09:00'],
    ['with hours after them', '2026-11-19T15:00Z', 'P1DT3H', '2026-11-23T10:00'],
    ['a year of them', '2026-11-19T10:00Z', 'P260D', '2027-11-19T10:00'],
  ])('%s', (_name, from, duration, expected) => expect(ends(from, duration)).toBe(expected));

  test('on a shorter day end with it, and in a break at the end of the break', () => {
    const calendar = {
      ...london,
      weekly: {
        ...london.weekly,
        friday: [{ from: '09:00', to: '13:00' }],
        monday: [
          { from: '09:00', to: '12:00' },
          { from: '13:00', to: '17:00' },
        ],
      },
    };
    expect(ends('2026-11-19T15:00Z', 'P1D', calendar)).toBe('2026-11-20T13:00');
    expect(ends('2026-11-20T12:30Z', 'P1D', calendar)).toBe('2026-11-23T13:00');
  });
});

describe('business hours', () => {
  test.each([
    ['a whole day ends when the office closes', '2026-11-19T09:00Z', 'PT8H', '2026-11-19T17:00'],
    ['a minute more ends on the next morning', '2026-11-19T09:00Z', 'PT8H1M', '2026-11-20T09:01'],
    ['over a weekend', '2026-11-20T16:00Z', 'PT8H', '2026-11-23T16:00'],
    ['from outside the hours', '2026-11-21T03:00Z', 'PT30M', '2026-11-23T09:30'],
    ['over Christmas', '2026-12-24T16:30Z', 'PT1H', '2026-12-28T09:30'],
  ])('%s', (_name, from, duration, expected) => expect(ends(from, duration)).toBe(expected));

  test('are as long as they really are when the clock changes', () => {
    const always = [{ from: '00:00', to: '24:00' }];
    const week = Object.fromEntries(weekdays.map((day) => [day, always]));
    const calendar = businessCalendarSchema.parse({ timeZone: 'Europe/Paris', weekly: week, holidays: [] });
    expect(ends('2026-03-28T23:00Z', 'PT24H', calendar)).toBe('2026-03-29T23:00');
    expect(ends('2026-10-24T22:00Z', 'PT24H', calendar)).toBe('2026-10-25T22:00');
    // The same time of day, though the day has 23 and 25 hours.
    expect(ends('2026-03-28T11:00Z', 'P1D', calendar)).toBe('2026-03-29T10:00');
    expect(ends('2026-10-24T10:00Z', 'P1D', calendar)).toBe('2026-10-25T11:00');
  });
});

test('a time too long to count is refused in words', () => {
  expect(() => addBusinessTime(london, new Date('2026-11-20T12:00Z'), 'P99999D')).toThrow('a hundred years of days');
  expect(() => addBusinessTime(london, new Date('2026-11-20T12:00Z'), 'PT999999999H')).toThrow('ten years of hours');
});

/* The oracle: minute by minute with Intl, whose hours of the day and weekday are all it uses. */
const formats = new Map<string, Intl.DateTimeFormat>();
const readOf = (timeZone: string) => {
  const known = formats.get(timeZone);
  if (known) return known;
  const date = { year: 'numeric', month: '2-digit', day: '2-digit', weekday: 'long' } as const;
  const options = { timeZone, hourCycle: 'h23', ...date, hour: '2-digit', minute: '2-digit' } as const;
  const format = new Intl.DateTimeFormat('en-GB', options);
  formats.set(timeZone, format);
  return format;
};

const isOpenAt = (calendar: BusinessCalendar, instantMs: number): boolean => {
  const parts = Object.fromEntries(
    readOf(calendar.timeZone)
      .formatToParts(instantMs)
      .map(({ type, value }) => [type, value]),
  );
  if (calendar.holidays.some(({ date }) => date === `${parts.year}-${parts.month}-${parts.day}`)) return false;
  const day = weekdays.find((each) => each === parts.weekday?.toLowerCase());
  const clock = `${parts.hour}:${parts.minute}`;
  return day !== undefined && calendar.weekly[day].some(({ from, to }) => from <= clock && clock < to);
};

const walk = (calendar: BusinessCalendar, from: Date, minutes: number): number => {
  let at = from.getTime();
  for (let open = 0; ; at += minuteMs) {
    if (!isOpenAt(calendar, at)) continue;
    open += 1;
    if (open === minutes) return at + minuteMs;
  }
};

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
// Openings and closings keep away from the hours in which clocks change; days that are open all night do not.
const dayHours = fc.oneof(
  { weight: 1, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.constant([{ from: '00:00', to: '24:00' }]) },
  {
    weight: 4,
    arbitrary: fc
      .uniqueArray(fc.integer({ min: 5 * 12, max: 22 * 12 }), { minLength: 4, maxLength: 4 })
      .map((times) => times.toSorted((a, b) => a - b).map((time) => clock(time * 5)))
      .map(([a = '', b = '', c = '', d = '']) => [
        { from: a, to: b },
        { from: c, to: d },
      ]),
  },
);
const calendars = fc
  .record({
    timeZone: fc.constantFrom(
      'Europe/Paris',
      'Australia/Lord_Howe',
      'America/Sao_Paulo',
      'Asia/Kathmandu',
      'Africa/Casablanca',
      'America/Havana',
      'UTC',
    ),
    weekly: fc.record({
      monday: dayHours,
      tuesday: dayHours,
      wednesday: dayHours,
      thursday: dayHours,
      friday: dayHours,
      saturday: dayHours,
      sunday: fc.constant(office),
    }),
    holidays: fc
      .uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 4 })
      .map((days) =>
        days.map((day) => ({ date: new Date(Date.UTC(2026, 2, 1 + day)).toISOString().slice(0, 10), name: 'Off' })),
      ),
  })
  .map((calendar) => businessCalendarSchema.parse(calendar));
/** Minutes around the changes of March, October and, for São Paulo, November 2018. */
const moments = fc
  .tuple(
    fc.constantFrom('2026-03-26', '2026-10-23', '2018-11-02', '2026-03-07', '2026-04-03'),
    fc.integer({ min: 0, max: 4 * 1440 }),
  )
  .map(([day, minute]) => new Date(Date.parse(`${day}T00:00Z`) + minute * minuteMs));
const lengths = fc.integer({ min: 1, max: 3000 });

test('hours are what a look at every minute of the clock finds, in every zone and through every change', () => {
  fc.assert(
    fc.property(calendars, moments, lengths, (calendar, from, minutes) => {
      expect(addBusinessTime(calendar, from, `PT${minutes}M`).getTime()).toBe(walk(calendar, from, minutes));
    }),
    { numRuns: 60 },
  );
});

test('two times one after the other are as long as both together; later never ends earlier', () => {
  fc.assert(
    fc.property(calendars, moments, lengths, lengths, (calendar, from, one, other) => {
      const both = addBusinessTime(calendar, from, `PT${one + other}M`);
      expect(addBusinessTime(calendar, addBusinessTime(calendar, from, `PT${one}M`), `PT${other}M`)).toEqual(both);
      const later = new Date(from.getTime() + other * minuteMs);
      for (const duration of [`PT${one}M`, 'P1D', 'P3DT2H']) {
        const ended = addBusinessTime(calendar, from, duration);
        expect(ended.getTime()).toBeGreaterThanOrEqual(from.getTime());
        expect(addBusinessTime(calendar, later, duration).getTime()).toBeGreaterThanOrEqual(ended.getTime());
      }
    }),
    { numRuns: 150 },
  );
});

test('n business days end on the n-th open day after the one on which time begins to count', () => {
  const dateOf = (calendar: BusinessCalendar, at: number) =>
    new Intl.DateTimeFormat('en-CA', { timeZone: calendar.timeZone }).format(at);
  const isOpenDay = (calendar: BusinessCalendar, date: string) =>
    calendar.weekly[weekdays[(new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7] ?? 'monday'].length > 0 &&
    !calendar.holidays.some((holiday) => holiday.date === date);
  fc.assert(
    fc.property(calendars, moments, fc.integer({ min: 1, max: 20 }), (calendar, from, days) => {
      const started = addBusinessTime(calendar, from, 'PT0S').getTime();
      const ended = dateOf(calendar, addBusinessTime(calendar, from, `P${days}D`).getTime());
      let date = dateOf(calendar, started);
      let left = days;
      while (left > 0) {
        date = new Date(Date.parse(`${date}T00:00Z`) + 86_400_000).toISOString().slice(0, 10);
        if (isOpenDay(calendar, date)) left -= 1;
      }
      expect(ended).toBe(date);
    }),
    { numRuns: 150 },
  );
});
