import { readingsOf } from '@switchyard/routing';

const amountPattern =
  /(?<![\d.,])\d{1,3}(?:[.,' ]\d{3})*[.,] ?\d{2}(?![\d%])(?![.,]\d)|(?<![\d.,])\d*[.,]\d{2}(?![\d%])(?![.,]\d)/g;
const onlyAmount =
  /^[^\p{L}\d]*(?:rm|myr|usd|eur|gbp|sgd|s?\$|€|£|sr|zrl?|s|t)?[^\p{L}\d]*-?\s?[.\d][\d.,' ]*\s?(?:sr|zrl?|s|t|rm|eur|\*)?$/iu;

const amountsIn = (line: string): number[] =>
  [...line.matchAll(amountPattern)].flatMap(([written]) => readingsOf(written.replaceAll(' ', '')).slice(0, 1));

/** Words of the block under the items. Their amounts may be scanned as a column of its own, after all the words. */
const isSummaryLabel = (line: string): boolean =>
  /total|round|cash|change|disc|tax|gst|sst|vat|charge|amount|amt|net|tender|visa|master|card|paid|payment|due/i.test(
    line,
  );

/** The first index from `start` on whose line does not fit. */
const endOfRun = (count: number, start: number, fits: (index: number) => boolean): number => {
  let end = start;
  while (end < count && fits(end)) end += 1;
  return end;
};

/**
 * Labels and amounts that were scanned column by column: a run of summary words followed by a run of bare amounts.
 * The last label belongs to the last amount, and so on upwards. Line → amount.
 */
const pairColumns = (lines: readonly string[], own: readonly number[][]): Map<number, number> => {
  const pairs = new Map<number, number>();
  const hasAmount = (index: number) => (own[index]?.length ?? 0) > 0;
  const isLabel = (index: number) => !hasAmount(index) && isSummaryLabel(lines[index] ?? '');
  const isBare = (index: number) => hasAmount(index) && onlyAmount.test(lines[index] ?? '');
  for (let start = 0; start < lines.length; start += 1) {
    const labelsEnd = endOfRun(lines.length, start, isLabel);
    const amountsEnd = endOfRun(lines.length, labelsEnd, isBare);
    const count = Math.min(labelsEnd - start, amountsEnd - labelsEnd);
    for (let back = 1; count >= 2 && back <= count; back += 1) {
      const amount = own[amountsEnd - back]?.at(-1);
      if (amount !== undefined) pairs.set(labelsEnd - back, amount);
    }
    start = Math.max(start, labelsEnd - 1);
  }
  return pairs;
};

export interface Amounts {
  /** Every amount in the order of the text. */
  readonly all: readonly number[];
  /** Per line, the amount its words speak about: on it, in the column beside it, or alone on one of the next lines. */
  readonly labelled: readonly (number | undefined)[];
}

/** The amount alone on one of the three lines after `index`, before any other words. */
const amountBelow = (lines: readonly string[], own: readonly number[][], index: number): number | undefined => {
  for (let ahead = index + 1; ahead <= index + 3 && ahead < lines.length; ahead += 1) {
    const line = lines[ahead] ?? '';
    const amount = own[ahead]?.at(-1);
    if (amount !== undefined && onlyAmount.test(line)) return amount;
    if (/\p{L}{3,}/u.test(line)) return undefined;
  }
  return undefined;
};

export const readAmounts = (lines: readonly string[]): Amounts => {
  const own = lines.map(amountsIn);
  const columns = pairColumns(lines, own);
  const labelled = lines.map((_, index) => columns.get(index) ?? own[index]?.at(-1) ?? amountBelow(lines, own, index));
  return { all: own.flat(), labelled };
};
