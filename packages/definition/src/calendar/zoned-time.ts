export const minuteMs = 60_000;
export const dayMs = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();
const formatsMax = 200;

/** Making a format takes a tenth of a millisecond, using it some microseconds. */
const formatIn = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known) return known;
  const date = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
  const time = { hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
  const format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...date, ...time });
  if (formats.size >= formatsMax) formats.clear();
  formats.set(timeZone, format);
  return format;
};

/** What the clock of the zone shows at an instant, as if it were UTC: milliseconds since 1970-01-01T00:00 on that clock. */
export const localTimeAt = (instantMs: number, timeZone: string): number => {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatIn(timeZone).formatToParts(instantMs)) parts[type] = Number(value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((instantMs % 1000) + 1000) % 1000);
};

/**
 * The instant at which the clock of the zone shows `localMs` (as `localTimeAt` counts). A time that it shows twice is the
 * first of the two; a time that it jumps over is the moment it has jumped, as for the ticks of schedules.
 */
export const instantAt = (localMs: number, timeZone: string): number => {
  const before = localTimeAt(localMs - dayMs, timeZone) - (localMs - dayMs);
  const after = localTimeAt(localMs + dayMs, timeZone) - (localMs + dayMs);
  const candidates = [localMs - Math.max(before, after), localMs - Math.min(before, after)];
  const exact = candidates.find((instant) => localTimeAt(instant, timeZone) === localMs);
  return exact ?? findJump(candidates, localMs, timeZone);
};

/** The first instant at which the clock shows more than `localMs`, which it never shows. Offsets change on whole seconds. */
const findJump = ([low = 0, high = 0]: readonly number[], localMs: number, timeZone: string): number => {
  let [from, to] = [Math.floor(low / 1000) - 1, Math.ceil(high / 1000) + 1];
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if (localTimeAt(middle * 1000, timeZone) > localMs) to = middle;
    else from = middle;
  }
  return to * 1000;
};
