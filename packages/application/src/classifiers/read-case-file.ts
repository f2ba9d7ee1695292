import { parseUpload } from '@switchyard/connectors';
import {
  type DataSchema,
  DomainError,
  describeDataIssues,
  type JsonObject,
  type JsonValue,
  jsonObjectSchema,
  type TaskSpec,
} from '@switchyard/domain';
import { findLabelField, type LabelField } from '@switchyard/suppliers';
import type { NewCase } from './labelled-case-record.ts';

/** A line of the file that is not a case, and why. */
export interface RejectedCase {
  /** From 1; of a CSV without its header. */
  readonly case: number;
  readonly reason: string;
}

export interface CaseFile {
  readonly cases: readonly NewCase[];
  readonly rejected: readonly RejectedCase[];
}

type Rows = readonly JsonObject[];

/** Names of the column or field that holds the answer, beside the output field's own name. */
const answerNames = ['expected', 'label', 'answer'] as const;

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every value of a CSV is text; the schema says what it stands for. */
const asDeclared = (value: JsonValue, schema: DataSchema | undefined): JsonValue => {
  if (typeof value !== 'string' || !schema) return value;
  if (schema.type === 'boolean')
    return /^(true|yes|1)$/i.test(value) ? true : /^(false|no|0)$/i.test(value) ? false : value;
  const isNumber = schema.type === 'number' || schema.type === 'integer';
  return isNumber && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
};

const splitLines = (text: string, name: string): Rows =>
  text
    .split('\n')
    .map((line, at) => ({ line: line.trim(), at }))
    .filter(({ line }) => line !== '')
    .map(({ line, at }) => {
      try {
        return jsonObjectSchema.parse(JSON.parse(line));
      } catch (cause) {
        throw new DomainError('invalid_input', `${name}: line ${at + 1} is not a JSON object.`, { cause });
      }
    });

const readRows = (file: { readonly name: string; readonly bytes: Uint8Array }): Rows => {
  const content = parseUpload(file, 'text');
  const text = content.kind === 'text' ? content.text.trimStart() : '';
  if (text.startsWith('{')) {
    if (/\\u0000/.test(text)) throw new DomainError('invalid_input', `${file.name} contains a NUL character.`);
    return splitLines(text, file.name);
  }
  const parsed = parseUpload(file, text.startsWith('[') ? 'json' : 'csv');
  return parsed.kind === 'rows' ? parsed.rows : [];
};

/** The output in a row: whole under `expected` or `output`, else only its label. */
const answerIn = (row: JsonObject, field: LabelField | null, output: DataSchema): JsonValue | undefined => {
  if (isObject(row.expected)) return row.expected;
  if (isObject(row.output)) return row.output;
  if (!field) return undefined;
  const name = [field.name, ...answerNames].find((each) => Object.hasOwn(row, each));
  const value = name === undefined ? undefined : row[name];
  return value === undefined ? undefined : { [field.name]: asDeclared(value, output.properties?.[field.name]) };
};

const inputIn = (row: JsonObject, input: DataSchema): JsonObject => {
  if (isObject(row.input)) return row.input;
  const fields = Object.entries(input.properties ?? {}).flatMap(([name, schema]): [string, JsonValue][] => {
    const value = row[name];
    return value === undefined ? [] : [[name, asDeclared(value, schema)]];
  });
  return Object.fromEntries(fields);
};

/**
 * Labelled cases from CSV (columns named as the fields of the input, and one with the label), JSONL or a JSON list (the same, or
 * `{ input, expected }`). What does not fit the task's schemas is listed and left out. Throws `invalid_input`, `too_large`.
 */
export const readCaseFile = (
  file: { readonly name: string; readonly bytes: Uint8Array },
  spec: Pick<TaskSpec, 'input' | 'output'>,
): CaseFile => {
  const found = findLabelField(spec);
  const field = found.ok ? found.field : null;
  const cases: NewCase[] = [];
  const rejected: RejectedCase[] = [];
  for (const [at, row] of readRows(file).entries()) {
    const expected = answerIn(row, field, spec.output);
    const input = inputIn(row, spec.input);
    const wanted = field === null ? 'expected' : `${field.name}, expected or label`;
    const problem =
      expected === undefined
        ? `It has no answer: no field named ${wanted}.`
        : Object.keys(input).length === 0
          ? `It has none of the input's fields: ${Object.keys(spec.input.properties ?? {}).join(', ')}.`
          : (describeDataIssues(spec.input, input) ?? describeDataIssues(spec.output, expected));
    if (problem !== undefined) rejected.push({ case: at + 1, reason: problem });
    else if (expected !== undefined) cases.push({ input, expected });
  }
  return { cases, rejected };
};
