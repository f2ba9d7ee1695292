import { parseUpload } from '@switchyard/connectors';
import {
  type DataSchema,
  describeDataIssues,
  isDomainError,
  type JsonObject,
  type JsonValue,
  jsonObjectSchema,
  type TaskSpec,
} from '@switchyard/domain';

export interface ParsedCase {
  readonly input: JsonObject;
  /** Null: the file does not say what is right. */
  readonly expected: JsonValue;
}

/** What is wrong with one line of a file, counted from 1 as an editor does. */
export interface CaseProblem {
  readonly line: number;
  readonly message: string;
}

export interface ParsedCases {
  readonly cases: readonly ParsedCase[];
  readonly problems: readonly CaseProblem[];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A cell as the schema wants it; what does not fit stays text, so that the schema's own message names it. */
const readCell = (text: string, schema: DataSchema): JsonValue | undefined => {
  if (text === '' && schema.type !== 'string') return undefined;
  if (schema.type === 'string') return text;
  if (schema.type === 'number' || schema.type === 'integer') {
    const number = Number(text);
    return Number.isFinite(number) ? number : text;
  }
  if (schema.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** Fields of one side of a CSV row: `expected.total`, or plain `total` where the other side has no such field. */
const readSide = (row: JsonObject, side: 'input' | 'expected', own: DataSchema, other: DataSchema): JsonObject => {
  const values: JsonObject = {};
  for (const [field, schema] of Object.entries(own.properties ?? {})) {
    const isMeant = other.properties?.[field] === undefined;
    const cell = row[`${side}.${field}`] ?? (isMeant ? row[field] : undefined);
    const value = typeof cell === 'string' ? readCell(cell, schema) : undefined;
    if (value !== undefined) values[field] = value;
  }
  return values;
};

const checkCase = (task: TaskSpec, input: JsonValue, expected: JsonValue): string | undefined => {
  const given = describeDataIssues(task.input, input);
  if (given) return `The input does not fit: ${given}.`;
  const wanted = expected === null ? undefined : describeDataIssues(task.output, expected);
  return wanted && `The expected answer does not fit: ${wanted}.`;
};

const collect = (
  task: TaskSpec,
  entries: Iterable<{ readonly line: number; readonly read: () => { input: unknown; expected: unknown } }>,
): ParsedCases => {
  const cases: ParsedCase[] = [];
  const problems: CaseProblem[] = [];
  for (const { line, read } of entries) {
    try {
      const { input, expected } = read();
      if (!isObject(input)) throw new SyntaxError('Each case needs an “input”, and may have an “expected”.');
      const parsed = { input: jsonObjectSchema.parse(input), expected: (expected ?? null) as JsonValue };
      const problem = checkCase(task, parsed.input, parsed.expected);
      if (problem === undefined) cases.push(parsed);
      else problems.push({ line, message: problem });
    } catch (thrown) {
      if (!(thrown instanceof SyntaxError)) throw thrown;
      problems.push({ line, message: thrown.message });
    }
  }
  return { cases, problems };
};

/** The engine's own words speak of positions in a text that is one line to us; what stands there helps more. */
const parseLine = (content: string): unknown => {
  try {
    return JSON.parse(content);
  } catch {
    const shown = content.length > 60 ? `${content.slice(0, 60)}…` : content;
    throw new SyntaxError(`This is not JSON: ${shown}. Write one object a line: {"input": …, "expected": …}.`);
  }
};

const parseJsonLines = (task: TaskSpec, text: string): ParsedCases => {
  const lines = text.split(/\r?\n/).map((content, index) => ({ content, line: index + 1 }));
  const entries = lines
    .filter(({ content }) => content.trim() !== '')
    .map(({ content, line }) => ({
      line,
      read: () => {
        const value = parseLine(content);
        return isObject(value) ? { input: value.input, expected: value.expected } : { input: null, expected: null };
      },
    }));
  return collect(task, entries);
};

const parseCsvCases = (task: TaskSpec, text: string, name: string): ParsedCases => {
  const content = parseUpload({ name, bytes: new TextEncoder().encode(text) }, 'csv');
  const rows = content.kind === 'rows' ? content.rows : [];
  const entries = rows.map((row, index) => ({
    line: index + 2,
    read: () => {
      const expected = readSide(row, 'expected', task.output, task.input);
      const input = readSide(row, 'input', task.input, task.output);
      return { input, expected: Object.keys(expected).length === 0 ? null : expected };
    },
  }));
  return collect(task, entries);
};

/** What is wrong with a file as a whole; where the sentence names a line, that one. */
const problemOfFile = (message: string, name: string): CaseProblem => {
  const said = message.startsWith(`${name}: `) ? message.slice(name.length + 2) : message;
  const [, line = '1', rest = said] = /^line (\d+):? (.*)$/s.exec(said) ?? [];
  return { line: Number(line), message: `${rest.charAt(0).toUpperCase()}${rest.slice(1)}` };
};

/**
 * Reads cases from CSV (columns named by fields, `input.` or `expected.` before them where both sides have one) or JSON Lines
 * (`{"input": …, "expected": …}`). Every line is checked against the task's schemas; problems name their line.
 */
export const parseCases = (task: TaskSpec, text: string, format: 'csv' | 'jsonl', name: string): ParsedCases => {
  if (format === 'jsonl') return parseJsonLines(task, text);
  try {
    return parseCsvCases(task, text, name);
  } catch (thrown) {
    if (!isDomainError(thrown) || thrown.code !== 'invalid_input') throw thrown;
    return { cases: [], problems: [problemOfFile(thrown.message, name)] };
  }
};
