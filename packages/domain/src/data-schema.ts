import { z } from 'zod';
import type { JsonValue } from './json.ts';

/**
 * The subset of JSON Schema (2020-12) that describes run inputs, task inputs and outputs, and forms.
 * It is a subset so that every part can be drawn as a form field and enforced by each supplier's structured output.
 */
export interface DataSchema {
  type: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  title?: string | undefined;
  description?: string | undefined;
  properties?: Record<string, DataSchema> | undefined;
  required?: string[] | undefined;
  items?: DataSchema | undefined;
  enum?: string[] | undefined;
  /** What people read instead of each value of `enum`, in its order. */
  enumTitles?: string[] | undefined;
  /** Strings only. `text` asks forms for several lines. */
  format?: 'date' | 'date-time' | 'email' | 'uri' | 'text' | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  maxItems?: number | undefined;
  nullable?: boolean | undefined;
}

export const dataSchemaSchema: z.ZodType<DataSchema> = z.lazy(() =>
  z.strictObject({
    type: z.enum(['object', 'array', 'string', 'number', 'integer', 'boolean']),
    title: z.string().max(200).optional(),
    description: z.string().max(2000).optional(),
    properties: z.record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/), dataSchemaSchema).optional(),
    required: z.array(z.string()).optional(),
    items: dataSchemaSchema.optional(),
    enum: z.array(z.string()).min(1).max(500).optional(),
    enumTitles: z.array(z.string().max(200)).max(500).optional(),
    format: z.enum(['date', 'date-time', 'email', 'uri', 'text']).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    minLength: z.int().min(0).optional(),
    maxLength: z.int().min(0).optional(),
    maxItems: z.int().min(0).optional(),
    nullable: z.boolean().optional(),
  }),
);

export interface DataIssue {
  /** Dotted path from the root, empty for the root itself. */
  readonly path: string;
  readonly message: string;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const datePattern = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const dateTimePattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

const formatIssue = (format: DataSchema['format'], value: string): string | undefined => {
  if (format === 'date' && !datePattern.test(value)) return 'must be a date such as 2026-11-21';
  if (format === 'date-time' && !dateTimePattern.test(value)) return 'must be a date and time with a zone';
  if (format === 'email' && !z.email().safeParse(value).success) return 'must be a mail address';
  if (format === 'uri' && !z.url().safeParse(value).success) return 'must be a URL';
  return undefined;
};

function* stringIssues(schema: DataSchema, value: unknown, path: string): Generator<DataIssue> {
  if (typeof value !== 'string') return yield { path, message: 'must be text' };
  if (schema.enum && !schema.enum.includes(value)) yield { path, message: `must be one of ${schema.enum.join(', ')}` };
  if (schema.minLength !== undefined && value.length < schema.minLength) {
    yield { path, message: `must have at least ${schema.minLength} characters` };
  }
  if (schema.maxLength !== undefined && value.length > schema.maxLength) {
    yield { path, message: `must have at most ${schema.maxLength} characters` };
  }
  const message = formatIssue(schema.format, value);
  if (message) yield { path, message };
}

function* numberIssues(schema: DataSchema, value: unknown, path: string): Generator<DataIssue> {
  if (typeof value !== 'number' || !Number.isFinite(value)) return yield { path, message: 'must be a number' };
  if (schema.type === 'integer' && !Number.isInteger(value)) yield { path, message: 'must be a whole number' };
  if (schema.minimum !== undefined && value < schema.minimum) {
    yield { path, message: `must be at least ${schema.minimum}` };
  }
  if (schema.maximum !== undefined && value > schema.maximum) {
    yield { path, message: `must be at most ${schema.maximum}` };
  }
}

function* objectIssues(schema: DataSchema, value: unknown, path: string): Generator<DataIssue> {
  if (!isRecord(value)) return yield { path, message: 'must be an object' };
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  for (const key of schema.required ?? []) {
    if (!Object.hasOwn(value, key) || value[key] === undefined) yield { path: at(key), message: 'is required' };
  }
  for (const [key, child] of Object.entries(schema.properties ?? {})) {
    const isAbsent = !Object.hasOwn(value, key) || value[key] === undefined;
    if (!isAbsent) yield* listDataIssues(child, value[key], at(key));
  }
}

function* arrayIssues(schema: DataSchema, value: unknown, path: string): Generator<DataIssue> {
  if (!Array.isArray(value)) return yield { path, message: 'must be a list' };
  if (schema.maxItems !== undefined && value.length > schema.maxItems) {
    yield { path, message: `must have at most ${schema.maxItems} entries` };
  }
  if (!schema.items) return;
  for (const [index, entry] of value.entries()) yield* listDataIssues(schema.items, entry, `${path}[${index}]`);
}

/** Every way in which `value` does not fit `schema`, in document order. Unknown extra properties are allowed. */
export function* listDataIssues(schema: DataSchema, value: unknown, path = ''): Generator<DataIssue> {
  if (value === null && schema.nullable) return;
  if (schema.type === 'string') yield* stringIssues(schema, value, path);
  else if (schema.type === 'number' || schema.type === 'integer') yield* numberIssues(schema, value, path);
  else if (schema.type === 'boolean') {
    if (typeof value !== 'boolean') yield { path, message: 'must be true or false' };
  } else if (schema.type === 'array') yield* arrayIssues(schema, value, path);
  else yield* objectIssues(schema, value, path);
}

/** The first `limit` issues as one readable sentence, or undefined when the value fits. */
export const describeDataIssues = (schema: DataSchema, value: JsonValue, limit = 5): string | undefined => {
  const issues: DataIssue[] = [];
  for (const issue of listDataIssues(schema, value)) {
    issues.push(issue);
    if (issues.length === limit) break;
  }
  if (issues.length === 0) return undefined;
  return issues.map(({ path, message }) => `${path === '' ? 'The value' : path} ${message}`).join('; ');
};
