import type { Tx } from '@switchyard/db';
import { type Actor, DomainError, slugSchema, supplierSpecSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { replaceModels } from './supplier-models.ts';
import { destinationOf, requireSupplier } from './supplier-record.ts';

const { name, baseUrl, dataClassMax, residency, isEnabled, human, models } = supplierSpecSchema.shape;

export const updateSupplierInput = z.object({
  slug: slugSchema,
  /** Only what changes; defaults are for new suppliers. Key and kind stay: receipts refer to them. */
  changes: z.object({
    name: name.optional(),
    baseUrl: baseUrl.unwrap().optional(),
    dataClassMax: dataClassMax.optional(),
    residency: residency.unwrap().optional(),
    isEnabled: isEnabled.unwrap().optional(),
    human: human.unwrap().optional(),
    models: models.unwrap().optional(),
  }),
});
type Changes = z.output<typeof updateSupplierInput>['changes'];

/** What changed, as words for the audit log. */
const labels: Record<keyof Changes, string> = {
  name: 'name',
  baseUrl: 'address',
  dataClassMax: 'highest data class',
  residency: 'residency',
  isEnabled: 'state',
  human: 'price of work',
  models: 'models',
};

interface StoredRow {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly base_url: string | null;
  readonly secret_id: string | null;
}

/** A stored key is never sent to another origin than the one it was given for. */
const requireSameDestination = ({ kind, base_url, secret_id }: StoredRow, changes: Changes): void => {
  if (changes.baseUrl === undefined || secret_id === null) return;
  if (destinationOf(kind, changes.baseUrl) === destinationOf(kind, base_url)) return;
  throw new DomainError('invalid_input', 'The address leads elsewhere now. Remove the key first, then give it again.');
};

const write = async (tx: Tx, organisationId: string, supplierId: string, changes: Changes): Promise<void> => {
  const columns: [string, string | boolean | null][] = [];
  if (changes.name !== undefined) columns.push(['name', changes.name]);
  if (changes.baseUrl !== undefined) columns.push(['base_url', changes.baseUrl]);
  if (changes.dataClassMax !== undefined) columns.push(['data_class_max', changes.dataClassMax]);
  if (changes.residency !== undefined) columns.push(['residency', changes.residency]);
  if (changes.isEnabled !== undefined) columns.push(['is_enabled', changes.isEnabled]);
  if (changes.human !== undefined)
    columns.push(['human', changes.human === null ? null : JSON.stringify(changes.human)]);
  if (columns.length === 0) return;
  const assignments = columns.map(([column], index) => `${column} = $${index + 3}`).join(', ');
  await tx.execute(`UPDATE supplier SET ${assignments} WHERE organisation_id = $1 AND id = $2`, [
    organisationId,
    supplierId,
    ...columns.map(([, value]) => value),
  ]);
};

/** Changes a supplier; takes effect with the next decision. Throws `not_found`, `invalid_input`. */
export const updateSupplier = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof updateSupplierInput>,
): Promise<void> => {
  authorise(actor, 'suppliers.manage');
  const { slug, changes } = updateSupplierInput.parse(raw);
  await inTransaction(app, tenant(actor), async (tx) => {
    const supplier = await requireSupplier(app, tx, actor.organisationId, slug);
    const [stored] = await tx.query<StoredRow>(
      'SELECT id, name, kind, base_url, secret_id FROM supplier WHERE organisation_id = $1 AND id = $2 FOR UPDATE',
      [actor.organisationId, supplier.id],
    );
    if (!stored) throw new DomainError('not_found', `There is no supplier “${slug}”.`);
    requireSameDestination(stored, changes);
    await write(tx, actor.organisationId, supplier.id, changes);
    if (changes.models) await replaceModels(tx, actor.organisationId, supplier.id, changes.models);
    const changed = Object.entries(changes).flatMap(([key, value]) =>
      value === undefined ? [] : [labels[key as keyof Changes]],
    );
    if (changed.length === 0) return;
    const target = { id: supplier.id, label: changes.name ?? stored.name };
    await appendAudit(tx, actor, app.now(), { type: 'supplier.updated', target, payload: { changed } });
  });
};
