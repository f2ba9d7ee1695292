import { remember } from './remember.ts';

// A formatter costs a hundred times what it then does, and long lists have one time a row.
const relative = remember((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
const exact = remember(
  (timeZone) =>
    new Intl.DateTimeFormat('en-GB', {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      timeZoneName: 'short',
      ...(timeZone === '' ? {} : { timeZone }),
    }),
);

const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

const clockSkewS = 2;

/** "3 minutes ago", "in 2 days", "just now" within 45 seconds. Both arguments are milliseconds since the epoch. */
export const formatRelativeTime = (at: number, now: number): string => {
  const seconds = Math.round((at - now) / 1000);
  // Two clocks never agree to the second.
  if (Math.abs(seconds) < 45) return seconds <= clockSkewS ? 'just now' : 'in a moment';
  const [unit, size] = units.find(([, each]) => Math.abs(seconds) >= each) ?? (['minute', 60] as const);
  const count = Math.trunc(seconds / size) || Math.sign(seconds);
  return relative('en').format(count, unit);
};

/** "21 Nov 2026, 10:04:05 UTC+1" in the given IANA zone, the viewer's without one. */
export const formatExactTime = (at: number, timeZone = ''): string => exact(timeZone).format(at);

const instants = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z/g;

/** The same sentence with the instants in it as a person reads them, in the given IANA zone, the viewer's without one. */
export const formatInstantsIn = (sentence: string, timeZone = ''): string =>
  sentence.replace(instants, (instant) => {
    const at = Date.parse(instant);
    return Number.isNaN(at) ? instant : formatExactTime(at, timeZone);
  });

/** "1.2 s", "3 min 4 s", "2 h 5 min". Takes milliseconds. */
export const formatDuration = (durationMs: number): string => {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  if (durationMs < 60_000) return `${(durationMs / 1000).toFixed(1)} s`;
  const minutes = Math.floor(durationMs / 60_000);
  if (minutes < 60) return `${minutes} min ${Math.round((durationMs % 60_000) / 1000)} s`;
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.floor(minutes / 1440)} d ${Math.floor((minutes % 1440) / 60)} h`;
};
