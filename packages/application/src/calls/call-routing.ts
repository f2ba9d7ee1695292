import type { OrganisationId } from '@switchyard/domain';
import type { RoutingPolicy } from '@switchyard/routing';
import type { App } from '../app.ts';
import { createFreshCache, type FreshCache } from '../fresh-cache.ts';
import { listRoutableSuppliers, loadPolicy, type RegisteredSupplier } from '../routing/load-routing.ts';
import { type SealedSecret, unsealSecret } from '../secrets/store-secret.ts';

/** What calls of one organisation are decided and connected by, at most a second old. */
export interface CallRouting {
  /** Those that speak one of the formats; rules and people answer tasks only. */
  readonly suppliers: readonly RegisteredSupplier[];
  readonly policy: RoutingPolicy;
  /** Secret id → the key, in memory no longer than the rest. */
  readonly keys: ReadonlyMap<string, string>;
}

const caches = new WeakMap<App, FreshCache<CallRouting>>();

const cacheOf = (app: App): FreshCache<CallRouting> => {
  const known = caches.get(app) ?? createFreshCache<CallRouting>();
  caches.set(app, known);
  return known;
};

const speaking = new Set<RegisteredSupplier['kind']>(['openai', 'anthropic', 'openai-compatible']);

const load = (app: App, organisationId: OrganisationId): Promise<CallRouting> =>
  app.db.transaction({ organisationId }, async (tx) => {
    const [all, policy] = await Promise.all([
      listRoutableSuppliers(app, tx, organisationId),
      loadPolicy(tx, organisationId, null),
    ]);
    const suppliers = all.filter(({ kind }) => speaking.has(kind));
    const wanted = suppliers
      .flatMap((supplier) => [supplier, ...(supplier.endpoints ?? [])])
      .flatMap(({ secretId }) => (secretId === null ? [] : [secretId]));
    const secrets = await tx.query<SealedSecret>(
      `SELECT s.id, s.version, s.sealed, k.wrapped_key FROM secret s JOIN data_key k ON k.id = s.data_key_id
       WHERE s.organisation_id = $1 AND s.id = ANY($2::uuid[])`,
      [organisationId, wanted],
    );
    const keys = new Map(secrets.map((secret) => [secret.id, unsealSecret(app, organisationId, secret)]));
    return { suppliers, policy, keys };
  });

/** Suppliers, policy and keys of an organisation for its calls. */
export const callRoutingOf = (app: App, organisationId: OrganisationId): Promise<CallRouting> =>
  cacheOf(app).get(organisationId, () => load(app, organisationId));
