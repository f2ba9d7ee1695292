import { newId } from '@switchyard/db';
import { type Actor, DomainError, endpointSpecSchema, endpointsMax, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import {
  keyTextSchema,
  lastFourOf,
  limitValues,
  requireConnectedSupplier,
  storeEndpointKey,
} from './endpoint-record.ts';

export const addEndpointInput = z.object({
  slug: slugSchema,
  endpoint: endpointSpecSchema,
  /** Its own key; without one it is not asked, unless its address needs none. */
  key: keyTextSchema.nullable().default(null),
});

/**
 * Adds a key or region to a supplier. From the next decision on it is asked in its turn. Throws `not_found`, `conflict` for a
 * label in use, `not_permitted_now` for suppliers without connection.
 */
export const addEndpoint = async (app: App, actor: Actor, raw: z.input<typeof addEndpointInput>): Promise<void> => {
  authorise(actor, 'suppliers.manage');
  const { slug, endpoint, key } = addEndpointInput.parse(raw);
  const { organisationId } = actor;
  const { label } = endpoint;
  await inTransaction(app, tenant(actor), async (tx) => {
    const supplier = await requireConnectedSupplier(app, tx, organisationId, slug);
    if ((supplier.endpoints ?? []).length >= endpointsMax) {
      throw new DomainError('limit_exceeded', `A supplier has at most ${endpointsMax} keys and regions.`);
    }
    const id = newId();
    const added = await tx.execute(
      `INSERT INTO supplier_endpoint (id, organisation_id, supplier_id, label, base_url, residency, place, weight, is_enabled,
                                      calls_at_once, calls_per_minute, tokens_per_minute)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (supplier_id, label) DO NOTHING`,
      [
        id,
        organisationId,
        supplier.id,
        label,
        endpoint.baseUrl,
        endpoint.residency,
        endpoint.place,
        endpoint.weight,
        endpoint.isEnabled,
        ...limitValues(endpoint.limits),
      ],
    );
    if (added === 0) throw new DomainError('conflict', `${supplier.name} has a key or region “${label}” already.`);
    if (key !== null) await storeEndpointKey(app, tx, organisationId, { slug, label, id, key });
    const residency = endpoint.residency ?? supplier.residency;
    await appendAudit(tx, actor, app.now(), {
      type: 'supplier.endpoint-added',
      target: { id: supplier.id, label: supplier.name },
      payload: { endpoint: label, residency, lastFour: key === null ? null : lastFourOf(key) },
    });
  });
};
