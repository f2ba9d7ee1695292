import type { Tx } from '@switchyard/db';
import { type Actor, DomainError, slugSchema, supplierSpecSchema, supplyLimitsSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import type { RegisteredSupplier } from '../routing/load-routing.ts';
import { saySupplyLimits } from '../supply/supply-words.ts';
import { limitValues, requireSameOrigin } from './endpoint-record.ts';
import { replaceModels, requireSeenModels } from './supplier-models.ts';
import { needsNoConnection, requireSupplier } from './supplier-record.ts';

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
    /** What may be asked of it in all, whichever its key or region. */
    limits: supplyLimitsSchema.optional(),
  }),
  /** The models that the change builds upon. Where they are others by now, nothing is changed. */
  modelsSeen: models.unwrap().optional(),
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
  limits: 'limits',
};

interface StoredRow {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly base_url: string | null;
  readonly secret_id: string | null;
}

/** Also the keys of endpoints that have no address of their own would go with it. */
const requireSameDestination = (
  { kind, base_url, secret_id }: StoredRow,
  { baseUrl: ownUrl, endpoints = [] }: RegisteredSupplier,
  changes: Changes,
): void => {
  if (changes.baseUrl === undefined) return;
  const hasSecret = secret_id !== null || endpoints.some((each) => each.secretId !== null && each.baseUrl === ownUrl);
  requireSameOrigin(kind, { hasSecret, before: base_url, after: changes.baseUrl });
};

const write = async (tx: Tx, organisationId: string, supplierId: string, changes: Changes): Promise<void> => {
  const columns: [string, string | number | boolean | null][] = [];
  if (changes.name !== undefined) columns.push(['name', changes.name]);
  if (changes.baseUrl !== undefined) columns.push(['base_url', changes.baseUrl]);
  if (changes.dataClassMax !== undefined) columns.push(['data_class_max', changes.dataClassMax]);
  if (changes.residency !== undefined) columns.push(['residency', changes.residency]);
  if (changes.isEnabled !== undefined) columns.push(['is_enabled', changes.isEnabled]);
  if (changes.human !== undefined)
    columns.push(['human', changes.human === null ? null : JSON.stringify(changes.human)]);
  if (changes.limits !== undefined) {
    const [callsAtOnce, callsPerMinute, tokensPerMinute] = limitValues(changes.limits);
    columns.push(
      ['calls_at_once', callsAtOnce],
      ['calls_per_minute', callsPerMinute],
      ['tokens_per_minute', tokensPerMinute],
    );
  }
  if (columns.length === 0) return;
  const assignments = columns.map(([column], index) => `${column} = $${index + 3}`).join(', ');
  await tx.execute(`UPDATE supplier SET ${assignments} WHERE organisation_id = $1 AND id = $2`, [
    organisationId,
    supplierId,
    ...columns.map(([, value]) => value),
  ]);
};

const requireLimitable = ({ kind, name: label }: RegisteredSupplier, { limits }: Changes): void => {
  if (limits === undefined || !needsNoConnection(kind)) return;
  throw new DomainError('not_permitted_now', `${label} works inside this installation: its calls are not limited.`);
};

/** Changes a supplier; takes effect with the next decision. Throws `not_found`, `invalid_input`, `conflict`. */
export const updateSupplier = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof updateSupplierInput>,
): Promise<void> => {
  authorise(actor, 'suppliers.manage');
  const { slug, changes, modelsSeen } = updateSupplierInput.parse(raw);
  await inTransaction(app, tenant(actor), async (tx) => {
    const supplier = await requireSupplier(app, tx, actor.organisationId, slug);
    const [stored] = await tx.query<StoredRow>(
      'SELECT id, name, kind, base_url, secret_id FROM supplier WHERE organisation_id = $1 AND id = $2 FOR UPDATE',
      [actor.organisationId, supplier.id],
    );
    if (!stored) throw new DomainError('not_found', `There is no supplier “${slug}”.`);
    requireSameDestination(stored, supplier, changes);
    if (modelsSeen) await requireSeenModels(tx, actor.organisationId, supplier.id, modelsSeen, app.now());
    requireLimitable(supplier, changes);
    await write(tx, actor.organisationId, supplier.id, changes);
    if (changes.models) await replaceModels(tx, actor.organisationId, supplier.id, changes.models);
    const changed = Object.entries(changes).flatMap(([key, value]) =>
      value === undefined ? [] : [labels[key as keyof Changes]],
    );
    if (changed.length === 0) return;
    const target = { id: supplier.id, label: changes.name ?? stored.name };
    const said = changes.limits ? { limits: saySupplyLimits(changes.limits) } : {};
    await appendAudit(tx, actor, app.now(), { type: 'supplier.updated', target, payload: { changed, ...said } });
  });
};
