/** Days in parts of the same length, the last one shorter, so that there are at most `max` of them. */
export const toSpans = <Day>(days: readonly Day[], max: number): Day[][] => {
  const length = Math.max(1, Math.ceil(days.length / max));
  return Array.from({ length: Math.ceil(days.length / length) }, (_, index) =>
    days.slice(index * length, (index + 1) * length),
  );
};

/** `Nov 21`, for a day as 2026-11-21. */
export const shortDay = (day: string): string =>
  new Date(`${day}T00:00:00Z`).toLocaleDateString('en-US', { month: 'short', day: 'numeric', timeZone: 'UTC' });

const dayMs = 86_400_000;

/** The day after one as 2026-11-21. */
export const dayAfter = (day: string): string => new Date(Date.parse(day) + dayMs).toISOString().slice(0, 10);

/** Every day of a period, so that one on which nothing happened is drawn as such. */
export const daysBetween = (from: string, to: string): string[] => {
  const [first, last] = [Date.parse(from), Date.parse(to)];
  const count = Math.max(0, Math.round((last - first) / dayMs) + 1);
  return Array.from({ length: count }, (_, index) => new Date(first + index * dayMs).toISOString().slice(0, 10));
};
