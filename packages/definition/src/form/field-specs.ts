import type { FieldSpec } from './form-field.ts';

// Fields that several kinds have.

export const assignments = (path: string, label: string, help: string): FieldSpec => ({
  path,
  label,
  help,
  widget: 'list',
  fields: [
    { path: 'name', label: 'Name', widget: 'text' },
    { path: 'value', label: 'Value', help: 'An expression such as input.total * 2', widget: 'expression' },
  ],
});

export const sources: FieldSpec = {
  path: 'sources',
  label: 'Sources of truth',
  help: 'What this step may read; the version read is recorded. Read it as sources.<slug>.',
  widget: 'texts',
  picker: 'source',
};

export const calendar: FieldSpec = {
  path: 'calendar',
  label: 'In business time',
  help: 'Hours count while the calendar is open; a day is the same time on the next open day',
  widget: 'picker',
  picker: 'calendar',
};

export const retry: readonly FieldSpec[] = [
  {
    path: 'retry.maxAttempts',
    label: 'Attempts',
    help: 'Tries before the step fails',
    widget: 'number',
    isAdvanced: true,
  },
  {
    path: 'retry.initialDelayMs',
    label: 'First delay (ms)',
    help: 'Doubles with each attempt',
    widget: 'number',
    isAdvanced: true,
  },
  { path: 'retry.maxDelayMs', label: 'Longest delay (ms)', widget: 'number', isAdvanced: true },
];
