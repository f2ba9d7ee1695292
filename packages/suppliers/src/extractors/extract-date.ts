import { parseCalendarDate } from '@switchyard/routing';
import { textLines } from './text-lines.ts';

const monthName = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]{0,6}';
const datePattern = new RegExp(
  [
    '(?<!\\d)\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}(?!\\d)',
    '(?<![\\d/.-])\\d{1,2}\\s?[-/.]\\s?\\d{1,2}\\s?[-/.]\\s?(?:20\\d{2}|19\\d{2}|\\d{2})(?![\\d/]|[-.]\\d)',
    `(?<!\\d)\\d{1,2}(?:st|nd|rd|th)?[-/. ,]{0,2}${monthName}[-/. ,']{0,2}(?:20\\d{2}|\\d{2})(?!\\d)`,
    `\\b${monthName}[-/. ]{0,2}\\d{1,2}(?:st|nd|rd|th)?[-/. ,]{1,2}20\\d{2}(?!\\d)`,
    '(?<!\\d)20\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])(?!\\d)',
  ].join('|'),
  'gi',
);

const isPlausible = (iso: string): boolean => iso >= '1990-01-01' && iso <= '2099-12-31';

const datesIn = (line: string): string[] =>
  [...line.matchAll(datePattern)]
    .map(([written]) => parseCalendarDate(written.replaceAll(/\s*([-/.])\s*/g, '$1')))
    .filter((iso): iso is string => iso !== null && isPlausible(iso));

/** Dates that are not when the document was issued. */
const isOtherDate = (line: string): boolean => /\b(?:exp(?:iry)?|due|valid|birth|printed|until|last)\b/i.test(line);

/**
 * The date of issue as ISO yyyy-mm-dd: the one labelled “date”, on its line or the two after it, else the first that is
 * not labelled as another date. Day before month where both readings exist. Null when there is none.
 */
export const extractDate = (text: string): string | null => {
  const lines = textLines(text);
  const ordinary = lines.map((line) => (isOtherDate(line) ? [] : datesIn(line)));
  for (const [index, line] of lines.entries()) {
    if (!/\bdate\b/i.test(line) || isOtherDate(line)) continue;
    const near = [...(ordinary[index] ?? []), ...(ordinary[index + 1] ?? []), ...(ordinary[index + 2] ?? [])];
    if (near[0]) return near[0];
  }
  return ordinary.flat()[0] ?? lines.flatMap(datesIn)[0] ?? null;
};
