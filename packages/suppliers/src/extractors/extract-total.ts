import { type Amounts, readAmounts } from './labelled-amounts.ts';
import { textLines } from './text-lines.ts';

const isTotalLabel = (line: string): boolean =>
  /t[o0]t[ao][l1i]|\bamount due|\bamt due|balance due|\bnett?\b|payable|\bamount$|jumlah|\bsumme\b|\bgesamt|to be paid|\bt[lt]\b ?:/i.test(
    line,
  );
/** Totals of something else than what is paid. */
const isOtherTotal = (line: string): boolean =>
  /sub|suppl|qty|quantity|items?\b|pcs|saving|disc(?:ount)?\b|adj|points?|total (?:gst|tax|sst|vat)|gst (?:amt|amount|total)|tax (?:amt|amount|total)|(?:excl?|exc|ex|before|without)[a-z.]*[ :)(]*(?:of )?(?:gst|tax|sst|vat)|\((?:ex|excl?)\)|change|summary/i.test(
    line,
  );
const isFinalTotal = (line: string): boolean =>
  /grand|incl|inclusive|round(?:ed)? ?d?|nett?\b|due|payable|after|paid|total (?:rm|amount|sales|amt|bill|\(rm\))|total:?$/i.test(
    line,
  );

const cents = (amount: number): number => Math.round(amount * 100);

/** Cash − change, when both are written: what was paid. In cents, because amounts are compared exactly. */
const paidCents = (lines: readonly string[], labelled: Amounts['labelled']): Set<number> => {
  const valuesAt = (pattern: RegExp, not: RegExp): number[] =>
    lines.flatMap((line, index) => {
      const amount = labelled[index];
      return amount !== undefined && pattern.test(line) && !not.test(line) ? [amount] : [];
    });
  const tendered = valuesAt(/\b(?:cash|tender(?:ed)?|paid|payment|visa|master|card|amex)\b/i, /change/i);
  const change = valuesAt(/\bchange\b/i, /^$/);
  return new Set(tendered.flatMap((given) => change.map((back) => cents(given) - cents(back))));
};

/** Amounts a that are followed by b and c with b − c = a: total, cash and change, whatever their labels say. */
const balancedCents = (amounts: readonly number[]): Set<number> => {
  const found = new Set<number>();
  for (let index = 0; index + 2 < amounts.length; index += 1) {
    const [first = 0, second = 0, third = 0] = amounts.slice(index, index + 3);
    const isBalanced = cents(second) - cents(third) === cents(first);
    if (isBalanced && third !== first && second >= first) found.add(cents(first));
  }
  return found;
};

/** How much the label speaks for its amount being the total. */
const labelPoints = (line: string, amount: number): number => {
  const rounded = /^round/i.test(line) && amount >= 1 ? 4 : 0;
  if (!isTotalLabel(line) || isOtherTotal(line)) return rounded;
  return rounded + (isFinalTotal(line) ? 4 : 2.5);
};

/** How much the other amounts speak for it: paid and change agree, and it is repeated. */
const agreementPoints = (amount: number, isLabelled: boolean, all: readonly number[], paid: Set<number>): number => {
  const repeated = isLabelled ? Math.min(1, 0.25 * all.filter((each) => each === amount).length) : 0;
  const balanced = balancedCents(all).has(cents(amount)) ? (isLabelled ? 3 : 2) : 0;
  return repeated + balanced + (paid.has(cents(amount)) ? 5 : 0);
};

/**
 * What was paid, as a number: every amount collects points for the labels it stands at (final total, total), for being
 * cash minus change, and for being repeated; the one with most points wins, the later of equals. Null when no amount
 * stands at any such label.
 */
export const extractTotal = (text: string): number | null => {
  const lines = textLines(text);
  const { all, labelled } = readAmounts(lines);
  const points = new Map<number, number>();
  const give = (amount: number, more: number): void => {
    if (amount > 0 && more > 0) points.set(amount, (points.get(amount) ?? 0) + more);
  };
  const summaryAt = lines.findIndex((line) => /(?:gst|tax|sst|vat) (?:summary|analysis|detail)/i.test(line));
  for (const [index, line] of lines.entries()) {
    const weight = summaryAt !== -1 && index > summaryAt ? 0.3 : 1;
    const amount = labelled[index] ?? 0;
    give(amount, labelPoints(line, amount) * weight);
  }
  const paid = paidCents(lines, labelled);
  for (const amount of new Set(all)) give(amount, agreementPoints(amount, points.has(amount), all, paid));
  const [best] = [...points].reverse().sort(([, left], [, right]) => right - left);
  return best?.[0] ?? null;
};
