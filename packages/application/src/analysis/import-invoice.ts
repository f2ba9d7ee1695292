import { newId, type Tx } from '@switchyard/db';
import { type Actor, DomainError, type OrganisationId, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { invoiceColumnsSchema, readInvoiceLines } from './invoice-lines.ts';
import { type NamedActor, nameOfActor } from './name-of-actor.ts';
import { requireSupplier } from './require-supplier.ts';

export const importInvoiceInput = z.object({
  supplierSlug: slugSchema,
  fileName: z.string().trim().min(1).max(200),
  /** The file itself, CSV with the names of its columns in the first line. */
  csv: z.string().min(1, 'The file is empty.').max(4_000_000),
  columns: invoiceColumnsSchema,
});

export const importedInvoiceSchema = z.object({
  invoiceId: z.uuid(),
  lines: z.int(),
  amountMicroUsd: z.int(),
  /** It was there already: the same days, models and amounts of that supplier. Nothing was added. */
  isKnown: z.boolean(),
});

/** The invoice of that supplier that says the same. Of two people who import one file at once, the second waits and finds it. */
const findSame = async (
  tx: Tx,
  organisationId: OrganisationId,
  supplierSlug: string,
  lines: string,
): Promise<string | undefined> => {
  await tx.query('SELECT 1 FROM supplier WHERE organisation_id = $1 AND slug = $2 FOR NO KEY UPDATE', [
    organisationId,
    supplierSlug,
  ]);
  const [same] = await tx.query<{ id: string }>(
    `SELECT id FROM supplier_invoice WHERE organisation_id = $1 AND supplier_slug = $2 AND lines = $3::jsonb
     ORDER BY id LIMIT 1`,
    [organisationId, supplierSlug, lines],
  );
  return same?.id;
};

/**
 * Keeps a supplier's invoice to compare it with the receipts. Nothing else changes. One that says the same as one that is there
 * is that one, whatever its file is called. Throws `invalid_input` naming the line that cannot be read, `too_large`, `not_found`.
 */
export const importInvoice = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof importInvoiceInput>,
): Promise<z.infer<typeof importedInvoiceSchema>> => {
  authorise(actor, 'budgets.manage');
  const { supplierSlug, fileName, csv, columns } = importInvoiceInput.parse(raw);
  const lines = readInvoiceLines(fileName, csv, columns, app.now());
  const amountMicroUsd = lines.reduce((sum, line) => sum + line.amountMicroUsd, 0);
  if (!Number.isSafeInteger(amountMicroUsd)) throw new DomainError('invalid_input', 'The amounts are too large.');
  const invoiceId = newId();
  const by: NamedActor = nameOfActor(actor);
  const content = JSON.stringify(lines);
  return inTransaction(app, tenant(actor), async (tx) => {
    const supplier = await requireSupplier(tx, actor.organisationId, supplierSlug);
    const known = await findSame(tx, actor.organisationId, supplierSlug, content);
    if (known !== undefined) return { invoiceId: known, lines: lines.length, amountMicroUsd, isKnown: true };
    await tx.execute(
      `INSERT INTO supplier_invoice (id, organisation_id, supplier_slug, file_name, lines, created_by_id, created_by_label, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [invoiceId, actor.organisationId, supplierSlug, fileName, content, by.id, by.label, app.now()],
    );
    await appendAudit(tx, actor, app.now(), {
      type: 'invoice.imported',
      target: { id: supplier.id, label: supplier.name },
      payload: { fileName, lines: lines.length, amountMicroUsd },
    });
    return { invoiceId, lines: lines.length, amountMicroUsd, isKnown: false };
  });
};
