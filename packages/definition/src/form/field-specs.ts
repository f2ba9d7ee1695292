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

/** Who decides, one stage after the other. */
export const stages = (path: string, label: string, help: string): FieldSpec => ({
  path,
  label,
  help,
  widget: 'list',
  fields: [
    { path: 'name', label: 'Name', widget: 'text' },
    { path: 'who.users', label: 'People', widget: 'texts', picker: 'user' },
    { path: 'who.groups', label: 'Groups', widget: 'texts', picker: 'group' },
    { path: 'who.roles', label: 'Roles', widget: 'texts', picker: 'role' },
    { path: 'approvalsNeeded', label: 'Approvals needed', help: 'By different people', widget: 'number' },
  ],
});

/** How much is at stake, and who may not decide; `prefix` is the path of what they belong to, with its dot. */
export const duties = (prefix: '' | 'approval.'): readonly FieldSpec[] => [
  {
    path: `${prefix}risk`,
    label: 'Risk',
    widget: 'enum',
    optionLabels: { low: 'Low', high: 'High: the approver confirms who they are' },
  },
  {
    path: `${prefix}isSeparationOfDuties`,
    label: 'Four eyes',
    help: 'Whoever asked for it, or published this workflow, may not decide',
    widget: 'boolean',
  },
];

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
