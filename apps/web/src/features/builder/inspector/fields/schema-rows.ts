import { type DataSchema, dataSchemaSchema, type JsonObject, type JsonValue } from '@switchyard/domain';

/** A field of an object schema as a person edits it. */
export interface SchemaRow {
  readonly name: string;
  readonly type: SchemaRowType;
  readonly isRequired: boolean;
  readonly schema: DataSchema;
}

export const schemaRowTypes = [
  { value: 'text', label: 'Text' },
  { value: 'longText', label: 'Long text' },
  { value: 'number', label: 'Number' },
  { value: 'integer', label: 'Whole number' },
  { value: 'boolean', label: 'Yes or no' },
  { value: 'date', label: 'Date' },
  { value: 'dateTime', label: 'Date and time' },
  { value: 'email', label: 'Mail address' },
  { value: 'choice', label: 'One of a list' },
  { value: 'texts', label: 'List of texts' },
  { value: 'rows', label: 'List of rows' },
  { value: 'object', label: 'Group' },
] as const;
export type SchemaRowType = (typeof schemaRowTypes)[number]['value'];

const fresh: Record<SchemaRowType, DataSchema> = {
  text: { type: 'string' },
  longText: { type: 'string', format: 'text' },
  number: { type: 'number' },
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  dateTime: { type: 'string', format: 'date-time' },
  email: { type: 'string', format: 'email' },
  choice: { type: 'string', enum: ['first', 'second'] },
  texts: { type: 'array', items: { type: 'string' } },
  rows: { type: 'array', items: { type: 'object', properties: {}, required: [] } },
  object: { type: 'object', properties: {}, required: [] },
};

const formats: Partial<Record<string, SchemaRowType>> = {
  text: 'longText',
  date: 'date',
  'date-time': 'dateTime',
  email: 'email',
};

const typeOf = (schema: DataSchema): SchemaRowType => {
  if (schema.type === 'string') return schema.enum ? 'choice' : (formats[schema.format ?? ''] ?? 'text');
  if (schema.type === 'array') return schema.items?.type === 'object' ? 'rows' : 'texts';
  return schema.type;
};

/** Another type keeps what was written for people. */
export const withType = (row: SchemaRow, type: SchemaRowType): SchemaRow => {
  const { title, description } = row.schema;
  const texts = { ...(title === undefined ? {} : { title }), ...(description === undefined ? {} : { description }) };
  return { ...row, type, schema: { ...fresh[type], ...texts } };
};

export const readRows = (value: JsonValue | undefined): readonly SchemaRow[] => {
  const schema = dataSchemaSchema.safeParse(value).data;
  return Object.entries(schema?.properties ?? {}).map(([name, property]) => ({
    name,
    type: typeOf(property),
    isRequired: schema?.required?.includes(name) ?? false,
    schema: property,
  }));
};

const toJson = (schema: DataSchema): JsonObject => JSON.parse(JSON.stringify(schema));

export const writeRows = (value: JsonValue | undefined, rows: readonly SchemaRow[]): JsonObject => {
  const before = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  return {
    ...before,
    type: 'object',
    properties: Object.fromEntries(rows.map((row) => [row.name, toJson(row.schema)])),
    required: rows.filter((row) => row.isRequired).map((row) => row.name),
  };
};

/** `field`, `field2` … whichever is free. */
export const nextFieldName = (rows: readonly SchemaRow[]): string => {
  const taken = new Set(rows.map((row) => row.name));
  let ordinal = 1;
  while (taken.has(ordinal === 1 ? 'field' : `field${ordinal}`)) ordinal += 1;
  return ordinal === 1 ? 'field' : `field${ordinal}`;
};
