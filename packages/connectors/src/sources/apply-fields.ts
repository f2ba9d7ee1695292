import { DomainError, type JsonObject, type JsonValue, type SourceField } from '@switchyard/domain';
import type { SourceContent } from './source-content.ts';

const numberPattern = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const datePattern = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])/;
const booleans: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  '1': true,
  false: false,
  no: false,
  '0': false,
};

type Read = (value: JsonValue) => JsonValue | undefined;

const readNumber: Read = (value) => {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && numberPattern.test(value.trim()) ? Number(value) : undefined;
};
const readBoolean: Read = (value) =>
  typeof value === 'boolean' ? value : booleans[String(value).trim().toLowerCase()];
const readDate: Read = (value) =>
  typeof value === 'string' && datePattern.test(value.trim()) ? value.trim() : undefined;
const readText: Read = (value) => (typeof value === 'string' ? value : JSON.stringify(value));

/** The value as its field is described; undefined when it does not fit. */
const readers: Record<SourceField['type'], Read> = {
  number: readNumber,
  boolean: readBoolean,
  date: readDate,
  text: readText,
  json: (value) => value,
};

/** An empty cell is null whatever the type. */
const typed = (value: JsonValue, type: SourceField['type']): JsonValue | undefined =>
  value === null || value === '' ? null : readers[type](value);

const words: Record<SourceField['type'], string> = {
  text: 'text',
  number: 'a number such as 1234.5',
  boolean: 'yes or no',
  date: 'a date such as 2026-11-21',
  json: 'JSON',
};

const applyToRow = (row: JsonObject, index: number, fields: readonly SourceField[], name: string): JsonObject => {
  const described: JsonObject = { ...row };
  for (const field of fields) {
    if (!Object.hasOwn(row, field.name)) {
      throw new DomainError('invalid_input', `${name}: row ${index + 1} has no field “${field.name}”.`);
    }
    const value = typed(row[field.name] ?? null, field.type);
    if (value === undefined) {
      const shown = JSON.stringify(row[field.name]).slice(0, 60);
      const message = `${name}: row ${index + 1}, “${field.name}” should be ${words[field.type]} but is ${shown}.`;
      throw new DomainError('invalid_input', message);
    }
    described[field.name] = value;
  }
  return described;
};

/**
 * Content with its described fields present and typed. A source that lost a column or changed its meaning is refused
 * here, instead of every expression that reads it going wrong. Throws `invalid_input` naming row and field.
 */
export const applyFields = (content: SourceContent, fields: readonly SourceField[], name: string): SourceContent => {
  if (content.kind === 'text' || fields.length === 0) return content;
  return { kind: 'rows', rows: content.rows.map((row, index) => applyToRow(row, index, fields, name)) };
};

const typeOf = (value: JsonValue): SourceField['type'] => {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'object' && value !== null ? 'json' : 'text';
};

/** Fields as the first rows have them, to start a description from. Text stays text. */
export const inferFields = (content: SourceContent): SourceField[] => {
  if (content.kind === 'text') return [];
  const first = content.rows[0] ?? {};
  const inAll = Object.keys(first).filter((key) => content.rows.every((row) => Object.hasOwn(row, key)));
  return inAll.slice(0, 200).map((key) => {
    const types = new Set(
      content.rows
        .map((row) => row[key] ?? null)
        .filter((value) => value !== null)
        .map(typeOf),
    );
    const [only = 'text'] = types;
    return { name: key, type: types.size > 1 ? 'json' : only, description: '' };
  });
};
