import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError, type JsonObject } from '@switchyard/domain';
import { parseCalendarDate } from '@switchyard/routing';
import { z } from 'zod';
import type { ReceiptFields } from './field-accuracy.ts';

/** A label that the dataset leaves out stays empty, and no answer is right. */
const label = z.string().default('');

const lineSchema = z.object({
  id: z.string(),
  lines: z.array(z.string()),
  company: label,
  date: label,
  address: label,
  total: label,
});

export interface LabelledReceipt {
  readonly id: string;
  readonly document: string;
  readonly gold: ReceiptFields;
}

/** Receipts with their labels from `receipts.jsonl`. Throws `not_found` naming the folder that is missing. */
export const readReceipts = (directory: string): LabelledReceipt[] => {
  const file = join(directory, 'receipts.jsonl');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new DomainError('not_found', `${file} does not exist. Name the folder with --data.`, { cause });
  }
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const { id, lines, company, date, address, total } = lineSchema.parse(JSON.parse(line));
      return { id, document: lines.join('\n'), gold: { company, date, address, total } };
    });
};

/** The labels as the right answers of the extraction task. */
export const goldAnswer = ({ gold }: LabelledReceipt): JsonObject => ({
  company: gold.company,
  date: parseCalendarDate(gold.date) ?? gold.date,
  address: gold.address,
  total: Number(gold.total.replaceAll(/[^0-9.]/g, '')),
});

/** Companies that issued at least `timesMin` of the receipts, as a vendor list in CSV: the regular vendors of this customer. */
export const regularVendorsCsv = (receipts: readonly LabelledReceipt[], timesMin = 2): string => {
  const counts = new Map<string, number>();
  for (const { gold } of receipts) counts.set(gold.company, (counts.get(gold.company) ?? 0) + 1);
  const regular = [...counts].filter(([, count]) => count >= timesMin).map(([company]) => company);
  const rows = regular.sort().map((company, index) => `S-${1000 + index},"${company.replaceAll('"', '""')}",receipts`);
  return ['vendor_id,name,category', ...rows, ''].join('\n');
};
