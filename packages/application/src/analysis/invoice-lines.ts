import { parseUpload } from '@switchyard/connectors';
import { DomainError, type JsonValue } from '@switchyard/domain';
import { z } from 'zod';

/** Which column of the file holds what. */
export const invoiceColumnsSchema = z.object({
  day: z.string().min(1).max(200),
  /** Null: the invoice does not tell models apart. */
  model: z.string().min(1).max(200).nullable(),
  /** In whole dollars with decimals. */
  amount: z.string().min(1).max(200),
});
export type InvoiceColumns = z.infer<typeof invoiceColumnsSchema>;

export const invoiceLineSchema = z.object({
  day: z.iso.date(),
  model: z.string().nullable(),
  amountMicroUsd: z.int(),
});
export type InvoiceLine = z.infer<typeof invoiceLineSchema>;

const linesMax = 20_000;
const millionths = 1_000_000;
/** Before this nobody sold tokens by the piece. */
export const ledgerDayMin = '2020-01-01';
/** What one line, or one correction, may say: more is a mistyped one. */
export const lineMicroUsdMax = 1_000_000_000_000;
const dayMs = 86_400_000;

type CsvRow = Readonly<Record<string, JsonValue>>;

const invalid = (line: number, message: string): DomainError =>
  new DomainError('invalid_input', `Line ${line}: ${message}`);

const textOf = (row: CsvRow, column: string): string => {
  const value = row[column];
  return typeof value === 'string' ? value.trim() : '';
};

/** `2026-11-03`, with or without a time behind it. Any other notation could mean two days, so it is refused. */
const dayOf = (row: CsvRow, column: string, line: number, dayMax: string): string => {
  const text = textOf(row, column);
  const day = z.iso.date().safeParse(text.slice(0, 10));
  if (!day.success || /^\d/.test(text.slice(10))) {
    throw invalid(line, `“${text}” in “${column}” is not a day. Write days as 2026-11-03.`);
  }
  if (day.data > dayMax) throw invalid(line, `${day.data} in “${column}” has not come yet. Check the year.`);
  if (day.data < ledgerDayMin)
    throw invalid(line, `${day.data} in “${column}” is before ${ledgerDayMin}. Check the year.`);
  return day.data;
};

/** `12.34`, `$1,234.50`, `-3`, `1.2e-05` as programs write small numbers. A comma as decimal sign is refused, since 1,234 would be read as a thousand. */
const amountOf = (row: CsvRow, column: string, line: number): number => {
  const text = textOf(row, column).replace(/^(-?)\s*(?:US)?\$\s*/, '$1');
  if (!/^-?(?:\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?(?:e[+-]?\d{1,2})?$/i.test(text)) {
    throw invalid(line, `“${text}” in “${column}” is not an amount in dollars. Write it as 1234.50.`);
  }
  const microUsd = Math.round(Number(text.replaceAll(',', '')) * millionths);
  if (Math.abs(microUsd) <= lineMicroUsdMax) return microUsd;
  throw invalid(line, `“${text}” in “${column}” is more than a million dollars. Check the decimal point.`);
};

/** A file that says itself that its amounts are not dollars: in a column of currencies, or in the name of the column. */
const requireDollars = (rows: readonly CsvRow[], { amount }: InvoiceColumns): void => {
  const convert = 'Amounts are compared in US dollars: convert them at the rate of your invoice first.';
  const named = /[€£¥]|\b(?:EUR|GBP|CHF|JPY|CNY|INR|CAD|AUD|SEK|NOK|DKK|PLN)\b/i.exec(amount.replaceAll('_', ' '));
  if (named) throw invalid(1, `the column “${amount}” is in ${named[0]}. ${convert}`);
  const column = Object.keys(rows[0] ?? {}).find((name) =>
    /^(?:.*[ _])?(?:currency|währung|waehrung)(?:[ _]code)?$/i.test(name),
  );
  if (column === undefined) return;
  const index = rows.findIndex((row) => !/^(?:USD|US\$|\$)?$/i.test(textOf(row, column)));
  const other = rows[index];
  if (other) throw invalid(index + 2, `“${textOf(other, column)}” in “${column}”. ${convert}`);
};

const requireColumns = (row: CsvRow, { day, model, amount }: InvoiceColumns): void => {
  const missing = [day, amount, ...(model === null ? [] : [model])].find((column) => !Object.hasOwn(row, column));
  if (missing === undefined) return;
  const present = Object.keys(row).join(', ');
  throw new DomainError('invalid_input', `The file has no column “${missing}”. It has: ${present}.`);
};

const rowsOf = (fileName: string, csv: string): readonly CsvRow[] => {
  const content = parseUpload({ name: fileName, bytes: Buffer.from(csv, 'utf8') }, 'csv');
  if (content.kind !== 'rows') throw new DomainError('invalid_input', `${fileName} has no rows.`);
  if (content.rows.length <= linesMax) return content.rows;
  throw new DomainError('too_large', `${fileName} has more than ${linesMax} lines. Import it month by month.`);
};

const byDayAndModel = (left: InvoiceLine, right: InvoiceLine): number => {
  if (left.day !== right.day) return left.day < right.day ? -1 : 1;
  return (left.model ?? '') < (right.model ?? '') ? -1 : 1;
};

/**
 * The lines of an invoice, added up by day and model, in one order whatever that of the file. A day may be tomorrow's, for places
 * that are ahead of `now`. Throws `invalid_input` naming the line, `too_large`.
 */
export const readInvoiceLines = (fileName: string, csv: string, columns: InvoiceColumns, now: Date): InvoiceLine[] => {
  const rows = rowsOf(fileName, csv);
  const [first] = rows;
  if (!first) throw new DomainError('invalid_input', `${fileName} has no lines below its first.`);
  requireColumns(first, columns);
  requireDollars(rows, columns);
  const dayMax = new Date(now.getTime() + dayMs).toISOString().slice(0, 10);
  const lines = new Map<string, InvoiceLine>();
  for (const [index, row] of rows.entries()) {
    const day = dayOf(row, columns.day, index + 2, dayMax);
    const model = columns.model === null ? null : textOf(row, columns.model) || null;
    const key = `${day}\n${model ?? ''}`;
    const amountMicroUsd = (lines.get(key)?.amountMicroUsd ?? 0) + amountOf(row, columns.amount, index + 2);
    lines.set(key, { day, model, amountMicroUsd });
  }
  return [...lines.values()].sort(byDayAndModel);
};
