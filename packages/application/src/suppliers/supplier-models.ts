import { isDeepStrictEqual } from 'node:util';
import { newId, type Tx } from '@switchyard/db';
import { DomainError, type ModelSpec, modelSpecSchema, type OrganisationId, pricesAsOf } from '@switchyard/domain';

const byKey = (models: readonly ModelSpec[]): ModelSpec[] =>
  models.toSorted((left, right) => (left.key < right.key ? -1 : 1));

/** The list is saved as a whole, so whoever saves it must have seen what it is. Throws `conflict`. Call it under the supplier's lock. */
export const requireSeenModels = async (
  tx: Tx,
  organisationId: OrganisationId,
  supplierId: string,
  seen: readonly ModelSpec[],
  at: Date,
): Promise<void> => {
  const rows = await tx.query(
    `SELECT key, name, context_tokens AS "contextTokens", capabilities, price,
            later_prices AS "laterPrices", is_enabled AS "isEnabled"
     FROM supplier_model WHERE organisation_id = $1 AND supplier_id = $2`,
    [organisationId, supplierId],
  );
  const stored = rows.map((row) => modelSpecSchema.parse(row));
  // A price that has come to hold meanwhile is nobody's change.
  const asOf = (models: readonly ModelSpec[]) => byKey(models).map((model) => ({ ...model, ...pricesAsOf(model, at) }));
  if (isDeepStrictEqual(asOf(stored), asOf(seen))) return;
  throw new DomainError('conflict', 'Somebody changed these models meanwhile. Look at them again, then save.');
};

/**
 * Makes the models of a supplier exactly `models`: new keys are added, known ones changed, others removed. Ids of kept
 * models stay, because evidence and receipts speak of them by key.
 */
export const replaceModels = async (
  tx: Tx,
  organisationId: OrganisationId,
  supplierId: string,
  models: readonly ModelSpec[],
): Promise<void> => {
  await tx.execute(
    'DELETE FROM supplier_model WHERE organisation_id = $1 AND supplier_id = $2 AND NOT (key = ANY($3::text[]))',
    [organisationId, supplierId, models.map(({ key }) => key)],
  );
  for (const model of models) {
    await tx.execute(
      `INSERT INTO supplier_model (id, organisation_id, supplier_id, key, name, context_tokens, capabilities, price,
                                   is_enabled, later_prices)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       ON CONFLICT (supplier_id, key) DO UPDATE
       SET name = $5, context_tokens = $6, capabilities = $7, price = $8, is_enabled = $9, later_prices = $10`,
      [
        newId(),
        organisationId,
        supplierId,
        model.key,
        model.name,
        model.contextTokens,
        model.capabilities,
        model.price === null ? null : JSON.stringify(model.price),
        model.isEnabled,
        JSON.stringify(model.laterPrices),
      ],
    );
  }
};
