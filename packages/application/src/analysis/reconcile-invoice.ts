import type { Tx } from '@switchyard/db';
import { type Actor, DomainError, type OrganisationId } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { filterValues, rollupWhere } from '../receipts/receipt-filter.ts';
import { type InvoiceLine, invoiceLineSchema } from './invoice-lines.ts';

export const reconcileInvoiceInput = z.object({ invoiceId: z.uuid() });

const lineSchema = z.object({
  day: z.iso.date(),
  model: z.string().nullable(),
  invoicedMicroUsd: z.int(),
  /** What the receipts say, corrections left out; null of an invoice without models per model. */
  recordedMicroUsd: z.int(),
  correctedMicroUsd: z.int(),
  /** Invoiced less recorded and corrected: what is still to be explained. */
  differenceMicroUsd: z.int(),
});
export type ReconciledLine = z.infer<typeof lineSchema>;

export const reconciliationSchema = z.object({
  invoiceId: z.uuid(),
  supplierSlug: z.string(),
  fileName: z.string(),
  invoicedMicroUsd: z.int(),
  recordedMicroUsd: z.int(),
  correctedMicroUsd: z.int(),
  lines: z.array(lineSchema),
});
export type Reconciliation = z.infer<typeof reconciliationSchema>;

interface RecordedRow {
  readonly day: string;
  readonly model: string | null;
  readonly isCorrection: boolean;
  readonly costMicroUsd: number;
}

const recorded = `
  SELECT to_char(s.day, 'YYYY-MM-DD') AS day,
         CASE WHEN $11 THEN nullif(substr(t.key, strpos(t.key, '/') + 1), t.key) END AS model,
         s.origin = 5 AS "isCorrection", sum(s.cost_micro_usd)::bigint AS "costMicroUsd"
  FROM spend_rollup s JOIN receipt_term t ON t.id = s.candidate_ref
  WHERE ${rollupWhere} AND s.day BETWEEN $9::date AND $10::date GROUP BY 1, 2, 3`;

interface InvoiceRow {
  readonly supplierSlug: string;
  readonly fileName: string;
  readonly lines: unknown;
}

const loadInvoice = async (tx: Tx, organisationId: OrganisationId, invoiceId: string) => {
  const [row] = await tx.query<InvoiceRow>(
    `SELECT supplier_slug AS "supplierSlug", file_name AS "fileName", lines FROM supplier_invoice
     WHERE organisation_id = $1 AND id = $2`,
    [organisationId, invoiceId],
  );
  if (!row) throw new DomainError('not_found', 'This invoice does not exist.');
  return { ...row, lines: z.array(invoiceLineSchema).parse(row.lines) };
};

const match = (lines: readonly InvoiceLine[], rows: readonly RecordedRow[]): ReconciledLine[] => {
  const found = new Map<string, ReconciledLine>();
  const at = (day: string, model: string | null): ReconciledLine => {
    const key = `${day}\n${model ?? ''}`;
    const line = found.get(key) ?? {
      day,
      model,
      invoicedMicroUsd: 0,
      recordedMicroUsd: 0,
      correctedMicroUsd: 0,
      differenceMicroUsd: 0,
    };
    found.set(key, line);
    return line;
  };
  for (const { day, model, amountMicroUsd } of lines) at(day, model).invoicedMicroUsd += amountMicroUsd;
  for (const { day, model, isCorrection, costMicroUsd } of rows) {
    at(day, model)[isCorrection ? 'correctedMicroUsd' : 'recordedMicroUsd'] += costMicroUsd;
  }
  return [...found.values()]
    .map((line) => ({
      ...line,
      differenceMicroUsd: line.invoicedMicroUsd - line.recordedMicroUsd - line.correctedMicroUsd,
    }))
    .sort((left, right) => (left.day + left.model < right.day + right.model ? -1 : 1));
};

/** The lines of an invoice beside what is recorded of them, within a transaction. Throws `not_found`. */
export const readReconciliation = async (tx: Tx, organisationId: OrganisationId, invoiceId: string) => {
  const { supplierSlug, fileName, lines } = await loadInvoice(tx, organisationId, invoiceId);
  const days = lines.map(({ day }) => day).sort();
  const filter = await filterValues(tx, organisationId, { supplierSlug, isSimulated: false });
  const hasModels = lines.some(({ model }) => model !== null);
  const rows = await tx.query<RecordedRow>(recorded, [...filter, days.at(0), days.at(-1), hasModels]);
  return { supplierSlug, fileName, lines: match(lines, rows) };
};

/** An invoice beside what the receipts of that supplier and period say, by day and model. Simulated spend is left out. */
export const reconcileInvoice = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof reconcileInvoiceInput>,
): Promise<Reconciliation> => {
  authorise(actor, 'receipts.read');
  const { invoiceId } = reconcileInvoiceInput.parse(raw);
  const { organisationId } = actor;
  return app.db.transaction(tenant(actor), async (tx) => {
    const { supplierSlug, fileName, lines } = await readReconciliation(tx, organisationId, invoiceId);
    const sum = (pick: (line: ReconciledLine) => number) => lines.reduce((total, line) => total + pick(line), 0);
    return {
      invoiceId,
      supplierSlug,
      fileName,
      invoicedMicroUsd: sum(({ invoicedMicroUsd }) => invoicedMicroUsd),
      recordedMicroUsd: sum(({ recordedMicroUsd }) => recordedMicroUsd),
      correctedMicroUsd: sum(({ correctedMicroUsd }) => correctedMicroUsd),
      lines,
    };
  });
};
