'use client';

import type { Holiday } from '@switchyard/domain';
import { Button, IconButton, Input } from '@switchyard/ui';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { mergeHolidays } from './calendar-draft.ts';

interface HolidaysEditorProps {
  readonly holidays: readonly Holiday[];
  readonly canEdit: boolean;
  readonly onChange: (holidays: Holiday[]) => void;
}

const weekdayFormat = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' });
const dateFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** Days without hours, by year, with one line to add another. */
export const HolidaysEditor = ({ holidays, canEdit, onChange }: HolidaysEditorProps) => {
  const years = [...Map.groupBy(holidays, ({ date }) => date.slice(0, 4))];
  return (
    <div className="flex flex-col gap-3">
      {holidays.length === 0 ? <p className="text-muted text-sm">No holidays yet.</p> : null}
      {years.map(([year, days]) => (
        <section key={year} className="flex flex-col gap-1">
          <h3 className="font-medium text-muted text-xs tabular-nums">{year}</h3>
          <ul className="divide-y divide-line rounded-md border border-line bg-surface">
            {days.map(({ date, name }) => (
              <li key={date} className="flex min-h-10 items-center gap-3 px-3 py-1 text-sm">
                <time dateTime={date} className="w-24 shrink-0 text-muted tabular-nums">
                  {weekdayFormat.format(Date.parse(date))} {dateFormat.format(Date.parse(date))}
                </time>
                <span className="min-w-0 flex-1 break-words text-ink">{name}</span>
                {canEdit ? (
                  <IconButton
                    label={`Remove ${name} on ${date}`}
                    size="sm"
                    onClick={() => onChange(holidays.filter((each) => each.date !== date))}
                  >
                    <X aria-hidden />
                  </IconButton>
                ) : null}
              </li>
            ))}
          </ul>
        </section>
      ))}
      {canEdit ? <AddHoliday onAdd={(day) => onChange(mergeHolidays(holidays, [day]))} /> : null}
    </div>
  );
};

const AddHoliday = ({ onAdd }: { onAdd: (day: Holiday) => void }) => {
  const [date, setDate] = useState('');
  const [name, setName] = useState('');
  const isReady = date !== '' && name.trim() !== '';
  const add = () => {
    if (!isReady) return;
    onAdd({ date, name: name.trim() });
    setDate('');
    setName('');
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Input
        type="date"
        aria-label="Date of the holiday"
        className="w-40 tabular-nums"
        value={date}
        onChange={({ target }) => setDate(target.value)}
      />
      <Input
        aria-label="Name of the holiday"
        placeholder="Name, such as Christmas Day"
        className="min-w-40 flex-1"
        maxLength={120}
        value={name}
        onChange={({ target }) => setName(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          add();
        }}
      />
      <Button disabled={!isReady} onClick={add}>
        <Plus aria-hidden />
        Add day
      </Button>
    </div>
  );
};
