'use client';

import { Button, Field, Input, Popover } from '@switchyard/ui';
import { CalendarDays } from 'lucide-react';
import { dayBefore } from './audit-filters.ts';

interface PeriodFilterProps {
  readonly from: string;
  readonly to: string;
  readonly onChange: (change: { from?: string; to?: string }) => void;
}

const presets = [
  { label: 'Today', days: 0 },
  { label: '7 days', days: 6 },
  { label: '30 days', days: 29 },
] as const;

const describe = (from: string, to: string): string => {
  if (from === '' && to === '') return 'Any time';
  if (to === '') return `Since ${from}`;
  return from === '' ? `Until ${to}` : `${from} – ${to}`;
};

/** From which day to which, both counted whole. */
export const PeriodFilter = ({ from, to, onChange }: PeriodFilterProps) => (
  <Popover
    label="When"
    trigger={
      <Button className="max-sm:h-10 max-sm:grow max-sm:basis-2/5">
        <CalendarDays aria-hidden />
        {describe(from, to)}
      </Button>
    }
  >
    <div className="flex flex-col gap-3">
      <div className="flex gap-2">
        {presets.map(({ label, days }) => (
          <Button key={label} size="sm" onClick={() => onChange({ from: dayBefore(new Date(), days), to: '' })}>
            {label}
          </Button>
        ))}
        <Button size="sm" variant="ghost" onClick={() => onChange({ from: '', to: '' })}>
          Any
        </Button>
      </div>
      <Field label="First day">
        {(control) => (
          <Input {...control} type="date" value={from} onChange={(event) => onChange({ from: event.target.value })} />
        )}
      </Field>
      <Field label="Last day">
        {(control) => (
          <Input {...control} type="date" value={to} onChange={(event) => onChange({ to: event.target.value })} />
        )}
      </Field>
    </div>
  </Popover>
);
