'use client';

import { type CalendarSpec, type OpenHours, type Weekday, weekdays } from '@switchyard/domain';
import { Button, IconButton, Input } from '@switchyard/ui';
import { Copy, Plus, X } from 'lucide-react';
import { dayNames } from './calendar-draft.ts';

type Weekly = CalendarSpec['weekly'];

interface WeeklyHoursEditorProps {
  readonly weekly: Weekly;
  readonly canEdit: boolean;
  readonly onChange: (weekly: Weekly) => void;
}

/** Midnight as a closing time is the end of the day; a time input can only say 00:00. */
const toClosing = (value: string): string => (value === '00:00' ? '24:00' : value);
const fromClosing = (value: string): string => (value === '24:00' ? '00:00' : value);

/** Hours to add after those there are. */
const nextHours = (hours: readonly OpenHours[]): OpenHours => {
  const closing = hours.at(-1)?.to;
  if (closing === undefined) return { from: '09:00', to: '17:00' };
  return closing < '22:00' ? { from: closing, to: '23:00' } : { from: closing.replace('24', '00'), to: '24:00' };
};

/** The picker's button would cover what the time says where clocks have am and pm. */
const timeStyle = 'w-26 max-sm:w-30 tabular-nums [&::-webkit-calendar-picker-indicator]:hidden';

/** Opening and closing times per weekday; none is closed. */
export const WeeklyHoursEditor = ({ weekly, canEdit, onChange }: WeeklyHoursEditorProps) => {
  const setDay = (day: Weekday, hours: readonly OpenHours[]) => onChange({ ...weekly, [day]: [...hours] });
  const copyMonday = () =>
    onChange({
      ...weekly,
      tuesday: weekly.monday,
      wednesday: weekly.monday,
      thursday: weekly.monday,
      friday: weekly.monday,
    });
  return (
    <div className="flex flex-col gap-2">
      <ul className="divide-y divide-line rounded-md border border-line bg-surface">
        {weekdays.map((day) => (
          <DayRow
            key={day}
            name={dayNames[day]}
            hours={weekly[day]}
            canEdit={canEdit}
            onChange={(hours) => setDay(day, hours)}
          />
        ))}
      </ul>
      {canEdit ? (
        <Button size="sm" variant="ghost" className="self-start" onClick={copyMonday}>
          <Copy aria-hidden />
          Monday’s hours on every weekday
        </Button>
      ) : null}
    </div>
  );
};

interface DayRowProps {
  readonly name: string;
  readonly hours: readonly OpenHours[];
  readonly canEdit: boolean;
  readonly onChange: (hours: readonly OpenHours[]) => void;
}

const DayRow = ({ name, hours, canEdit, onChange }: DayRowProps) => (
  <li className="grid grid-cols-[1fr_auto] items-start gap-x-3 gap-y-1 px-3 py-2 sm:grid-cols-[6rem_1fr_auto]">
    <span className="py-1.5 font-medium text-ink text-sm">{name}</span>
    <div className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-2 max-sm:order-last max-sm:col-span-2">
      {hours.length === 0 ? <span className="text-muted text-sm sm:py-1.5">Closed</span> : null}
      {hours.map((each, index) => (
        <HoursFields
          key={index.toString()}
          label={hours.length > 1 ? `${name} ${index + 1}` : name}
          hours={each}
          canEdit={canEdit}
          onChange={(next) => onChange(hours.with(index, next))}
          onRemove={() => onChange(hours.toSpliced(index, 1))}
        />
      ))}
    </div>
    {canEdit && hours.length < 6 ? (
      <IconButton label={`Add hours on ${name}`} size="sm" onClick={() => onChange([...hours, nextHours(hours)])}>
        <Plus aria-hidden />
      </IconButton>
    ) : null}
  </li>
);

interface HoursFieldsProps {
  readonly label: string;
  readonly hours: OpenHours;
  readonly canEdit: boolean;
  readonly onChange: (hours: OpenHours) => void;
  readonly onRemove: () => void;
}

const HoursFields = ({ label, hours, canEdit, onChange, onRemove }: HoursFieldsProps) => (
  <span className="inline-flex items-center gap-1.5">
    <Input
      type="time"
      aria-label={`${label} opens`}
      className={timeStyle}
      disabled={!canEdit}
      value={hours.from}
      onChange={({ target }) => onChange({ ...hours, from: target.value })}
    />
    <span aria-hidden className="text-muted">
      –
    </span>
    <Input
      type="time"
      aria-label={`${label} closes`}
      className={timeStyle}
      disabled={!canEdit}
      value={fromClosing(hours.to)}
      onChange={({ target }) => onChange({ ...hours, to: toClosing(target.value) })}
    />
    {canEdit ? (
      <IconButton label={`Remove ${label} ${hours.from} to ${hours.to}`} size="sm" onClick={onRemove}>
        <X aria-hidden />
      </IconButton>
    ) : null}
  </span>
);
