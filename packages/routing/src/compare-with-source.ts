import type { Check, JsonObject, JsonValue } from '@switchyard/domain';
import { isNumberInText } from './number-in-text.ts';
import type { TaskSource } from './supplier-port.ts';

/** As it stands in a definition of done; graders of evaluations ask the same without a name of their own. */
export type SourceComparison = Omit<Extract<Check, { kind: 'source' }>, 'name'>;

/** What was found in a source: the values that may stand there, or why there are none. */
type Found = { readonly values: readonly JsonValue[] } | { readonly problem: string };

const isRow = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const normalise = (value: JsonValue): string =>
  (typeof value === 'string' ? value : JSON.stringify(value))
    .normalize('NFKC')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase();

const cellOf = (row: JsonObject, column: string): JsonValue =>
  Object.hasOwn(row, column) ? (row[column] ?? null) : null;

/** The values of the check's column, in the rows whose key is `key`; in all rows where the check names no key. */
const findValues = (check: SourceComparison, key: JsonValue, sources: readonly TaskSource[]): Found => {
  const source = sources.find(({ slug }) => slug === check.source);
  if (!source) return { problem: `The step does not read the source ${check.source}.` };
  const rows = Array.isArray(source.data) ? source.data.filter(isRow) : [];
  if (rows.length === 0) return { problem: `${source.name} has no rows.` };
  const { keyColumn } = check;
  const matching =
    keyColumn === undefined ? rows : rows.filter((row) => normalise(cellOf(row, keyColumn)) === normalise(key));
  if (matching.length === 0) return { problem: `${source.name} has no row whose ${keyColumn} is “${normalise(key)}”.` };
  return { values: matching.map((row) => cellOf(row, check.column)).filter((value) => value !== null) };
};

const isSame = (given: JsonValue, held: JsonValue, tolerance: number): boolean => {
  if (typeof given !== 'number') return normalise(given) === normalise(held);
  // Cells of uploaded tables are text, written in any usual way.
  if (typeof held === 'string' && tolerance === 0) return isNumberInText(given, held);
  const number =
    typeof held === 'number' ? held : typeof held === 'string' && held.trim() !== '' ? Number(held) : Number.NaN;
  return Math.abs(given - number) <= tolerance;
};

/** Null when the answer agrees with the source of truth, else the sentence that says how it does not. */
export const compareWithSource = (
  check: SourceComparison,
  value: JsonValue,
  key: JsonValue,
  sources: readonly TaskSource[],
): string | null => {
  if (value === null) return `${check.field} is empty.`;
  const found = findValues(check, key, sources);
  if ('problem' in found) return found.problem;
  if (found.values.some((held) => isSame(value, held, check.tolerance))) return null;
  const held = found.values.slice(0, 3).map((each) => `“${typeof each === 'string' ? each : JSON.stringify(each)}”`);
  const says =
    check.keyColumn === undefined
      ? `does not stand in ${check.column} of ${check.source}`
      : `; ${check.source} says ${held.join(' or ') || 'nothing'}`;
  return `${check.field} is ${JSON.stringify(value)}${check.keyColumn === undefined ? ' and ' : ''}${says}.`;
};
