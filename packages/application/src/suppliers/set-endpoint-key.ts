import { type Actor, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import {
  keyTextSchema,
  lastFourOf,
  requireConnectedSupplier,
  requireEndpoint,
  storeEndpointKey,
} from './endpoint-record.ts';

export const setEndpointKeyInput = z.object({ slug: slugSchema, label: slugSchema, key: keyTextSchema });

/** Stores or replaces the key of an endpoint; calls that begin from now on use it. Throws `not_found`. */
export const setEndpointKey = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof setEndpointKeyInput>,
): Promise<void> => {
  authorise(actor, 'suppliers.manage');
  const { slug, label, key } = setEndpointKeyInput.parse(raw);
  const { organisationId } = actor;
  await inTransaction(app, tenant(actor), async (tx) => {
    const supplier = await requireConnectedSupplier(app, tx, organisationId, slug);
    const { id } = requireEndpoint(supplier, label);
    await storeEndpointKey(app, tx, organisationId, { slug, label, id, key });
    await appendAudit(tx, actor, app.now(), {
      type: 'supplier.endpoint-key-set',
      target: { id: supplier.id, label: supplier.name },
      payload: { endpoint: label, lastFour: lastFourOf(key) },
    });
  });
};
