'use client';

import { parseHolidays } from '@switchyard/definition';
import type { Holiday } from '@switchyard/domain';
import { Button, Field, Textarea } from '@switchyard/ui';
import { FileUp } from 'lucide-react';
import { useRef, useState } from 'react';

interface ImportHolidaysProps {
  /** Dates that are there already. */
  readonly known: readonly Holiday[];
  readonly onAdd: (days: readonly Holiday[]) => void;
  readonly onClose: () => void;
}

const count = (amount: number, noun: string): string => `${amount} ${noun}${amount === 1 ? '' : 's'}`;

/** Holidays from pasted dates or a calendar file: what was understood is shown before it is added. */
export const ImportHolidays = ({ known, onAdd, onClose }: ImportHolidaysProps) => {
  const [text, setText] = useState('');
  const file = useRef<HTMLInputElement>(null);
  const { holidays, problems } = parseHolidays(text);
  const dates = new Set(known.map(({ date }) => date));
  const fresh = holidays.filter(({ date }) => !dates.has(date));
  return (
    <div className="flex flex-col gap-3 rounded-md border border-line bg-surface p-4">
      <Field
        label="Dates or a calendar file"
        isRequired
        hint="One date per line with its name after it, or the content of an .ics file. Days that are there already stay as they are."
      >
        {(control) => (
          <Textarea
            {...control}
            isCode
            rows={6}
            placeholder={'2026-12-25 Christmas Day\n2026-12-28 Boxing Day'}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </Field>
      <input
        ref={file}
        type="file"
        accept=".ics,text/calendar,.txt,.csv"
        className="sr-only"
        aria-label="Calendar file"
        tabIndex={-1}
        onChange={({ target }) => void target.files?.[0]?.text().then(setText)}
      />
      {text.trim() === '' ? null : (
        <p role="status" className="text-ink text-sm">
          {count(holidays.length, 'day')} found, {fresh.length} new.
        </p>
      )}
      {text.trim() !== '' && problems.length > 0 ? (
        <ul className="flex flex-col gap-1 text-waiting text-xs">
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      ) : null}
      <div className="flex flex-wrap justify-end gap-2">
        <Button variant="ghost" className="mr-auto" onClick={() => file.current?.click()}>
          <FileUp aria-hidden />
          Choose an .ics file
        </Button>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          disabled={fresh.length === 0}
          onClick={() => {
            onAdd(fresh);
            onClose();
          }}
        >
          Add {count(fresh.length, 'day')}
        </Button>
      </div>
    </div>
  );
};
