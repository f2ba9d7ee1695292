import { type Actor, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { keysetInput, toKeysetPage } from '../keyset-page.ts';

export const listSpendCorrectionsInput = z.object({
  /** First and last day that they correct, ISO dates in UTC. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  supplierSlug: slugSchema.optional(),
  modelKey: z.string().max(200).optional(),
  /** Id of the last entry of the page before: newest first. */
  ...keysetInput.shape,
});

const spendCorrectionSchema = z.object({
  id: z.string(),
  day: z.iso.date(),
  supplierSlug: z.string(),
  modelKey: z.string().nullable(),
  amountMicroUsd: z.int(),
  reason: z.string(),
  by: z.string(),
  /** The invoice that showed it. */
  invoiceId: z.string().nullable(),
  createdAt: z.iso.datetime(),
});
export type SpendCorrection = z.infer<typeof spendCorrectionSchema>;

export const spendCorrectionPageSchema = z.object({
  items: z.array(spendCorrectionSchema),
  nextCursor: z.string().nullable(),
});

type Row = Omit<SpendCorrection, 'createdAt'> & { readonly createdAt: Date };

/** Entries of the spend ledger, newest first: the part of the spend that no receipt stands for. */
export const listSpendCorrections = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof listSpendCorrectionsInput> = {},
): Promise<z.infer<typeof spendCorrectionPageSchema>> => {
  authorise(actor, 'receipts.read');
  const { from, to, supplierSlug, modelKey, cursor, limit } = listSpendCorrectionsInput.parse(raw);
  const rows = await app.db.transaction(tenant(actor), (tx) =>
    tx.query<Row>(
      `SELECT id, to_char(day, 'YYYY-MM-DD') AS day, supplier_slug AS "supplierSlug", model_key AS "modelKey",
              amount_micro_usd AS "amountMicroUsd", reason, created_by_label AS by, invoice_id AS "invoiceId", created_at AS "createdAt"
       FROM spend_correction
       WHERE organisation_id = $1 AND ($2::uuid IS NULL OR id < $2) AND ($3::date IS NULL OR day >= $3)
         AND ($4::date IS NULL OR day <= $4) AND ($5::text IS NULL OR supplier_slug = $5) AND ($6::text IS NULL OR model_key = $6)
       ORDER BY id DESC LIMIT $7`,
      [
        actor.organisationId,
        cursor ?? null,
        from ?? null,
        to ?? null,
        supplierSlug ?? null,
        modelKey ?? null,
        limit + 1,
      ],
    ),
  );
  return toKeysetPage(rows, limit, (row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
};
