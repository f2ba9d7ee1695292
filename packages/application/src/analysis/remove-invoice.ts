import { type Actor, DomainError } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { requireSupplier } from './require-supplier.ts';

export const removeInvoiceInput = z.object({ invoiceId: z.uuid() });

export const removedInvoiceSchema = z.object({
  /** Corrections of the spend that were made from it: they stay in the ledger. */
  correctionsKept: z.int(),
  correctedMicroUsd: z.int(),
});

interface RemovedRow {
  readonly supplierSlug: string;
  readonly fileName: string;
  readonly lines: number;
}

/**
 * Removes an imported invoice. What was corrected by it stays corrected, and unknown cost that was resolved by it stays resolved:
 * entries of the ledger are never taken back, another invoice or entry corrects them. Throws `not_found`.
 */
export const removeInvoice = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof removeInvoiceInput>,
): Promise<z.infer<typeof removedInvoiceSchema>> => {
  authorise(actor, 'budgets.manage');
  const { invoiceId } = removeInvoiceInput.parse(raw);
  const place = [actor.organisationId, invoiceId];
  return inTransaction(app, tenant(actor), async (tx) => {
    const [invoice] = await tx.query<RemovedRow>(
      `DELETE FROM supplier_invoice WHERE organisation_id = $1 AND id = $2
       RETURNING supplier_slug AS "supplierSlug", file_name AS "fileName", jsonb_array_length(lines) AS lines`,
      place,
    );
    if (!invoice) throw new DomainError('not_found', 'This invoice does not exist.');
    const [kept = { correctionsKept: 0, correctedMicroUsd: 0 }] = await tx.query<z.infer<typeof removedInvoiceSchema>>(
      `SELECT count(*)::int AS "correctionsKept", coalesce(sum(amount_micro_usd), 0)::bigint AS "correctedMicroUsd"
       FROM spend_correction WHERE organisation_id = $1 AND invoice_id = $2`,
      place,
    );
    const supplier = await requireSupplier(tx, actor.organisationId, invoice.supplierSlug);
    await appendAudit(tx, actor, app.now(), {
      type: 'invoice.removed',
      target: { id: supplier.id, label: supplier.name },
      payload: { fileName: invoice.fileName, lines: invoice.lines, ...kept },
    });
    return kept;
  });
};
