import { newId, type Tx } from '@switchyard/db';
import { type Actor, DomainError, type OrganisationId, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { raiseRollups } from '../receipts/raise-rollups.ts';
import { resolveTerms } from '../receipts/receipt-terms.ts';
import { ledgerDayMin, lineMicroUsdMax } from './invoice-lines.ts';
import { nameOfActor } from './name-of-actor.ts';
import { readReconciliation } from './reconcile-invoice.ts';
import { requireSupplier } from './require-supplier.ts';

export const correctSpendInput = z.object({
  supplierSlug: slugSchema,
  modelKey: z.string().min(1).max(200).nullable().default(null),
  day: z.iso.date(),
  /** Added to what the receipts say; negative where they say too much. */
  amountMicroUsd: z
    .int()
    .min(-lineMicroUsdMax)
    .max(lineMicroUsdMax)
    .refine((amount) => amount !== 0, 'A correction of nothing corrects nothing.'),
  reason: z.string().trim().min(1, 'Say why.').max(500),
  /** The invoice that showed it. */
  invoiceId: z.uuid().optional(),
});

export const correctionSchema = z.object({ correctionId: z.uuid() });

/** The rollup's number for a ledger entry, behind the origins of receipts. */
const correctionOrigin = 5;

const raise = raiseRollups(`(
  SELECT $1::uuid AS organisation_id, $2::date AS day, 0 AS workflow_ref, 0 AS task_ref, $3::int AS candidate_ref, 0 AS api_key_ref,
         0 AS person_ref, ${correctionOrigin} AS origin, false AS is_simulated, 0 AS receipts, 0 AS accepted, 0 AS attempts,
         0 AS errors, $4::bigint AS cost_micro_usd, 0 AS input_tokens, 0 AS cached_input_tokens, 0 AS output_tokens,
         0 AS duration_ms, 0 AS cache_hits, 0 AS saved_micro_usd) AS corrected`);

interface InvoicePlace {
  readonly invoiceId: string;
  readonly day: string;
  readonly modelKey: string | null;
}

/** Of two people who look at the same difference, one corrects it: the invoice is locked until that is done. */
const requireDifference = async (
  tx: Tx,
  organisationId: OrganisationId,
  { invoiceId, day, modelKey }: InvoicePlace,
): Promise<void> => {
  await tx.query('SELECT 1 FROM supplier_invoice WHERE organisation_id = $1 AND id = $2 FOR UPDATE', [
    organisationId,
    invoiceId,
  ]);
  const { lines } = await readReconciliation(tx, organisationId, invoiceId);
  const line = lines.find((each) => each.day === day && each.model === modelKey);
  if (line?.differenceMicroUsd !== 0) return;
  throw new DomainError('conflict', `Nothing differs on ${day} any more: somebody corrected it. Look at it again.`);
};

/**
 * Adds an entry to the spend ledger that no receipt stands for, and to the spend of its day. Receipts stay as they are; an
 * entry that was wrong is corrected by another one. Throws `not_found`, `conflict` where the line of the invoice has nothing left
 * to explain: somebody else corrected it.
 */
export const correctSpend = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof correctSpendInput>,
): Promise<z.infer<typeof correctionSchema>> => {
  authorise(actor, 'budgets.manage');
  const { supplierSlug, modelKey, day, amountMicroUsd, reason, invoiceId = null } = correctSpendInput.parse(raw);
  if (day > app.now().toISOString().slice(0, 10)) {
    throw new DomainError('invalid_input', `${day} is still to come. Correct days that have begun.`);
  }
  if (day < ledgerDayMin) throw new DomainError('invalid_input', `${day} is before ${ledgerDayMin}. Check the year.`);
  const { organisationId } = actor;
  const correctionId = newId();
  const by = nameOfActor(actor);
  await inTransaction(app, tenant(actor), async (tx) => {
    const supplier = await requireSupplier(tx, organisationId, supplierSlug);
    if (invoiceId !== null) await requireDifference(tx, organisationId, { invoiceId, day, modelKey });
    const key = modelKey === null ? supplierSlug : `${supplierSlug}/${modelKey}`;
    const numbers = await resolveTerms(tx, [{ organisationId, kind: 'candidate', key }]);
    await tx.execute(
      `INSERT INTO spend_correction (id, organisation_id, invoice_id, day, supplier_slug, model_key, amount_micro_usd, reason,
                                     created_by_id, created_by_label, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        correctionId,
        organisationId,
        invoiceId,
        day,
        supplierSlug,
        modelKey,
        amountMicroUsd,
        reason,
        by.id,
        by.label,
        app.now(),
      ],
    );
    await tx.execute(raise, [organisationId, day, numbers(organisationId, 'candidate', key), amountMicroUsd]);
    await appendAudit(tx, actor, app.now(), {
      type: 'spend.corrected',
      target: { id: supplier.id, label: supplier.name },
      payload: { day, model: modelKey, amountMicroUsd, reason },
    });
  });
  return { correctionId };
};
