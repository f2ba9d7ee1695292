import { type Actor, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { deleteEndpoints } from './endpoint-record.ts';
import { requireSupplier } from './supplier-record.ts';

export const removeSupplierInput = z.object({ slug: slugSchema });

/** Takes a supplier out of every decision and deletes its key. Its row stays, because receipts speak of it. */
export const removeSupplier = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof removeSupplierInput>,
): Promise<void> => {
  authorise(actor, 'suppliers.manage');
  const { slug } = removeSupplierInput.parse(raw);
  await inTransaction(app, tenant(actor), async (tx) => {
    const { id, name, secretId } = await requireSupplier(app, tx, actor.organisationId, slug);
    await tx.execute('UPDATE supplier SET removed_at = $3, secret_id = NULL WHERE organisation_id = $1 AND id = $2', [
      actor.organisationId,
      id,
      app.now(),
    ]);
    await deleteEndpoints(tx, actor.organisationId, id, null);
    await tx.execute('DELETE FROM secret WHERE organisation_id = $1 AND id = $2', [actor.organisationId, secretId]);
    await appendAudit(tx, actor, app.now(), { type: 'supplier.removed', target: { id, label: name }, payload: {} });
  });
};
