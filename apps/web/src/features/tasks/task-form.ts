import { dataClasses, type TaskSpec } from '@switchyard/domain';
import { type FormField, type FormValue, isFormValue } from '@switchyard/ui';
import { fromRows, isFlat, toRows } from './flat-schema.ts';
import type { RowField } from './row-list.tsx';

export const basicFields: readonly FormField[] = [
  { name: 'name', label: 'Name', kind: 'string', isRequired: true, maxLength: 120 },
  { name: 'description', label: 'Description', kind: 'string' },
  {
    name: 'instructions',
    label: 'Instructions',
    kind: 'text',
    rows: 6,
    isRequired: true,
    hint: 'What a model or a person is told. Input and sources are given apart, as data.',
  },
  {
    name: 'dataClass',
    label: 'Data class',
    kind: 'enum',
    isRequired: true,
    options: dataClasses.map((value) => ({ value, label: value })),
    hint: 'Only suppliers cleared for it are ever asked.',
  },
  {
    name: 'qualityPercent',
    label: 'Must be right in',
    kind: 'number',
    min: 0,
    max: 100,
    unit: '% of cases',
    isRequired: true,
    hint: 'A supplier is proven when its lower confidence bound reaches this.',
  },
];

export const limitFields: readonly FormField[] = [
  {
    name: 'allowedSuppliers',
    label: 'Only these suppliers',
    kind: 'strings',
    hint: 'Keys, one a line. Empty: everyone the data class allows.',
  },
  {
    name: 'maxAttempts',
    label: 'Attempts at most',
    kind: 'number',
    isInteger: true,
    min: 1,
    max: 20,
    isRequired: true,
  },
  {
    name: 'timeoutMs',
    label: 'Time for one attempt',
    kind: 'number',
    isInteger: true,
    min: 100,
    unit: 'ms',
    isRequired: true,
  },
  {
    name: 'maxOutputTokens',
    label: 'Length of an answer at most',
    kind: 'number',
    isInteger: true,
    min: 1,
    unit: 'tokens',
    isRequired: true,
  },
];

const outputField: FormField = { name: 'field', label: 'Output field', kind: 'string', isRequired: true };
const inputField: FormField = { name: 'inputField', label: 'Input field', kind: 'string', isRequired: true };
const isKind =
  (...kinds: readonly string[]) =>
  ({ kind }: FormValue) =>
    typeof kind === 'string' && kinds.includes(kind);

export const checkRowFields: readonly RowField[] = [
  {
    field: {
      name: 'kind',
      label: 'Check',
      kind: 'enum',
      isRequired: true,
      options: [
        { value: 'occursIn', label: 'Stands in the input' },
        { value: 'date', label: 'Is a date' },
        { value: 'rule', label: 'Rule' },
        { value: 'regex', label: 'Fits a pattern' },
        { value: 'source', label: 'Agrees with a source' },
        { value: 'judge', label: 'A model judges' },
        { value: 'human', label: 'A person confirms' },
      ],
    },
    width: 'normal',
  },
  {
    field: {
      name: 'name',
      label: 'Says',
      kind: 'string',
      isRequired: true,
      placeholder: 'The total stands in the document',
    },
    width: 'normal',
  },
  { field: outputField, width: 'normal', isShown: isKind('occursIn', 'date', 'regex', 'source') },
  { field: inputField, width: 'normal', isShown: isKind('occursIn') },
  {
    field: { name: 'pattern', label: 'Pattern', kind: 'string', isRequired: true },
    width: 'normal',
    isShown: isKind('regex'),
  },
  {
    field: { name: 'expression', label: 'Expression', kind: 'text', isCode: true, rows: 1, isRequired: true },
    width: 'wide',
    isShown: isKind('rule'),
  },
  {
    field: { name: 'source', label: 'Source', kind: 'string', isRequired: true },
    width: 'normal',
    isShown: isKind('source'),
  },
  {
    field: { name: 'column', label: 'Column', kind: 'string', isRequired: true },
    width: 'normal',
    isShown: isKind('source'),
  },
  { field: { name: 'keyField', label: 'Key field', kind: 'string' }, width: 'normal', isShown: isKind('source') },
  { field: { name: 'keyColumn', label: 'Key column', kind: 'string' }, width: 'normal', isShown: isKind('source') },
  {
    field: { name: 'candidateRef', label: 'Judge', kind: 'string', isRequired: true },
    width: 'normal',
    isShown: isKind('judge'),
  },
  {
    field: { name: 'criteria', label: 'What makes it right', kind: 'text', rows: 2, isRequired: true },
    width: 'wide',
    isShown: isKind('judge'),
  },
];

export const extractorRowFields: readonly RowField[] = [
  { field: outputField, width: 'normal' },
  {
    field: {
      name: 'method',
      label: 'Finds',
      kind: 'enum',
      isRequired: true,
      options: [
        { value: 'company', label: 'Company that issued it' },
        { value: 'date', label: 'Date of issue' },
        { value: 'address', label: 'Address' },
        { value: 'total', label: 'Total' },
        { value: 'keyword', label: 'Label by keywords' },
      ],
    },
    width: 'normal',
  },
  { field: inputField, width: 'normal' },
  {
    field: { name: 'keywords', label: 'Keywords', kind: 'json', rows: 4, hint: '{"label": ["word", "phrase"]}' },
    width: 'full',
    isShown: ({ method }) => method === 'keyword',
  },
];

export const ruleRowFields: readonly RowField[] = [
  { field: { name: 'when', label: 'When', kind: 'text', isCode: true, rows: 2, isRequired: true }, width: 'wide' },
  {
    field: { name: 'output', label: 'Output', kind: 'json', rows: 2, hint: '{"field": "CEL"}', isRequired: true },
    width: 'wide',
  },
];

/** What a check of each kind is made of; what another kind left in a row is dropped. */
const checkKeys: Readonly<Record<string, readonly string[]>> = {
  occursIn: ['kind', 'name', 'field', 'inputField'],
  date: ['kind', 'name', 'field'],
  rule: ['kind', 'name', 'expression'],
  regex: ['kind', 'name', 'field', 'pattern'],
  source: ['kind', 'name', 'field', 'source', 'column', 'keyField', 'keyColumn', 'tolerance'],
  judge: ['kind', 'name', 'candidateRef', 'criteria'],
  human: ['kind', 'name'],
};

const pick = (row: FormValue, keys: readonly string[]): FormValue =>
  Object.fromEntries(Object.entries(row).filter(([key]) => keys.includes(key)));

export const toTaskForm = (spec: TaskSpec): FormValue => ({
  ...spec,
  qualityPercent: Math.round(spec.qualityTarget * 1000) / 10,
  input: isFlat(spec.input) ? toRows(spec.input) : spec.input,
  output: isFlat(spec.output) ? toRows(spec.output) : spec.output,
});

const rowsIn = (value: unknown): FormValue[] => (Array.isArray(value) ? value.filter(isFormValue) : []);
const schemaIn = (value: unknown): unknown => (Array.isArray(value) ? fromRows(rowsIn(value)) : value);

/** The form as a task for the server, which checks it field by field. `base` keeps what the form does not show. */
export const fromTaskForm = ({ qualityPercent, ...value }: FormValue, base: TaskSpec): unknown => ({
  ...value,
  slug: base.slug,
  qualityTarget: typeof qualityPercent === 'number' ? qualityPercent / 100 : base.qualityTarget,
  input: schemaIn(value.input),
  output: schemaIn(value.output),
  checks: rowsIn(value.checks).map((row) => pick(row, checkKeys[String(row.kind)] ?? [])),
});
