import { newId, type Tx } from '@switchyard/db';
import { type Actor, DomainError, type SupplierId, type SupplierSpec, supplierSpecSchema } from '@switchyard/domain';
import type { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { replaceModels } from './supplier-models.ts';
import { needsNoConnection } from './supplier-record.ts';

export const createSupplierInput = supplierSpecSchema;

/** What a kind cannot do without. */
const requireComplete = ({ kind, baseUrl, human, models }: SupplierSpec): void => {
  if (kind === 'openai-compatible' && baseUrl === null) {
    throw new DomainError('invalid_input', 'Give the base URL of the server, such as http://127.0.0.1:11434/v1.');
  }
  if (kind === 'human' && human === null) {
    throw new DomainError('invalid_input', 'Say what a minute of work costs and how many minutes a task takes.');
  }
  if (needsNoConnection(kind) && models.length > 0) {
    throw new DomainError('invalid_input', 'Rules, classifiers and people have no models.');
  }
};

const requireFreeSlug = async (tx: Tx, actor: Actor, slug: string): Promise<void> => {
  const [taken] = await tx.query('SELECT 1 FROM supplier WHERE organisation_id = $1 AND slug = $2', [
    actor.organisationId,
    slug,
  ]);
  if (taken) throw new DomainError('conflict', `The key ${slug} is or was in use. Choose another.`);
};

/** Registers a supplier with its models. Its key is entered apart, with `setSupplierKey`. Throws `conflict` for a slug in use. */
export const createSupplier = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof createSupplierInput>,
): Promise<{ id: SupplierId; slug: string }> => {
  authorise(actor, 'suppliers.manage');
  const spec = createSupplierInput.parse(raw);
  requireComplete(spec);
  const id = newId<SupplierId>();
  await inTransaction(app, tenant(actor), async (tx) => {
    await requireFreeSlug(tx, actor, spec.slug);
    await tx.execute(
      `INSERT INTO supplier (id, organisation_id, slug, name, kind, base_url, data_class_max, residency, is_simulated,
                             is_enabled, human, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, false, $9, $10, $11)`,
      [
        id,
        actor.organisationId,
        spec.slug,
        spec.name,
        spec.kind,
        spec.baseUrl,
        spec.dataClassMax,
        spec.residency,
        spec.isEnabled,
        spec.human === null ? null : JSON.stringify(spec.human),
        app.now(),
      ],
    );
    await replaceModels(tx, actor.organisationId, id, spec.models);
    await appendAudit(tx, actor, app.now(), {
      type: 'supplier.created',
      target: { id, label: spec.name },
      payload: { slug: spec.slug, kind: spec.kind, dataClassMax: spec.dataClassMax },
    });
  });
  return { id, slug: spec.slug };
};
