'use client';

import { addBusinessTime } from '@switchyard/definition';
import type { CalendarSpec } from '@switchyard/domain';
import { KeyValue, useNow } from '@switchyard/ui';

const examples = [
  { duration: 'PT1H', label: 'One hour' },
  { duration: 'PT8H', label: 'Eight hours' },
  { duration: 'P1D', label: 'One business day' },
  { duration: 'P5D', label: 'Five business days' },
] as const;

/** What deadlines set now would come to, by the clock of the calendar; of a calendar that cannot be saved, nothing. */
export const CalendarPreview = ({ spec }: { spec: CalendarSpec }) => {
  const now = useNow();
  if (now === 0) return null;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: spec.timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  const endOf = (duration: string): string => {
    try {
      return format.format(addBusinessTime(spec, new Date(now), duration));
    } catch {
      return 'never: no day is open';
    }
  };
  return (
    <KeyValue
      className="rounded-md border border-line bg-surface p-4 tabular-nums"
      entries={examples.map(({ duration, label }) => ({ label, value: endOf(duration) }))}
    />
  );
};
