/**
 * Every number that a written token may stand for. `1,234` is 1234 in one country and 1.234 in another: both count.
 * Understands 1234.5, 1,234.50, 1.234,50, 1'234.50, 12,34,567.00 and, with spaces as grouping, 1 234,50.
 */
export const readingsOf = (token: string): number[] => {
  const written = token.replaceAll(/[\s\u00a0\u202f'’]/g, '');
  const readings: number[] = [];
  const last = Math.max(written.lastIndexOf('.'), written.lastIndexOf(','));
  if (last === -1) return [Number(written)];
  const whole = written.slice(0, last);
  const mark = written.charAt(last);
  const isWholeClean = /^\d*$/.test(whole) || isGrouped(whole, mark === '.' ? ',' : '.');
  if (isWholeClean) readings.push(Number(`${whole.replaceAll(/[.,]/g, '')}.${written.slice(last + 1)}`));
  if (isGrouped(written, mark)) readings.push(Number(written.replaceAll(mark, '')));
  return readings.filter((reading) => Number.isFinite(reading));
};

/** Groups of three from the right (Indian writing: three, then twos). */
const isGrouped = (digits: string, mark: string): boolean => {
  const [first = '', ...rest] = digits.split(mark);
  if (rest.length === 0) return /^\d+$/.test(first);
  const isFirstShort = /^\d{1,3}$/.test(first);
  const last = rest.at(-1) ?? '';
  return isFirstShort && /^\d{3}$/.test(last) && rest.slice(0, -1).every((group) => /^\d{2,3}$/.test(group));
};

const tokenPattern = /\d(?:[\d.,'’]*\d)?/g;
const spacedPattern = /\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?/g;
/** May touch a number without being part of another word: RM9.00, 12EUR. */
const currencyBefore =
  /(?:^|[^\p{L}\p{N}])(?:RM|MYR|USD|EUR|GBP|CHF|SGD|AUD|CAD|NZD|HKD|JPY|CNY|INR|IDR|THB|PHP|VND|KRW|SEK|NOK|DKK|PLN|CZK|HUF|RON|TRY|ZAR|BRL|MXN|AED|SAR|RS|RP|KR|NT|S|US|A|C|HK)$/iu;
const currencyAfter =
  /^(?:RM|MYR|USD|EUR|GBP|CHF|SGD|AUD|CAD|NZD|HKD|JPY|CNY|INR|IDR|THB|PHP|VND|KRW|SEK|NOK|DKK|PLN|CZK|HUF|RON|TRY|ZAR|BRL|MXN|AED|SAR|KR)(?![\p{L}\p{N}])/iu;

const isBoundedBefore = (text: string, start: number): boolean => {
  const before = text.slice(Math.max(0, start - 5), start);
  if (before === '') return true;
  if (/\d[-/:.,]$/.test(before) || /[\p{N}/:]$/u.test(before)) return false;
  return !/\p{L}$/u.test(before) || currencyBefore.test(before);
};

const isBoundedAfter = (text: string, end: number): boolean => {
  const after = text.slice(end, end + 5);
  if (/^[-/:]\d/.test(after)) return false;
  return !/^[\p{L}\p{N}]/u.test(after) || currencyAfter.test(after);
};

const isSame = (left: number, right: number): boolean =>
  Math.abs(left - right) <= 1e-9 * Math.max(1, Math.abs(left), Math.abs(right));

const isNegativeAt = (text: string, start: number, end: number): boolean => {
  const before = text.slice(Math.max(0, start - 6), start);
  return /[-−(]\s*\p{L}{0,3}\p{Sc}?\s*$/u.test(before) || /^\s*[-−]/.test(text.slice(end, end + 2));
};

/**
 * True when `value` is written in `text` as a number of its own, in any usual writing. 9 is not in 19.00, in 9/12/2018
 * or in A9B; it is in RM9.00. A negative value needs its sign or brackets in the text. Linear in the text.
 */
export const isNumberInText = (value: number, text: string): boolean => {
  const wanted = Math.abs(value);
  for (const pattern of [tokenPattern, spacedPattern]) {
    for (const match of text.matchAll(pattern)) {
      const end = match.index + match[0].length;
      if (!readingsOf(match[0]).some((reading) => isSame(reading, wanted))) continue;
      if (!isBoundedBefore(text, match.index) || !isBoundedAfter(text, end)) continue;
      if (value < 0 && !isNegativeAt(text, match.index, end)) continue;
      return true;
    }
  }
  return false;
};
