import type { JsonValue } from '@switchyard/domain';
import type { PackedValue } from './pack-values.ts';

/*
 * Receipts of one task differ in numbers and in quoted words, hardly in anything else. So a record is split into its shape,
 * which is stored once under its hash, and the values that fill the shape's gaps, which each receipt carries:
 *   "\u0001"                 a gap: the next value stands here
 *   "\u0002…\u0001…"         a sentence with gaps
 * Zeros stay in the shape: they are the rule where they occur at all.
 */

const gap = '\u0001';
const sentence = '\u0002';

/** Fields whose sentences hold numbers and words in “quotes” that change from receipt to receipt. */
const sentenceKeys: ReadonlySet<string> = new Set(['explanation']);
/** Fields that are seldom the same twice. */
const freeKeys: ReadonlySet<string> = new Set(['error', 'evidenceHash', 'originalReceiptId', 'answeredAt']);

const changing = /(?<=“)[^”]+(?=”)|\d[\d.,]*\d|\d/g;

/** Not a mark of ours, and something that JSON in the database can hold. */
const isPlain = (text: string): boolean =>
  !text.includes('\0') && !text.includes(gap) && !text.includes(sentence) && text.isWellFormed();

const toPacked = (text: string): PackedValue => (String(Number(text)) === text ? Number(text) : text);

const gapText = JSON.stringify(gap);

/** Printable ASCII that JSON writes as it is: nearly every text of a receipt. */
const isWrittenAsIs = (text: string): boolean => /^[ !#-[\]-~]*$/.test(text);

const splitText = (text: string, key: string, values: PackedValue[]): string => {
  const isAsIs = isWrittenAsIs(text);
  if (freeKeys.has(key) || !(isAsIs || isPlain(text))) {
    values.push(text);
    return gapText;
  }
  if (!sentenceKeys.has(key)) return isAsIs ? `"${text}"` : JSON.stringify(text);
  const found = text.match(changing);
  if (!found) return JSON.stringify(text);
  values.push(...found.map(toPacked));
  return JSON.stringify(sentence + text.replaceAll(changing, gap));
};

/** Names of fields as they stand in JSON; there are few. */
const quotedNames = new Map<string, string>();
const quotedNamesMax = 1000;

const quotedName = (name: string): string => {
  const known = quotedNames.get(name);
  if (known !== undefined) return known;
  const quoted = `${JSON.stringify(name)}:`;
  if (quotedNames.size < quotedNamesMax) quotedNames.set(name, quoted);
  return quoted;
};

type Members = { readonly [name: string]: JsonValue | undefined };

const fewFields = 32;

/** As `sort` does it, without the copies that it works on: every receipt has several records of few fields. */
const sortedNames = (value: Members): string[] => {
  const names = Object.keys(value);
  if (names.length > fewFields) return names.sort();
  for (let from = 1; from < names.length; from += 1) {
    const name = names[from] ?? '';
    let at = from;
    for (; at > 0 && (names[at - 1] ?? '') > name; at -= 1) names[at] = names[at - 1] ?? '';
    names[at] = name;
  }
  return names;
};

const splitMembers = (value: Members, values: PackedValue[]): string => {
  let text = '';
  for (const name of sortedNames(value)) {
    const member = value[name];
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${quotedName(name)}${splitToText(member, name, values)}`;
  }
  return `{${text}}`;
};

const splitToText = (value: JsonValue, key: string, values: PackedValue[]): string => {
  if (typeof value === 'string') return splitText(value, key, values);
  if (typeof value === 'number') {
    if (value === 0) return '0';
    values.push(value);
    return gapText;
  }
  if (typeof value !== 'object' || value === null) return String(value ?? null);
  if (Array.isArray(value)) return `[${value.map((member) => splitToText(member, key, values)).join(',')}]`;
  return splitMembers(value, values);
};

/**
 * The shape of a record as JSON text, its fields in their order by name; what differs is added to `values`, in order. Written at
 * once: every receipt goes this way.
 */
export const shapeTextOf = (record: JsonValue, values: PackedValue[]): string => splitToText(record, '', values);

/** The same as a value. */
export const splitRepeating = (record: JsonValue, values: PackedValue[]): JsonValue =>
  JSON.parse(shapeTextOf(record, values));

/** The database keeps objects in an order of its own; both ways go by name. */
const byName = (value: Members, convert: (member: JsonValue, name: string) => JsonValue): JsonValue => {
  const members: [string, JsonValue][] = [];
  for (const name of Object.keys(value).sort()) {
    const member = value[name];
    if (member !== undefined) members.push([name, convert(member, name)]);
  }
  return Object.fromEntries(members);
};

/** The record again. `next` gives the values in the order in which they were taken out. */
export const fillShape = (shape: JsonValue, next: () => PackedValue): JsonValue => {
  if (shape === gap) return next();
  if (typeof shape === 'string') {
    return shape.startsWith(sentence) ? shape.slice(1).replaceAll(gap, () => String(next())) : shape;
  }
  if (typeof shape !== 'object' || shape === null) return shape;
  if (Array.isArray(shape)) return shape.map((member) => fillShape(member, next));
  return byName(shape, (member) => fillShape(member, next));
};
