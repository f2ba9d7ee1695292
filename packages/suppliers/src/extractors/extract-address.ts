import { isReferenceLine, textLines } from './text-lines.ts';

const opening =
  /^(?:no\.?:? ?\d|no[.:,]|lot\b|unit\b|block\b|blok\b|suite\b|plot\b|level\b|\d+(?:st|nd|rd|th)? ?(?:floor|flr)|ground floor|g-?\d|[a-z]?-?\d+[a-z]?(?:[-/]\d+[a-z]?)*[,. ])/i;
const street =
  /\b(?:jalan|jln|jaian|lorong|lrg|taman|tmn|tman|persiaran|lebuh|lebuhraya|kawasan|bandar|kampung|kg|seksyen|section|batu|pusat|wisma|plaza|kompleks|menara|street|road|rd|avenue|ave|lane|drive|boulevard|highway|square|park|mall|platz|stra(?:ss|ß)e|rue|via|calle)\b/i;
const postcode = /(?<![\d/.-])\d{5}(?![\d/.-])|\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b/;
const region =
  /\b(?:malaysia|singapore|selangor|johor|kuala lumpur|w\.? ?p\.?|wilayah|penang|pulau pinang|perak|melaka|sembilan|pahang|kedah|kelantan|terengganu|sabah|sarawak|perlis|darul|d\.e|p\.?j|petaling|klang|shah alam|usa|uk|germany|france|spain|italy)\b/i;

const isDated = (line: string): boolean =>
  /\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b.{0,3}\d{2,4}\b|\d{1,2}:\d{2}/i.test(line);
const isCompany = (line: string): boolean => /\b(?:sdn|bhd|bnd|ltd|gmbh|inc|llc|s\/b|enterprise)\b/i.test(line);
const isStart = (line: string): boolean =>
  (opening.test(line) || street.test(line) || postcode.test(line)) && !isDated(line) && !isCompany(line);
/** A place after the postcode: short, letters only. */
const isPlace = (line: string): boolean => region.test(line) || /^[\p{L} .,']{3,40}[.,]$/u.test(line);

/** How many lines after `start` still belong to the address. */
const endOf = (lines: readonly string[], start: number): number => {
  let hasPostcode = postcode.test(lines[start] ?? '');
  let end = start + 1;
  for (; end < lines.length && end < start + 6; end += 1) {
    const line = lines[end] ?? '';
    if (isReferenceLine(line) || /^\(?\d{6,}/.test(line) || /^[\d\s-]{8,}/.test(line)) break;
    if (hasPostcode && !isPlace(line)) break;
    hasPostcode = hasPostcode || postcode.test(line);
  }
  return end;
};

/**
 * The issuer's postal address in one line: from the first line of the letterhead that opens like an address or names a
 * street, to the postcode and the place after it. Null when there is none.
 */
export const extractAddress = (text: string): string | null => {
  const lines = textLines(text).slice(0, 16);
  const start = lines.findIndex((line, index) => index > 0 && isStart(line) && !isReferenceLine(line));
  if (start === -1) return null;
  const joined = lines
    .slice(start, endOf(lines, start))
    .map((line) => line.replace(/\s*(?:tel|fax|phone|ph)\b.*$/i, ''))
    .join(' ')
    .replace(/[\s,]+$/, '')
    .trim();
  return joined === '' ? null : joined;
};
