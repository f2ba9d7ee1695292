import { type Actor, mainEndpoint, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { deleteEndpoints, requireConnectedSupplier, requireEndpoint } from './endpoint-record.ts';

export const removeEndpointInput = z.object({ slug: slugSchema, label: slugSchema });

/** Takes a key or region away and deletes its key; receipts that name it stay. Throws `not_found`. */
export const removeEndpoint = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof removeEndpointInput>,
): Promise<void> => {
  authorise(actor, 'suppliers.manage');
  const { slug, label } = removeEndpointInput.parse(raw);
  await inTransaction(app, tenant(actor), async (tx) => {
    const supplier = await requireConnectedSupplier(app, tx, actor.organisationId, slug);
    requireEndpoint(supplier, label);
    const others = (supplier.endpoints ?? []).filter((each) => each.label !== label && each.label !== mainEndpoint);
    // With the last one the supplier is as simple again as one that never had any.
    const labels = others.length > 0 ? [label] : null;
    await deleteEndpoints(tx, actor.organisationId, supplier.id, labels);
    await appendAudit(tx, actor, app.now(), {
      type: 'supplier.endpoint-removed',
      target: { id: supplier.id, label: supplier.name },
      payload: { endpoint: label },
    });
  });
};
