import { Duration } from '../duration.ts';
import { ExpressionFault } from '../expression-fault.ts';
import { LruCache } from '../lru-cache.ts';
import type { ExpressionFunction, FunctionCall } from './expression-function.ts';

const isoPattern = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

const parseInstant = (text: string): Date => {
  const instant = new Date(isoPattern.test(text) ? text : Number.NaN);
  if (!Number.isNaN(instant.getTime())) return instant;
  throw new ExpressionFault(`“${text.slice(0, 60)}” is not a date such as 2026-11-21 or 2026-11-21T09:00:00Z`);
};

const instantOf = (call: FunctionCall, index = 0): Date => {
  const value = call.value(index);
  if (value instanceof Date) return value;
  return typeof value === 'string' ? parseInstant(value) : call.refuse(index, 'a timestamp or date text');
};

const partNames = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const;
type Part = (typeof partNames)[number];

const formats = new LruCache<string, Intl.DateTimeFormat>(100);

/** Making a format takes a tenth of a millisecond, using it some microseconds. */
const formatIn = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known) return known;
  try {
    const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
    const options = { timeZone, hourCycle: 'h23', ...numeric, second: 'numeric' } as const;
    return formats.set(timeZone, new Intl.DateTimeFormat('en-US', options));
  } catch (cause) {
    if (cause instanceof RangeError) throw new ExpressionFault(`“${timeZone}” is not a time zone such as Europe/Paris`);
    throw cause;
  }
};

/** Calendar parts of an instant in an IANA time zone. @throws ExpressionFault for an unknown zone */
const partsIn = (instant: Date, timeZone: string): Record<Part, number> => {
  const parts = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of formatIn(timeZone).formatToParts(instant)) {
    const name = partNames.find((each) => each === type);
    if (name) parts[name] = Number(value);
  }
  return parts;
};

const getter = (help: string, read: (parts: Record<Part, number>) => number): ExpressionFunction => ({
  arity: [1, 2],
  help: `${help}; in UTC unless a time zone is given`,
  run: (call) => {
    call.budget.spend(200);
    return read(partsIn(instantOf(call), call.has(1) ? call.text(1) : 'UTC'));
  },
});

const durationPart = (help: string, unitMs: number, ofInstant: ExpressionFunction): ExpressionFunction => ({
  ...ofInstant,
  help: `${help}, or of a duration its whole length`,
  run: (call) => {
    const value = call.value(0);
    return value instanceof Duration ? Math.trunc(value.ms / unitMs) : ofInstant.run(call);
  },
});

export const timeFunctions: Record<string, ExpressionFunction> = {
  now: {
    arity: [0, 0],
    help: 'now(): the instant at which the step is evaluated',
    run: (call) => {
      if (call.now === undefined) throw new ExpressionFault('now() is not available here');
      return parseInstant(call.now);
    },
  },
  timestamp: {
    arity: [1, 1],
    help: 'timestamp(text): from 2026-11-21T09:00:00Z or a date',
    run: (call) => instantOf(call),
  },
  duration: {
    arity: [1, 1],
    help: 'duration(text): from PT30M or 1h30m',
    run: (call) => {
      const value = call.value(0);
      return value instanceof Duration ? value : Duration.parse(call.text(0));
    },
  },
  daysBetween: {
    arity: [2, 2],
    help: 'daysBetween(from, to): whole days, negative when `to` is earlier',
    run: (call) => Math.trunc((instantOf(call, 1).getTime() - instantOf(call, 0).getTime()) / 86_400_000),
  },
  isDate: {
    arity: [1, 1],
    help: 'isDate(text): timestamp() understands it',
    run: (call) => {
      const value = call.value(0);
      if (value instanceof Date) return true;
      return typeof value === 'string' && isoPattern.test(value) && !Number.isNaN(Date.parse(value));
    },
  },
  getFullYear: getter('getFullYear(timestamp)', (parts) => parts.year),
  getMonth: getter('getMonth(timestamp): 0 is January', (parts) => parts.month - 1),
  getDate: getter('getDate(timestamp): day of the month from 1', (parts) => parts.day),
  getDayOfMonth: getter('getDayOfMonth(timestamp): day of the month from 0', (parts) => parts.day - 1),
  getDayOfWeek: getter('getDayOfWeek(timestamp): 0 is Sunday', ({ year, month, day }) =>
    new Date(Date.UTC(year, month - 1, day)).getUTCDay(),
  ),
  getHours: durationPart(
    'getHours(timestamp)',
    3_600_000,
    getter('', (parts) => parts.hour),
  ),
  getMinutes: durationPart(
    'getMinutes(timestamp)',
    60_000,
    getter('', (parts) => parts.minute),
  ),
  getSeconds: durationPart(
    'getSeconds(timestamp)',
    1000,
    getter('', (parts) => parts.second),
  ),
};
