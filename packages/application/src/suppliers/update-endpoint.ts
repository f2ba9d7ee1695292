import { newId, type Tx } from '@switchyard/db';
import { type Actor, DomainError, endpointSpecSchema, mainEndpoint, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import type { RegisteredSupplier } from '../routing/load-routing.ts';
import { limitValues, requireConnectedSupplier, requireEndpoint, requireSameOrigin } from './endpoint-record.ts';

const { baseUrl, residency, place, weight, isEnabled, limits } = endpointSpecSchema.shape;

export const updateEndpointInput = z.object({
  slug: slugSchema,
  /** `main` is the supplier's own address and key, which are changed with the supplier. */
  label: slugSchema,
  /** Only what changes. The label stays: receipts refer to it. */
  changes: z.object({
    baseUrl: baseUrl.unwrap().optional(),
    residency: residency.unwrap().optional(),
    place: place.unwrap().optional(),
    weight: weight.unwrap().optional(),
    isEnabled: isEnabled.unwrap().optional(),
    limits: limits.unwrap().optional(),
  }),
});
type Changes = z.output<typeof updateEndpointInput>['changes'];

const labels: Record<keyof Changes, string> = {
  baseUrl: 'address',
  residency: 'residency',
  place: 'order',
  weight: 'share',
  isEnabled: 'state',
  limits: 'limits',
};

/** The row that says how a supplier's own endpoint is used beside the others; made when it is first needed. */
const openMain = async (
  tx: Tx,
  organisationId: string,
  { id, name, endpoints }: RegisteredSupplier,
  changes: Changes,
) => {
  if (changes.baseUrl !== undefined || changes.residency !== undefined) {
    throw new DomainError(
      'invalid_input',
      'The address and residency of “main” are those of the supplier. Edit the supplier.',
    );
  }
  if (!endpoints)
    throw new DomainError('not_permitted_now', `${name} has just one key. Its limits are the supplier's.`);
  const [row] = await tx.query<{ id: string }>(
    `INSERT INTO supplier_endpoint (id, organisation_id, supplier_id, label, place, weight) VALUES ($1, $2, $3, $4, 1, 1)
     ON CONFLICT (supplier_id, label) DO UPDATE SET label = excluded.label RETURNING id`,
    [newId(), organisationId, id, mainEndpoint],
  );
  if (!row) throw new Error('An insert that returns its row returned none.');
  return row.id;
};

const columnsOf = (changes: Changes): [column: string, value: string | number | boolean | null][] => {
  const [callsAtOnce, callsPerMinute, tokensPerMinute] = changes.limits ? limitValues(changes.limits) : [];
  const columns: [string, string | number | boolean | null | undefined][] = [
    ['base_url', changes.baseUrl],
    ['residency', changes.residency],
    ['place', changes.place],
    ['weight', changes.weight],
    ['is_enabled', changes.isEnabled],
    ['calls_at_once', callsAtOnce],
    ['calls_per_minute', callsPerMinute],
    ['tokens_per_minute', tokensPerMinute],
  ];
  return columns.flatMap(([column, value]): [string, string | number | boolean | null][] =>
    value === undefined ? [] : [[column, value]],
  );
};

/**
 * Changes a key or region of a supplier; takes effect with the next decision, limits within a second. Throws `not_found`,
 * `invalid_input` where a stored key would be sent elsewhere.
 */
export const updateEndpoint = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof updateEndpointInput>,
): Promise<void> => {
  authorise(actor, 'suppliers.manage');
  const { slug, label, changes } = updateEndpointInput.parse(raw);
  const { organisationId } = actor;
  await inTransaction(app, tenant(actor), async (tx) => {
    const supplier = await requireConnectedSupplier(app, tx, organisationId, slug);
    const columns = columnsOf(changes);
    if (columns.length === 0) return;
    let id: string;
    if (label === mainEndpoint) id = await openMain(tx, organisationId, supplier, changes);
    else {
      const endpoint = requireEndpoint(supplier, label);
      ({ id } = endpoint);
      if (changes.baseUrl !== undefined) {
        const after = changes.baseUrl ?? supplier.baseUrl;
        requireSameOrigin(supplier.kind, { hasSecret: endpoint.secretId !== null, before: endpoint.baseUrl, after });
      }
    }
    const assignments = columns.map(([column], index) => `${column} = $${index + 3}`).join(', ');
    await tx.execute(`UPDATE supplier_endpoint SET ${assignments} WHERE organisation_id = $1 AND id = $2`, [
      organisationId,
      id,
      ...columns.map(([, value]) => value),
    ]);
    const changed = Object.entries(changes).flatMap(([key, value]) =>
      value === undefined ? [] : [labels[key as keyof Changes]],
    );
    await appendAudit(tx, actor, app.now(), {
      type: 'supplier.endpoint-updated',
      target: { id: supplier.id, label: supplier.name },
      payload: { endpoint: label, changed },
    });
  });
};
