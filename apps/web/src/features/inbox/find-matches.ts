/** A piece of a document; with a field, it is where the value of that field is written. */
export interface TextSegment {
  readonly text: string;
  /** Offset in the document. */
  readonly start: number;
  readonly field: string | null;
}

export interface ExtractedValue {
  readonly field: string;
  readonly value: unknown;
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly field: string;
}

const matchesMax = 200;

const escapePattern = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The words of a value in their order, however the document breaks its lines and sets its commas. */
const phraseRanges = (text: string, field: string, value: string): Range[] => {
  const words = value
    .trim()
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .slice(0, 40);
  if (words.length === 0 || value.trim().length < 2) return [];
  const pattern = new RegExp(words.map(escapePattern).join('[\\s,]+'), 'giu');
  return [...text.matchAll(pattern)].map(({ index, 0: found }) => ({ start: index, end: index + found.length, field }));
};

const readNumber = (token: string): number[] => {
  const plain = token.replaceAll(/[\s']/g, '');
  const lastMark = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','));
  if (lastMark === -1) return [Number(plain)];
  const whole = plain.slice(0, lastMark).replaceAll(/[.,]/g, '');
  return [Number(`${whole}.${plain.slice(lastMark + 1)}`), Number(plain.replaceAll(/[.,]/g, ''))];
};

const numberRanges = (text: string, field: string, value: number): Range[] =>
  [...text.matchAll(/\d[\d.,']*\d|\d/g)]
    .filter(({ 0: token }) => readNumber(token).some((each) => Math.abs(each - Math.abs(value)) < 1e-9))
    .map(({ index, 0: token }) => ({ start: index, end: index + token.length, field }));

const isoDate = /^(\d{4})-(\d{2})-(\d{2})/;

/** The same day in the usual ways of writing it: 21/11/2026, 11-21-26, 2026.11.21. */
const dateRanges = (text: string, field: string, value: string): Range[] => {
  const parts = isoDate.exec(value);
  if (!parts) return [];
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const isSameDay = (numbers: number[]): boolean => {
    const [first = 0, second = 0, third = 0] = numbers;
    const isYear = (each: number) => each === year || each === year % 100;
    const isDay = (left: number, right: number) =>
      (left === day && right === month) || (left === month && right === day);
    return (isYear(third) && isDay(first, second)) || (isYear(first) && isDay(second, third));
  };
  return [...text.matchAll(/\d{1,4}[./-]\d{1,2}[./-]\d{1,4}/g)]
    .filter(({ 0: token }) => isSameDay(token.split(/[./-]/).map(Number)))
    .map(({ index, 0: token }) => ({ start: index, end: index + token.length, field }));
};

const rangesOf = (text: string, { field, value }: ExtractedValue): Range[] => {
  if (typeof value === 'number') return numberRanges(text, field, value);
  if (typeof value !== 'string') return [];
  const phrases = phraseRanges(text, field, value);
  if (phrases.length > 0) return phrases;
  const dates = dateRanges(text, field, value);
  if (dates.length > 0) return dates;
  return /^-?\d+(\.\d+)?$/.test(value.trim()) ? numberRanges(text, field, Number(value)) : [];
};

/**
 * Cuts a document where extracted values are written in it. Longer matches win over those inside them. For showing only:
 * whether a value occurs is decided by the checks of the task.
 */
export const findMatches = (text: string, values: readonly ExtractedValue[]): TextSegment[] => {
  const ranges = values
    .flatMap((value) => rangesOf(text, value))
    .sort((left, right) => right.end - right.start - (left.end - left.start))
    .slice(0, matchesMax);
  const kept: Range[] = [];
  for (const range of ranges) {
    if (kept.every((each) => range.end <= each.start || range.start >= each.end)) kept.push(range);
  }
  kept.sort((left, right) => left.start - right.start);
  const segments: TextSegment[] = [];
  let at = 0;
  for (const { start, end, field } of kept) {
    if (start > at) segments.push({ text: text.slice(at, start), start: at, field: null });
    segments.push({ text: text.slice(start, end), start, field });
    at = end;
  }
  if (at < text.length) segments.push({ text: text.slice(at), start: at, field: null });
  return segments;
};
