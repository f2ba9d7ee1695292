import type { Tx } from '@switchyard/db';
import {
  type DataClass,
  humanWorkSchema,
  type LaterPrice,
  modelSpecSchema,
  type OrganisationId,
  type Price,
  priceSchema,
  type SupplierKind,
  type SupplyLimits,
  supplierKindSchema,
} from '@switchyard/domain';
import type { RoutableModel, RoutableSupplier } from '@switchyard/routing';
import { priceOfModel } from '@switchyard/suppliers';
import type { App } from '../app.ts';
import {
  type EndpointRow,
  endpointsSql,
  type LimitColumns,
  type RegisteredEndpoint,
  readLimits,
  toEndpoints,
} from './endpoint-rows.ts';

export { loadEvidence } from './load-evidence.ts';
export { loadPolicy } from './load-policy.ts';

/** A supplier with what connecting needs beside what routing sees. Never the key itself. */
export interface RegisteredSupplier extends RoutableSupplier {
  readonly baseUrl: string | null;
  readonly secretId: string | null;
  /** What may be asked of it in all, whichever its endpoint. */
  readonly limits: SupplyLimits;
  readonly endpoints?: readonly RegisteredEndpoint[];
}

const { capabilities: capabilitiesSchema, laterPrices: laterPricesSchema } = modelSpecSchema.shape;

interface SupplierRow extends LimitColumns {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly kind: string;
  readonly base_url: string | null;
  readonly secret_id: string | null;
  readonly data_class_max: DataClass;
  readonly residency: string;
  readonly is_simulated: boolean;
  readonly is_enabled: boolean;
  readonly human: unknown;
  readonly models: readonly ModelRow[] | null;
  readonly endpoints: readonly EndpointRow[] | null;
}

interface ModelRow {
  readonly id: string;
  readonly key: string;
  readonly context_tokens: number;
  readonly capabilities: readonly string[];
  readonly price: unknown;
  readonly later_prices: unknown;
  readonly is_enabled: boolean;
}

const needsKey = (kind: string, baseUrl: string | null): boolean =>
  kind === 'openai' || kind === 'anthropic' || (kind === 'openai-compatible' && baseUrl === null);

/** The SDKs differ in where they expect the version of the path. */
const simulatorBaseUrl = (app: App, kind: SupplierKind): string | null => {
  const { simulatorUrl } = app.settings;
  return simulatorUrl === null || kind === 'anthropic' ? simulatorUrl : `${simulatorUrl}/v1`;
};

const toSupplier = (app: App, row: SupplierRow): RegisteredSupplier => {
  const kind = supplierKindSchema.parse(row.kind);
  const rows = row.endpoints ?? [];
  const hasAnyKey = row.secret_id !== null || rows.some(({ secret_id }) => secret_id !== null);
  const isSimulated = row.is_simulated && !hasAnyKey && app.settings.simulatorUrl !== null;
  const baseUrl = isSimulated ? simulatorBaseUrl(app, kind) : row.base_url;
  const hasOwnKey = isSimulated || row.secret_id !== null || !needsKey(kind, row.base_url);
  const own = { baseUrl, residency: row.residency, secretId: row.secret_id, hasKey: hasOwnKey };
  const endpoints = rows.length === 0 ? null : toEndpoints(own, rows, (url) => !needsKey(kind, url));
  const priceOf = (key: string, price: Price | null, laterPrices: readonly LaterPrice[]) =>
    priceOfModel({ kind, baseUrl: row.base_url }, { key, price, laterPrices: [...laterPrices] }, app.now());
  const toModel = (model: ModelRow): RoutableModel => ({
    id: model.id,
    key: model.key,
    contextTokens: model.context_tokens,
    capabilities: capabilitiesSchema.parse(model.capabilities),
    price: priceOf(model.key, priceSchema.nullable().parse(model.price), laterPricesSchema.parse(model.later_prices)),
    listPrice: priceOf(model.key, null, []),
    isEnabled: model.is_enabled,
  });
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    kind,
    dataClassMax: row.data_class_max,
    residency: row.residency,
    isEnabled: row.is_enabled,
    hasKey: endpoints ? endpoints.some(({ isEnabled, hasKey }) => isEnabled && hasKey) : hasOwnKey,
    isSimulated,
    human: humanWorkSchema.nullable().parse(row.human),
    models: (row.models ?? []).map(toModel),
    baseUrl,
    secretId: row.secret_id,
    limits: readLimits(row),
    ...(endpoints ? { endpoints } : {}),
  };
};

/** Every registered supplier of the organisation with its models and prices. */
export const listRoutableSuppliers = async (
  app: App,
  tx: Tx,
  organisationId: OrganisationId,
): Promise<RegisteredSupplier[]> => {
  const rows = await tx.query<SupplierRow>(
    `SELECT s.id, s.slug, s.name, s.kind, s.base_url, s.secret_id, s.data_class_max, s.residency, s.is_simulated,
            s.is_enabled, s.human, s.calls_at_once, s.calls_per_minute, s.tokens_per_minute, ${endpointsSql} AS endpoints,
            (SELECT jsonb_agg(jsonb_build_object('id', m.id, 'key', m.key, 'context_tokens', m.context_tokens,
               'capabilities', m.capabilities, 'price', m.price, 'later_prices', m.later_prices, 'is_enabled', m.is_enabled) ORDER BY m.key)
             FROM supplier_model m WHERE m.supplier_id = s.id) AS models
     FROM supplier s WHERE s.organisation_id = $1 AND s.removed_at IS NULL ORDER BY s.slug`,
    [organisationId],
  );
  return rows.map((row) => toSupplier(app, row));
};
