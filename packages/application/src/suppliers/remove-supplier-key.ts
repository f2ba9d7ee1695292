import { type Actor, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { requireSupplier } from './supplier-record.ts';

export const removeSupplierKeyInput = z.object({ slug: slugSchema });

/** Deletes the key. Where the simulator stands in for this supplier it answers again; else its models are left out. */
export const removeSupplierKey = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof removeSupplierKeyInput>,
): Promise<void> => {
  authorise(actor, 'suppliers.manage');
  const { slug } = removeSupplierKeyInput.parse(raw);
  await inTransaction(app, tenant(actor), async (tx) => {
    const { id, name, secretId } = await requireSupplier(app, tx, actor.organisationId, slug);
    if (secretId === null) return;
    await tx.execute('UPDATE supplier SET secret_id = NULL WHERE organisation_id = $1 AND id = $2', [
      actor.organisationId,
      id,
    ]);
    await tx.execute('DELETE FROM secret WHERE organisation_id = $1 AND id = $2', [actor.organisationId, secretId]);
    const target = { id, label: name };
    await appendAudit(tx, actor, app.now(), { type: 'supplier.key-removed', target, payload: {} });
  });
};
