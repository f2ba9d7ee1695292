import type { FormField } from './form-field.ts';

/** The subset of JSON Schema that forms understand; the domain's DataSchema fits it. */
export interface FormSchema {
  readonly type: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly properties?: Readonly<Record<string, FormSchema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: FormSchema | undefined;
  readonly enum?: readonly string[] | undefined;
  /** What people read instead of each value, in the order of `enum`. */
  readonly enumTitles?: readonly string[] | undefined;
  readonly format?: string | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly maxItems?: number | undefined;
}

/** `vendorName` and `vendor_name` become "Vendor name". */
const labelOf = (name: string): string => {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const optionsOf = ({ enum: values = [], enumTitles = [] }: FormSchema) =>
  values.map((value, index) => ({ value, label: enumTitles[index] ?? value })).filter(({ value }) => value !== '');

const stringField = (base: BaseField, schema: FormSchema): FormField => {
  if (schema.enum) return { ...base, kind: 'enum', options: optionsOf(schema) };
  if (schema.format === 'date') return { ...base, kind: 'date' };
  if (schema.format === 'date-time') return { ...base, kind: 'date', hasTime: true };
  if (schema.format === 'text') return { ...base, kind: 'text', maxLength: schema.maxLength };
  const format = schema.format === 'email' || schema.format === 'uri' ? schema.format : undefined;
  return { ...base, kind: 'string', format, maxLength: schema.maxLength };
};

const arrayField = (base: BaseField, schema: FormSchema): FormField => {
  const { items } = schema;
  if (items?.type === 'object' && items.properties) {
    const itemLabel = (items.title ?? 'entry').toLowerCase();
    return { ...base, kind: 'list', fields: fieldsFromSchema(items), itemLabel, maxItems: schema.maxItems };
  }
  if (items?.type === 'string' && items.enum) return { ...base, kind: 'choices', options: optionsOf(items) };
  if (items?.type === 'string') return { ...base, kind: 'strings', hint: base.hint ?? 'One a line.' };
  return { ...base, kind: 'json' };
};

interface BaseField {
  readonly name: string;
  readonly label: string;
  readonly hint: string | undefined;
  readonly isRequired: boolean;
}

const fieldFromSchema = (name: string, schema: FormSchema, isRequired: boolean): FormField => {
  const base: BaseField = { name, label: schema.title ?? labelOf(name), hint: schema.description, isRequired };
  switch (schema.type) {
    case 'string':
      return stringField(base, schema);
    case 'number':
    case 'integer':
      return {
        ...base,
        kind: 'number',
        isInteger: schema.type === 'integer',
        min: schema.minimum,
        max: schema.maximum,
      };
    case 'boolean':
      return { ...base, kind: 'boolean' };
    case 'array':
      return arrayField(base, schema);
    case 'object':
      return schema.properties
        ? { ...base, kind: 'object', fields: fieldsFromSchema(schema) }
        : { ...base, kind: 'json' };
  }
};

/** Form fields for the properties of an object schema, in their order. What no control fits is edited as JSON. */
export const fieldsFromSchema = (schema: FormSchema): FormField[] =>
  Object.entries(schema.properties ?? {}).map(([name, property]) =>
    fieldFromSchema(name, property, schema.required?.includes(name) ?? false),
  );
