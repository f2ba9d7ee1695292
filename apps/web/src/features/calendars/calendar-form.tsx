'use client';

import { type CalendarSpec, isTimeZone } from '@switchyard/domain';
import { Button, Field, Input, Section, useNow } from '@switchyard/ui';
import { CalendarPlus } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { describeCalendarProblem, mergeHolidays } from './calendar-draft.ts';
import { CalendarPreview } from './calendar-preview.tsx';
import { HolidaysEditor } from './holidays-editor.tsx';
import { ImportHolidays } from './import-holidays.tsx';
import { WeeklyHoursEditor } from './weekly-hours-editor.tsx';

interface CalendarFormProps {
  readonly spec: CalendarSpec;
  readonly onChange: (spec: CalendarSpec) => void;
  readonly canEdit: boolean;
  /** Shown beneath the name: the key of a new calendar, which cannot change later. */
  readonly children?: ReactNode;
}

/** Server and browser know different zones, so the list is filled once the page is the browser's. */
const noZones: readonly string[] = [];
const allZones = Intl.supportedValuesOf('timeZone');

/** A whole calendar: what it is, when it is open, when it is not, and what that comes to. */
export const CalendarForm = ({ spec, onChange, canEdit, children }: CalendarFormProps) => {
  const [isImporting, setIsImporting] = useState(false);
  const zonesId = useId();
  const timeZones = useNow() === 0 ? noZones : allZones;
  const isZone = isTimeZone(spec.timeZone);
  return (
    <div className="flex max-w-180 flex-col gap-8">
      <Section title="What it is">
        <Field label="Name" isRequired>
          {(control) => (
            <Input
              {...control}
              maxLength={120}
              disabled={!canEdit}
              value={spec.name}
              onChange={({ target }) => onChange({ ...spec, name: target.value })}
            />
          )}
        </Field>
        {children}
        <Field
          label="Time zone"
          isRequired
          hint="Opening hours are read by its clock, through every change of daylight saving."
          error={isZone ? undefined : 'This is not a time zone. Write one such as Europe/Paris.'}
        >
          {(control) => (
            <Input
              {...control}
              list={zonesId}
              disabled={!canEdit}
              value={spec.timeZone}
              onChange={({ target }) => onChange({ ...spec, timeZone: target.value })}
            />
          )}
        </Field>
        <datalist id={zonesId}>
          {timeZones.map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
      </Section>
      <Section title="Opening hours" description="The time that counts. 00:00 as a closing time is midnight.">
        <WeeklyHoursEditor
          weekly={spec.weekly}
          canEdit={canEdit}
          onChange={(weekly) => onChange({ ...spec, weekly })}
        />
      </Section>
      <Section
        title="Holidays"
        description="Days without hours, whatever the weekday."
        actions={
          canEdit && !isImporting ? (
            <Button onClick={() => setIsImporting(true)}>
              <CalendarPlus aria-hidden />
              Import
            </Button>
          ) : null
        }
      >
        {isImporting ? (
          <ImportHolidays
            known={spec.holidays}
            onAdd={(days) => onChange({ ...spec, holidays: mergeHolidays(spec.holidays, days) })}
            onClose={() => setIsImporting(false)}
          />
        ) : null}
        <HolidaysEditor
          holidays={spec.holidays}
          canEdit={canEdit}
          onChange={(holidays) => onChange({ ...spec, holidays })}
        />
      </Section>
      <Section
        title="What that comes to"
        description="When a deadline that is set now ends. A business day is the same time on the next open day, within its hours; hours count only while it is open."
      >
        {isZone && describeCalendarProblem({ ...spec, slug: 'x', name: 'x' }) === undefined ? (
          <CalendarPreview spec={spec} />
        ) : (
          <p className="text-muted text-sm">Shown once the hours above fit together.</p>
        )}
      </Section>
    </div>
  );
};
