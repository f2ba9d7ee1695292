import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listTicks, listTicksUntil, nextTick } from './ticks.ts';

const minuteMs = 60_000;

/*
 * The oracle: every minute is looked at, with nothing but Intl and the five sets of a cron. It knows the rule, not the
 * library: fixed times tick once, at the first of two or when the clock has jumped; wildcards tick whenever they match.
 */

interface Clock {
  readonly minute: number;
  readonly hour: number;
  readonly day: number;
  readonly month: number;
  readonly weekday: number;
  /** The whole reading, comparable. */
  readonly reading: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const formatOf = (timeZone: string) => {
  const known = formats.get(timeZone);
  if (known) return known;
  const numeric = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', ...numeric });
  formats.set(timeZone, format);
  return format;
};

const clockOf = (year: number, month: number, day: number, hour: number, minute: number): Clock => ({
  minute,
  hour,
  day,
  month,
  weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay(),
  reading: new Date(Date.UTC(year, month - 1, day, hour, minute)).toISOString(),
});

const readClock = (instantMs: number, timeZone: string): Clock => {
  const [day = 0, month = 0, year = 0, hour = 0, minute = 0] = (
    formatOf(timeZone).format(instantMs).match(/\d+/g) ?? []
  ).map(Number);
  return clockOf(year, month, day, hour, minute);
};

interface Cron {
  readonly text: string;
  readonly isFixed: boolean;
  matches(clock: Clock): boolean;
}

function* skippedReadings(before: Clock, after: Clock): Generator<Clock> {
  for (let at = Date.parse(before.reading) + minuteMs; at < Date.parse(after.reading); at += minuteMs) {
    const each = new Date(at);
    yield clockOf(
      each.getUTCFullYear(),
      each.getUTCMonth() + 1,
      each.getUTCDate(),
      each.getUTCHours(),
      each.getUTCMinutes(),
    );
  }
}

/** Ticks in (after, until], found by looking at every minute from three hours before. */
const scan = (cron: Cron, timeZone: string, afterMs: number, untilMs: number): string[] => {
  const ticks: string[] = [];
  const startMs = Math.floor(afterMs / minuteMs) * minuteMs - 180 * minuteMs;
  const seen = new Set<string>();
  let before = readClock(startMs - minuteMs, timeZone);
  for (let at = startMs; at <= untilMs; at += minuteMs) {
    const clock = readClock(at, timeZone);
    const isRepeated = seen.has(clock.reading);
    seen.add(clock.reading);
    const isDirect = cron.matches(clock) && !(cron.isFixed && isRepeated);
    const isJumped = cron.isFixed && [...skippedReadings(before, clock)].some((skipped) => cron.matches(skipped));
    if ((isDirect || isJumped) && at > afterMs) ticks.push(new Date(at).toISOString());
    before = clock;
  }
  return ticks;
};

const pick = (minimum: number, maximum: number) => fc.integer({ min: minimum, max: maximum });
const everything = (minimum: number, maximum: number) =>
  Array.from({ length: maximum - minimum + 1 }, (_, index) => index + minimum);

interface Field {
  readonly text: string;
  readonly values: readonly number[];
  readonly isWild: boolean;
}

const fixedField = (minimum: number, maximum: number): fc.Arbitrary<Field> =>
  fc.uniqueArray(pick(minimum, maximum), { minLength: 1, maxLength: 3 }).map((values) => ({
    text: values.join(','),
    values,
    isWild: false,
  }));
const rangeField = (minimum: number, maximum: number): fc.Arbitrary<Field> =>
  fc.tuple(pick(minimum, maximum), pick(minimum, maximum)).map(([one, other]) => {
    const [from, to] = [Math.min(one, other), Math.max(one, other)];
    return { text: `${from}-${to}`, values: everything(from, to), isWild: false };
  });
const stepField = (minimum: number, maximum: number): fc.Arbitrary<Field> =>
  pick(1, 20).map((step) => ({
    text: step === 1 ? '*' : `*/${step}`,
    values: everything(minimum, maximum).filter((value) => (value - minimum) % step === 0),
    isWild: true,
  }));
const anyDay = (minimum: number, maximum: number): Field => ({
  text: '*',
  values: everything(minimum, maximum),
  isWild: true,
});

const toCron = (minute: Field, hour: Field, weekday: Field): Cron => ({
  text: `${minute.text} ${hour.text} * * ${weekday.text}`,
  isFixed: !minute.isWild && !hour.isWild,
  matches: (clock) =>
    minute.values.includes(clock.minute) && hour.values.includes(clock.hour) && weekday.values.includes(clock.weekday),
});

const crons: fc.Arbitrary<Cron> = fc
  .tuple(
    fc.oneof(fixedField(0, 59), stepField(0, 59)),
    // Clocks change early in the morning, so that is where most hours are tried.
    fc.oneof(fixedField(0, 4), fixedField(0, 23), rangeField(0, 23), stepField(0, 23)),
    fc.oneof(fc.constant(anyDay(0, 6)), fixedField(0, 6)),
  )
  .map(([minute, hour, weekday]) => toCron(minute, hour, weekday));

/** Zones with an instant near which their clock changed. Half an hour, at midnight, twice a year around Ramadan, never. */
const changes: readonly (readonly [string, string])[] = [
  ['Europe/Paris', '2026-03-29T01:00:00Z'],
  ['Europe/Paris', '2026-10-25T01:00:00Z'],
  ['America/New_York', '2026-03-08T07:00:00Z'],
  ['America/New_York', '2026-11-01T06:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
  ['America/Sao_Paulo', '2018-02-18T02:00:00Z'],
  ['America/Sao_Paulo', '2018-11-04T03:00:00Z'],
  ['Africa/Casablanca', '2026-02-15T02:00:00Z'],
  ['Africa/Casablanca', '2026-03-22T02:00:00Z'],
  ['America/Havana', '2026-03-08T05:00:00Z'],
  ['America/Havana', '2026-11-01T05:00:00Z'],
  ['Asia/Beirut', '2026-03-28T22:00:00Z'],
  ['Europe/Lisbon', '2026-10-25T01:00:00Z'],
  ['Asia/Kathmandu', '2026-06-01T00:00:00Z'],
  ['Pacific/Chatham', '2026-04-04T14:00:00Z'],
  ['Asia/Pyongyang', '2018-05-04T15:00:00Z'],
  ['America/Nuuk', '2026-03-29T01:00:00Z'],
  ['America/Nuuk', '2026-10-25T01:00:00Z'],
  ['UTC', '2026-01-01T00:00:00Z'],
];

const near = fc.record({
  cron: crons,
  change: fc.constantFrom(...changes),
  beforeMs: fc.integer({ min: -30 * minuteMs, max: 26 * 60 * minuteMs }),
});

const ticksBetween = (cron: string, timeZone: string, afterMs: number, untilMs: number): string[] => {
  const ticks: string[] = [];
  let next = nextTick({ cron, timeZone }, new Date(afterMs));
  while (next && next.getTime() <= untilMs) {
    ticks.push(next.toISOString());
    next = nextTick({ cron, timeZone }, next);
  }
  return ticks;
};

describe('ticks', () => {
  test('are those that a look at every minute of the clock finds, in every zone and through every change', () => {
    fc.assert(
      fc.property(near, ({ cron, change: [timeZone, at], beforeMs }) => {
        const afterMs = Date.parse(at) - beforeMs;
        const untilMs = afterMs + 30 * 60 * minuteMs;
        expect(ticksBetween(cron.text, timeZone, afterMs, untilMs)).toEqual(scan(cron, timeZone, afterMs, untilMs));
      }),
      { numRuns: 150 },
    );
  });

  test('looking back finds the same ticks as looking ahead', () => {
    fc.assert(
      fc.property(near, ({ cron, change: [timeZone, at], beforeMs }) => {
        const afterMs = Date.parse(at) - beforeMs;
        const untilMs = afterMs + 26 * 60 * minuteMs;
        const ahead = ticksBetween(cron.text, timeZone, afterMs, untilMs);
        const back = listTicksUntil({ cron: cron.text, timeZone }, new Date(untilMs), Math.max(ahead.length, 1));
        expect(back.map((tick) => tick.toISOString()).filter((tick) => Date.parse(tick) > afterMs)).toEqual(ahead);
      }),
      { numRuns: 150 },
    );
  });

  test('a time jumped over at the end of a day ticks at midnight, however late it is asked', () => {
    for (const before of ['2026-03-28T12:00Z', '2026-03-29T00:30Z', '2026-03-29T00:59:59.999Z']) {
      const next = nextTick({ cron: '30 23 * * *', timeZone: 'America/Nuuk' }, new Date(before));
      expect(next?.toISOString()).toBe('2026-03-29T01:00:00.000Z');
    }
  });

  const ticksOf = (cron: string, timeZone: string, after: string, count: number) =>
    listTicks({ cron, timeZone }, new Date(after), count).map((tick) => tick.toISOString().slice(0, 16));

  test('a time the clock jumps over ticks once when it has jumped; several of them together tick once', () => {
    expect(ticksOf('30 2 * * *', 'Europe/Paris', '2026-03-28T12:00Z', 2)).toEqual([
      '2026-03-29T01:00',
      '2026-03-30T00:30',
    ]);
    expect(ticksOf('0,30 2 * * *', 'Europe/Paris', '2026-03-28T12:00Z', 2)).toEqual([
      '2026-03-29T01:00',
      '2026-03-30T00:00',
    ]);
    expect(ticksOf('15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T12:00Z', 1)).toEqual(['2026-10-03T15:30']);
    expect(ticksOf('0 0 * * *', 'America/Sao_Paulo', '2018-11-03T12:00Z', 1)).toEqual(['2018-11-04T03:00']);
  });

  test('a time the clock shows twice ticks the first time only', () => {
    expect(ticksOf('0,30 2 * * *', 'Europe/Paris', '2026-10-24T12:00Z', 3)).toEqual([
      '2026-10-25T00:00',
      '2026-10-25T00:30',
      '2026-10-26T01:00',
    ]);
    expect(ticksOf('30 1-3 * * *', 'Europe/Paris', '2026-10-25T00:30Z', 1)).toEqual(['2026-10-25T02:30']);
  });

  test('every twenty minutes goes on through both changes', () => {
    const gaps = (after: string) => {
      const ticks = listTicks({ cron: '*/20 * * * *', timeZone: 'Europe/Paris' }, new Date(after), 20);
      return new Set(ticks.slice(1).map((tick, index) => (tick.getTime() - (ticks[index]?.getTime() ?? 0)) / minuteMs));
    };
    expect(gaps('2026-03-29T00:00Z')).toEqual(new Set([20]));
    expect(gaps('2026-10-25T00:00Z')).toEqual(new Set([20]));
  });

  test('a day that never comes has no tick, and a cron that is not understood is refused', () => {
    expect(nextTick({ cron: '0 0 31 2 *', timeZone: 'UTC' }, new Date())).toBeNull();
    expect(() => nextTick({ cron: 'every day', timeZone: 'UTC' }, new Date())).toThrow('cannot be used');
    expect(() => nextTick({ cron: '0 8 * * *', timeZone: 'Mars/Base' }, new Date())).toThrow('Mars/Base');
  });
});
