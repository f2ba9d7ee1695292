import { parseCalendarDate } from '@switchyard/routing';

/** What a receipt says, as labelled or as extracted. */
export interface ReceiptFields {
  readonly company: string;
  readonly date: string;
  readonly address: string;
  readonly total: string;
}

export const receiptFieldNames = ['company', 'date', 'address', 'total'] as const;
export type ReceiptFieldName = (typeof receiptFieldNames)[number];

/** Letters and digits only: scanned text differs in spacing and punctuation, and that is not what is asked. */
const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');

const amount = (text: string): number => Number(text.replaceAll(/[^0-9.]/g, ''));

/** Whether an extracted field says the same as the label. */
export const isSameField = (name: ReceiptFieldName, gold: string, found: string): boolean => {
  if (name === 'total') return amount(gold) === amount(found);
  if (name === 'date') return parseCalendarDate(gold) === parseCalendarDate(found);
  return fold(gold) === fold(found);
};

export interface FieldTally {
  readonly answers: number;
  readonly right: Readonly<Record<ReceiptFieldName, number>>;
}

/** Counts right fields over pairs of label and answer. */
export const tallyFields = (
  pairs: readonly { readonly gold: ReceiptFields; readonly found: ReceiptFields }[],
): FieldTally => {
  const right = { company: 0, date: 0, address: 0, total: 0 };
  for (const { gold, found } of pairs) {
    for (const name of receiptFieldNames) if (isSameField(name, gold[name], found[name])) right[name] += 1;
  }
  return { answers: pairs.length, right };
};
