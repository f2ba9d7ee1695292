import { DomainError, type JsonObject } from '@switchyard/domain';
import Papa from 'papaparse';
import { type SourceContent, type SourceLimits, tooManyRows } from './source-content.ts';

const invalid = (name: string, message: string): DomainError => new DomainError('invalid_input', `${name}: ${message}`);

const requireHeader = (header: readonly string[], name: string): void => {
  const blank = header.indexOf('');
  if (blank !== -1) throw invalid(name, `column ${blank + 1} has no name in the first line.`);
  const repeated = header.find((column, index) => header.indexOf(column) !== index);
  if (repeated !== undefined) throw invalid(name, `the column “${repeated}” occurs twice in the first line.`);
};

/** Prose and markup "parse" as CSV too: what is plainly another format is refused instead of becoming one odd column. */
const refuseOtherFormats = (text: string, name: string): void => {
  const start = text.slice(0, 1000).trimStart();
  if (/^<(!doctype|html|\?xml)/i.test(start)) throw invalid(name, 'this is a web page or XML, not CSV.');
  if (!/^[[{]/.test(start)) return;
  try {
    JSON.parse(text);
  } catch {
    return;
  }
  throw invalid(name, 'this is JSON, not CSV. Register the source with the format JSON.');
};

/**
 * CSV (RFC 4180; comma, semicolon, tab or bar found by itself) with column names in the first line. Values stay text:
 * the number 00123 of a vendor is not 123. Throws `invalid_input` naming the line, `too_large` past the row limit.
 */
export const parseCsv = (text: string, name: string, limits: SourceLimits): SourceContent => {
  refuseOtherFormats(text, name);
  const { data, errors } = Papa.parse<string[]>(text, {
    skipEmptyLines: 'greedy',
    delimitersToGuess: [',', ';', '\t', '|'],
    preview: limits.rowsMax + 2,
  });
  const fault = errors.find(({ type }) => type === 'Quotes');
  if (fault) throw invalid(name, `line ${(fault.row ?? 0) + 1}: ${fault.message}.`);
  const [first, ...lines] = data;
  if (!first) throw invalid(name, 'the file is empty.');
  const header = first.map((column) => column.trim());
  requireHeader(header, name);
  if (lines.length > limits.rowsMax) throw tooManyRows(name, limits.rowsMax);
  const rows = lines.map((line, index): JsonObject => {
    if (line.length !== header.length) {
      throw invalid(name, `line ${index + 2} has ${line.length} values, the first line ${header.length} columns.`);
    }
    return Object.fromEntries(header.map((column, at) => [column, line[at] ?? '']));
  });
  return { kind: 'rows', rows };
};
