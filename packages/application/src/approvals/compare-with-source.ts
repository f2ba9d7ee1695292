import type { JsonObject, JsonValue } from '@switchyard/domain';

export interface ComparedField {
  /** Field of the source. */
  readonly sourceField: string;
  readonly sourceValue: JsonValue;
  /** What was extracted for it; null when nothing corresponds. */
  readonly extractedField: string | null;
  readonly extractedValue: JsonValue;
  readonly verdict: 'same' | 'different' | 'only_in_source';
}

export interface SourceMatch {
  /** Position of the row in the version, from 1. */
  readonly rowNumber: number;
  /** True when some value is the same; false when the row is only the most similar one. */
  readonly isExact: boolean;
  readonly fields: readonly ComparedField[];
}

/** Similar rows are only looked for among so many: the page has to stay fast. */
const similarRowsMax = 2000;
const similarityMin = 0.5;

const normalise = (value: JsonValue): string =>
  value === null || typeof value === 'object' || typeof value === 'boolean'
    ? ''
    : String(value)
        .normalize('NFKC')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
        .trim();

const tokensOf = (text: string): Set<string> => new Set(text.split(' ').filter((token) => token !== ''));

/** Share of words in common (Jaccard index). */
const similarity = (left: ReadonlySet<string>, right: ReadonlySet<string>): number => {
  if (left.size === 0 || right.size === 0) return 0;
  let common = 0;
  for (const token of left) if (right.has(token)) common += 1;
  return common / (left.size + right.size - common);
};

interface Extracted {
  readonly field: string;
  readonly value: JsonValue;
  readonly text: string;
  readonly tokens: ReadonlySet<string>;
}

const extractedOf = (values: JsonObject): Extracted[] =>
  Object.entries(values)
    .map(([field, value]) => ({ field, value, text: normalise(value) }))
    .filter(({ text }) => text !== '')
    .map((each) => ({ ...each, tokens: tokensOf(each.text) }));

const findExact = (extracted: readonly Extracted[], rows: readonly JsonObject[]): number => {
  // A short value such as a country or an amount occurs in many rows and identifies none.
  const identifying = new Set(extracted.filter(({ text }) => text.length >= 4).map(({ text }) => text));
  return rows.findIndex((row) => Object.values(row).some((value) => identifying.has(normalise(value))));
};

const findSimilar = (extracted: readonly Extracted[], rows: readonly JsonObject[]): number => {
  let best = { index: -1, score: similarityMin };
  for (const [index, row] of rows.slice(0, similarRowsMax).entries()) {
    const cells = Object.values(row).map((value) => tokensOf(normalise(value)));
    const score = Math.max(0, ...cells.flatMap((cell) => extracted.map(({ tokens }) => similarity(cell, tokens))));
    if (score > best.score) best = { index, score };
  }
  return best.index;
};

/** The extracted value that corresponds to a field: of the same name, else of the same or most similar content. */
const counterpart = (sourceField: string, value: JsonValue, extracted: readonly Extracted[]): Extracted | undefined => {
  const named = extracted.find(({ field }) => field.toLowerCase() === sourceField.toLowerCase());
  if (named) return named;
  const text = normalise(value);
  const tokens = tokensOf(text);
  const same = extracted.find((each) => each.text === text && text !== '');
  if (same) return same;
  return extracted.find((each) => similarity(each.tokens, tokens) >= similarityMin);
};

/**
 * The row of a source of truth that what was extracted is about, field by field with the differences. Null when no row
 * is like it. A heuristic for showing, never for deciding: a decision node compares with an expression.
 */
export const compareWithSource = (values: JsonObject, rows: readonly JsonObject[]): SourceMatch | null => {
  const extracted = extractedOf(values);
  const exact = findExact(extracted, rows);
  const index = exact === -1 ? findSimilar(extracted, rows) : exact;
  const row = rows[index];
  if (!row) return null;
  const fields = Object.entries(row).map(([sourceField, sourceValue]): ComparedField => {
    const found = counterpart(sourceField, sourceValue, extracted);
    if (!found) {
      return { sourceField, sourceValue, extractedField: null, extractedValue: null, verdict: 'only_in_source' };
    }
    const isSame = found.text === normalise(sourceValue);
    return {
      sourceField,
      sourceValue,
      extractedField: found.field,
      extractedValue: found.value,
      verdict: isSame ? 'same' : 'different',
    };
  });
  return { rowNumber: index + 1, isExact: exact !== -1, fields };
};
