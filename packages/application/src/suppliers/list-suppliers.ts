import {
  type Actor,
  dataClassSchema,
  humanWorkSchema,
  laterPriceSchema,
  type ModelSpec,
  mainEndpoint,
  modelSpecSchema,
  priceSchema,
  pricesAsOf,
  supplierKindSchema,
  supplyLimitsSchema,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { type Circuits, circuitsOf } from '../routing/circuits.ts';
import { listRoutableSuppliers, type RegisteredSupplier } from '../routing/load-routing.ts';

export const supplierModelSchema = z.object({
  id: z.string(),
  key: z.string(),
  name: z.string(),
  contextTokens: z.int(),
  capabilities: modelSpecSchema.shape.capabilities.unwrap(),
  /** The price it is used at: the one entered, else the shipped table's; null when neither knows it. */
  price: priceSchema.nullable(),
  isPriceEntered: z.boolean(),
  /** Prices that were entered and do not hold yet. */
  laterPrices: z.array(laterPriceSchema),
  isEnabled: z.boolean(),
});

/** A key or region of a supplier, as people see it. */
export const endpointSummarySchema = z.object({
  label: z.string(),
  /** The supplier's own address and key. */
  isMain: z.boolean(),
  baseUrl: z.string().nullable(),
  /** Where it processes data, its own or else the supplier's. */
  residency: z.string(),
  place: z.int(),
  weight: z.int(),
  isEnabled: z.boolean(),
  hasKey: z.boolean(),
  keyLastFour: z.string().nullable(),
  limits: supplyLimitsSchema,
});
export type EndpointSummary = z.infer<typeof endpointSummarySchema>;

export const supplierSummarySchema = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  kind: supplierKindSchema,
  baseUrl: z.string().nullable(),
  dataClassMax: dataClassSchema,
  residency: z.string(),
  isEnabled: z.boolean(),
  isSimulated: z.boolean(),
  hasKey: z.boolean(),
  /** Last four characters of the stored key; empty for a short one, null without a key. */
  keyLastFour: z.string().nullable(),
  human: humanWorkSchema.nullable(),
  models: z.array(supplierModelSchema),
  /** What may be asked of it in all, by all processes together. */
  limits: supplyLimitsSchema,
  /** Its keys and regions, its own first; empty where it has just one. */
  endpoints: z.array(endpointSummarySchema),
  /** Candidates that are resting after failures, as this process has seen them. */
  resting: z.array(z.object({ ref: z.string(), until: z.iso.datetime() })),
});
export type SupplierSummary = z.infer<typeof supplierSummarySchema>;

export const supplierListSchema = z.object({ items: z.array(supplierSummarySchema) });

interface ExtraRow {
  readonly id: string;
  readonly base_url: string | null;
  readonly last_four: string | null;
  /** Of endpoints: label → last four characters of its key. */
  readonly endpoint_keys: Record<string, string>;
  readonly names: Record<string, Pick<ModelSpec, 'name' | 'price' | 'laterPrices'>>;
}

const restingOf = (circuits: Circuits, slug: string, now: Date): SupplierSummary['resting'] =>
  Object.entries(circuits).flatMap(([ref, { openUntilMs }]) => {
    const isOwn = ref === slug || ref.startsWith(`${slug}/`);
    if (!isOwn || openUntilMs === null || openUntilMs <= now.getTime()) return [];
    return [{ ref, until: new Date(openUntilMs).toISOString() }];
  });

const toSummary = (app: App, circuits: Circuits, supplier: RegisteredSupplier, extra: ExtraRow | undefined) => ({
  id: supplier.id,
  slug: supplier.slug,
  name: supplier.name,
  kind: supplier.kind,
  baseUrl: extra?.base_url ?? null,
  dataClassMax: supplier.dataClassMax,
  residency: supplier.residency,
  isEnabled: supplier.isEnabled,
  isSimulated: supplier.isSimulated,
  hasKey: supplier.hasKey,
  keyLastFour: extra?.last_four ?? null,
  human: supplier.human,
  resting: restingOf(circuits, supplier.slug, app.now()),
  limits: supplier.limits,
  endpoints: (supplier.endpoints ?? []).map(
    ({ label, baseUrl, residency, place, weight, isEnabled, hasKey, limits }) => {
      const isMain = label === mainEndpoint;
      const keyLastFour = (isMain ? extra?.last_four : extra?.endpoint_keys[label]) ?? null;
      return { label, isMain, baseUrl, residency, place, weight, isEnabled, hasKey, keyLastFour, limits };
    },
  ),
  models: supplier.models.map((model) => {
    const stored = extra?.names[model.key];
    const { price, laterPrices } = pricesAsOf(stored ?? { price: null, laterPrices: [] }, app.now());
    return {
      id: model.id,
      key: model.key,
      name: stored?.name ?? model.key,
      contextTokens: model.contextTokens,
      capabilities: [...model.capabilities],
      // As it was entered: what it leaves open is completed anew from each list.
      price: price ?? model.price,
      isPriceEntered: price !== null,
      laterPrices,
      isEnabled: model.isEnabled,
    };
  }),
});

/** Every registered supplier with its models. Few by nature, so not paged. Keys are never among the answers. */
export const listSuppliers = async (app: App, actor: Actor): Promise<z.infer<typeof supplierListSchema>> => {
  authorise(actor, 'suppliers.read');
  const circuits = await circuitsOf(app, actor.organisationId);
  return app.db.transaction(tenant(actor), async (tx) => {
    const suppliers = await listRoutableSuppliers(app, tx, actor.organisationId);
    const extras = await tx.query<ExtraRow>(
      `SELECT s.id, s.base_url, k.last_four,
              coalesce((SELECT jsonb_object_agg(e.label, c.last_four) FROM supplier_endpoint e JOIN secret c ON c.id = e.secret_id
                        WHERE e.supplier_id = s.id), '{}') AS endpoint_keys,
              coalesce((SELECT jsonb_object_agg(m.key, jsonb_build_object('name', m.name,
                          'price', m.price, 'laterPrices', m.later_prices)) FROM supplier_model m WHERE m.supplier_id = s.id),
                       '{}') AS names
       FROM supplier s LEFT JOIN secret k ON k.id = s.secret_id
       WHERE s.organisation_id = $1 AND s.removed_at IS NULL`,
      [actor.organisationId],
    );
    const items = suppliers.map((supplier) =>
      toSummary(
        app,
        circuits,
        supplier,
        extras.find(({ id }) => id === supplier.id),
      ),
    );
    return { items };
  });
};
