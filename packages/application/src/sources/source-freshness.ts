import type { SourceRecord } from './source-row.ts';

/** True when the content is older than its owner allows. Without a limit nothing is ever stale. */
export const isStaleAt = (source: Pick<SourceRecord, 'freshnessLimitMinutes' | 'lastCheckedAt'>, at: Date): boolean => {
  const { freshnessLimitMinutes: limit, lastCheckedAt } = source;
  if (limit === null) return false;
  return lastCheckedAt === null || at.getTime() - lastCheckedAt.getTime() > limit * 60_000;
};

/** `90` minutes → `1 h 30 min`; `3000` → `2 d 2 h`. */
export const phraseMinutes = (minutes: number): string => {
  const whole = Math.round(minutes);
  const [days, hours, rest] = [Math.floor(whole / 1440), Math.floor((whole % 1440) / 60), whole % 60];
  const parts = [
    [days, 'd'],
    [hours, 'h'],
    [rest, 'min'],
  ] as const;
  const shown = parts.filter(([count]) => count > 0).slice(0, 2);
  return shown.length === 0 ? 'less than a minute' : shown.map(([count, unit]) => `${count} ${unit}`).join(' ');
};

/** How old the content is, for messages. */
export const phraseAge = (lastCheckedAt: Date | null, at: Date): string =>
  lastCheckedAt === null ? 'never read' : `${phraseMinutes((at.getTime() - lastCheckedAt.getTime()) / 60_000)} old`;
