import { type Actor, DomainError, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { storeSecret } from '../secrets/store-secret.ts';
import { keyTextSchema, lastFourOf } from './endpoint-record.ts';
import { needsNoConnection, requireSupplier, supplierSecretName } from './supplier-record.ts';

export const setSupplierKeyInput = z.object({
  slug: slugSchema,
  key: keyTextSchema,
});

/**
 * Stores the key of a supplier. From the next decision on the real lab answers instead of the simulator; workflows stay
 * as they are. Throws `not_permitted_now` for kinds that need no key.
 */
export const setSupplierKey = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof setSupplierKeyInput>,
): Promise<void> => {
  authorise(actor, 'suppliers.manage');
  const { slug, key } = setSupplierKeyInput.parse(raw);
  await inTransaction(app, tenant(actor), async (tx) => {
    const { id, name, kind } = await requireSupplier(app, tx, actor.organisationId, slug);
    if (needsNoConnection(kind)) throw new DomainError('not_permitted_now', `${name} needs no key.`);
    const secretId = await storeSecret(app, tx, actor.organisationId, supplierSecretName(slug), key);
    await tx.execute('UPDATE supplier SET secret_id = $3 WHERE organisation_id = $1 AND id = $2', [
      actor.organisationId,
      id,
      secretId,
    ]);
    await appendAudit(tx, actor, app.now(), {
      type: 'supplier.key-set',
      target: { id, label: name },
      payload: { lastFour: lastFourOf(key) },
    });
  });
};
