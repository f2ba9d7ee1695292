import type { Actor } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { keysetInput, keysetPageSchema, toKeysetPage } from '../keyset-page.ts';

export const listInvoicesInput = keysetInput;

const invoiceSchema = z.object({
  id: z.uuid(),
  supplierSlug: z.string(),
  fileName: z.string(),
  from: z.iso.date().nullable(),
  to: z.iso.date().nullable(),
  lines: z.int(),
  amountMicroUsd: z.int(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
});
export type InvoiceSummary = z.infer<typeof invoiceSchema>;
export const invoicePageSchema = keysetPageSchema(invoiceSchema);

interface Row extends Omit<InvoiceSummary, 'createdAt'> {
  readonly createdAt: Date;
}

/** Invoices, newest first, keyset-paged. */
export const listInvoices = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof listInvoicesInput> = {},
): Promise<z.infer<typeof invoicePageSchema>> => {
  authorise(actor, 'receipts.read');
  const { cursor = null, limit } = listInvoicesInput.parse(raw);
  const rows = await app.db.transaction(tenant(actor), (tx) =>
    tx.query<Row>(
      `SELECT i.id, i.supplier_slug AS "supplierSlug", i.file_name AS "fileName", sums.first AS "from", sums.last AS "to",
              sums.lines, sums.amount AS "amountMicroUsd", i.created_by_label AS "createdBy", i.created_at AS "createdAt"
       FROM supplier_invoice i CROSS JOIN LATERAL (
         SELECT min(l->>'day') AS first, max(l->>'day') AS last, count(*)::int AS lines,
                coalesce(sum((l->>'amountMicroUsd')::bigint), 0)::bigint AS amount
         FROM jsonb_array_elements(i.lines) AS l) AS sums
       WHERE i.organisation_id = $1 AND ($2::uuid IS NULL OR i.id < $2) ORDER BY i.id DESC LIMIT $3`,
      [actor.organisationId, cursor, limit + 1],
    ),
  );
  return toKeysetPage(rows, limit, ({ createdAt, ...row }) => ({ ...row, createdAt: createdAt.toISOString() }));
};
