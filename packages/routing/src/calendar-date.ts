/** How to read 03/04/2018 when both readings exist. */
export type DateOrder = 'dayFirst' | 'monthFirst';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const isoOf = (year: number, month: number, day: number): string | null => {
  const fullYear = year < 100 ? 2000 + year : year;
  if (fullYear < 1900 || fullYear > 2199 || month < 1 || month > 12 || day < 1) return null;
  const isLeap = (fullYear % 4 === 0 && fullYear % 100 !== 0) || fullYear % 400 === 0;
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  if (day > days) return null;
  return `${fullYear}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
};

const monthOf = (name: string): number => months.indexOf(name.slice(0, 3).toLowerCase()) + 1;

const numericDate = (first: string, second: string, third: string, order: DateOrder): string | null => {
  if (first.length === 4) return isoOf(Number(first), Number(second), Number(third));
  const dayFirst = isoOf(Number(third), Number(second), Number(first));
  const monthFirst = isoOf(Number(third), Number(first), Number(second));
  return order === 'dayFirst' ? (dayFirst ?? monthFirst) : (monthFirst ?? dayFirst);
};

const monthName =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const numeric = /^(\d{1,2}|\d{4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})$/;
const compact = /^(\d{4})(\d{2})(\d{2})$/;
const dayName = new RegExp(`^(\\d{1,2})(?:st|nd|rd|th)?[-/. ,]{0,2}${monthName}[-/. ,']{0,2}(\\d{4}|\\d{2})$`, 'i');
const nameDay = new RegExp(`^${monthName}[-/. ,]{0,2}(\\d{1,2})(?:st|nd|rd|th)?[-/. ,]{1,2}(\\d{4}|\\d{2})$`, 'i');
const isoTime = /^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$/;

/**
 * A calendar date in a usual writing as ISO yyyy-mm-dd, or null when it is none that exists: 2018-12-25, 25/12/2018,
 * 25-12-18, 25.12.2018, 20181225, 25 Dec 2018, Dec 25, 2018. Two-digit years are of this century.
 */
export const parseCalendarDate = (text: string, order: DateOrder = 'dayFirst'): string | null => {
  const written = text.trim();
  if (written.length > 40) return null;
  const [, date] = isoTime.exec(written) ?? [];
  const [, first = '', second = '', third = ''] = numeric.exec(date ?? written) ?? [];
  if (first !== '') return numericDate(first, second, third, order);
  const [, year, month, day] = compact.exec(written) ?? [];
  if (year) return isoOf(Number(year), Number(month), Number(day));
  const [, leadingDay, name = '', namedYear] = dayName.exec(written) ?? [];
  if (leadingDay) return isoOf(Number(namedYear), monthOf(name), Number(leadingDay));
  const [, leadingName = '', followingDay, lastYear] = nameDay.exec(written) ?? [];
  return followingDay ? isoOf(Number(lastYear), monthOf(leadingName), Number(followingDay)) : null;
};
