import type { SqlValue } from './database.ts';

/** One statement as it is sent: its parameters are in the protocol's text form. */
export interface Statement {
  readonly text: string;
  /** Under which a connection keeps it parsed and, after five uses, planned; empty: parsed each time. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
}

type Parameter = string | Buffer | null;

/** Statements take parameters, so there are few texts; beyond the bound they are parsed each time rather than kept for ever. */
const names = new Map<string, string>();
const namesMax = 1000;

const nameOf = (text: string): string => {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= namesMax) return '';
  const name = `s${names.size}`;
  names.set(text, name);
  return name;
};

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const toElement = (value: SqlValue): string => {
  if (value === null || value === undefined) return 'NULL';
  if (Array.isArray(value)) return toArray(value);
  if (Buffer.isBuffer(value)) return `"\\\\x${value.toString('hex')}"`;
  return value instanceof Date ? quoted(value.toISOString()) : quoted(String(value));
};

const toArray = (values: readonly SqlValue[]): string => `{${values.map(toElement).join(',')}}`;

const toParameter = (value: SqlValue): Parameter => {
  if (typeof value === 'string' || value === null) return value;
  if (value === undefined) return null;
  if (Buffer.isBuffer(value)) return value;
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? toArray(value) : String(value);
};

/** A statement ready to be sent; whatever its values cannot say is refused here, before anything is written. */
export const toStatement = (text: string, values: readonly SqlValue[] = []): Statement => ({
  text,
  name: nameOf(text),
  parameters: values.map(toParameter),
});
