import type { DataSchema } from '@switchyard/domain';
import type { FormValue } from '@switchyard/ui';
import type { RowField } from './row-list.tsx';

/** A field of an input or output as people describe it. */
const kinds = {
  text: { label: 'Text', schema: { type: 'string' } },
  longText: { label: 'Long text', schema: { type: 'string', format: 'text' } },
  number: { label: 'Number', schema: { type: 'number' } },
  integer: { label: 'Whole number', schema: { type: 'integer' } },
  boolean: { label: 'Yes or no', schema: { type: 'boolean' } },
  date: { label: 'Date', schema: { type: 'string', format: 'date' } },
  choice: { label: 'One of a list', schema: { type: 'string' } },
} as const satisfies Record<string, { label: string; schema: DataSchema }>;
type Kind = keyof typeof kinds;

const isKind = (value: unknown): value is Kind => typeof value === 'string' && Object.hasOwn(kinds, value);

const kindOf = ({ type, format, enum: values }: DataSchema): Kind | null => {
  if (values) return 'choice';
  if (type === 'string') return format === 'date' ? 'date' : format === 'text' ? 'longText' : format ? null : 'text';
  if (type === 'number') return 'number';
  if (type === 'integer') return 'integer';
  return type === 'boolean' ? 'boolean' : null;
};

/** True when a list of fields can say all of it; anything nested is edited as JSON. */
export const isFlat = ({ type, properties = {} }: DataSchema): boolean =>
  type === 'object' && Object.values(properties).every((property) => kindOf(property) !== null);

/** One row per field of an input or output. */
export const schemaRowFields: readonly RowField[] = [
  {
    field: {
      name: 'name',
      label: 'Field',
      kind: 'string',
      isRequired: true,
      placeholder: 'invoiceDate',
      maxLength: 64,
    },
    width: 'normal',
  },
  {
    field: {
      name: 'kind',
      label: 'Kind',
      kind: 'enum',
      isRequired: true,
      options: Object.entries(kinds).map(([value, { label }]) => ({ value, label })),
    },
    width: 'normal',
  },
  { field: { name: 'description', label: 'What it is', kind: 'string' }, width: 'most' },
  { field: { name: 'isRequired', label: 'Always there', kind: 'boolean' }, width: 'aside' },
  {
    field: { name: 'choices', label: 'Choices', kind: 'strings', rows: 4, hint: 'One a line.', isRequired: true },
    width: 'full',
    isShown: ({ kind }) => kind === 'choice',
  },
];

/** jsonb forgets the order of keys; the list of required ones keeps it. */
const inOrder = ({ properties = {}, required = [] }: DataSchema): [string, DataSchema][] => {
  const place = (name: string) => (required.includes(name) ? required.indexOf(name) : required.length);
  return Object.entries(properties).sort(([left], [right]) => place(left) - place(right));
};

/** The properties of a flat object schema as rows of a form; what rows do not show stays in `rest`. */
export const toRows = (schema: DataSchema): FormValue[] =>
  inOrder(schema).map(([name, property]) => ({
    name,
    kind: kindOf(property) ?? 'text',
    description: property.description,
    choices: property.enum,
    isRequired: schema.required?.includes(name) ?? false,
    rest: property,
  }));

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
const isSchema = (value: unknown): value is DataSchema =>
  typeof value === 'object' && value !== null && 'type' in value;

const propertyOf = (row: FormValue): DataSchema => {
  const kind = isKind(row.kind) ? row.kind : 'text';
  const kept = isSchema(row.rest) && kindOf(row.rest) === kind ? row.rest : kinds[kind].schema;
  const { enum: _enum, description: _description, ...rest } = { enum: undefined, description: undefined, ...kept };
  const description = text(row.description);
  const choices = Array.isArray(row.choices) ? row.choices.map(text).filter((choice) => choice !== '') : [];
  return {
    ...rest,
    ...(description === '' ? {} : { description }),
    ...(kind === 'choice' && choices.length > 0 ? { enum: choices } : {}),
  };
};

export const fromRows = (rows: readonly FormValue[]): DataSchema => {
  const named = rows.filter((row) => text(row.name) !== '');
  return {
    type: 'object',
    properties: Object.fromEntries(named.map((row) => [text(row.name), propertyOf(row)])),
    required: named.filter((row) => row.isRequired === true).map((row) => text(row.name)),
  };
};
