import type { Tx } from '@switchyard/db';
import { DomainError, mainEndpoint, type OrganisationId, type SupplyLimits } from '@switchyard/domain';
import { z } from 'zod';
import type { App } from '../app.ts';
import type { RegisteredEndpoint } from '../routing/endpoint-rows.ts';
import type { RegisteredSupplier } from '../routing/load-routing.ts';
import { storeSecret } from '../secrets/store-secret.ts';
import { destinationOf, needsNoConnection, requireSupplier } from './supplier-record.ts';

/** A key as it is entered: sealed at once and never shown again. */
export const keyTextSchema = z
  .string()
  .trim()
  .min(8, 'A key has at least 8 characters.')
  .max(4000)
  .regex(/^[\x21-\x7e]+$/, 'A key has no spaces and only plain characters.');

/** The last four characters of a long key; of a short one they would reveal too much. */
export const lastFourOf = (key: string): string => (key.length >= 16 ? key.slice(-4) : '');

/** Name of the one secret that an endpoint may use. Keys of suppliers have no dot in theirs. */
const endpointSecretName = (slug: string, label: string): string => `supplier-${slug}.${label}`;

/** Throws `not_found`, and `not_permitted_now` for a supplier that has neither key nor address. */
export const requireConnectedSupplier = async (
  app: App,
  tx: Tx,
  organisationId: OrganisationId,
  slug: string,
): Promise<RegisteredSupplier> => {
  const supplier = await requireSupplier(app, tx, organisationId, slug);
  if (!needsNoConnection(supplier.kind)) return supplier;
  throw new DomainError(
    'not_permitted_now',
    `${supplier.name} works inside this installation: it has no keys or regions.`,
  );
};

/** An endpoint beside the supplier's own. Throws `not_found`. */
export const requireEndpoint = (
  { name, endpoints = [] }: RegisteredSupplier,
  label: string,
): RegisteredEndpoint & { readonly id: string } => {
  const found = endpoints.find((endpoint) => endpoint.label === label && label !== mainEndpoint);
  if (!found?.id) throw new DomainError('not_found', `${name} has no key or region “${label}”.`);
  return { ...found, id: found.id };
};

/** Stores the key of an endpoint, or replaces it. The caller audits. */
export const storeEndpointKey = async (
  app: App,
  tx: Tx,
  organisationId: OrganisationId,
  {
    slug,
    label,
    id,
    key,
  }: { readonly slug: string; readonly label: string; readonly id: string; readonly key: string },
): Promise<void> => {
  const secretId = await storeSecret(app, tx, organisationId, endpointSecretName(slug, label), key);
  await tx.execute('UPDATE supplier_endpoint SET secret_id = $3 WHERE organisation_id = $1 AND id = $2', [
    organisationId,
    id,
    secretId,
  ]);
};

/** Deletes endpoints of a supplier with their keys; all of them without labels. */
export const deleteEndpoints = async (
  tx: Tx,
  organisationId: OrganisationId,
  supplierId: string,
  labels: readonly string[] | null,
): Promise<void> => {
  const rows = await tx.query<{ secret_id: string | null }>(
    `DELETE FROM supplier_endpoint WHERE organisation_id = $1 AND supplier_id = $2 AND ($3::text[] IS NULL OR label = ANY($3))
     RETURNING secret_id`,
    [organisationId, supplierId, labels],
  );
  await tx.execute('DELETE FROM secret WHERE organisation_id = $1 AND id = ANY($2::uuid[])', [
    organisationId,
    rows.flatMap(({ secret_id }) => secret_id ?? []),
  ]);
};

/** A stored key is never sent to another origin than the one it was given for. */
export const requireSameOrigin = (
  kind: string,
  {
    hasSecret,
    before,
    after,
  }: { readonly hasSecret: boolean; readonly before: string | null; readonly after: string | null },
): void => {
  if (!hasSecret || destinationOf(kind, before) === destinationOf(kind, after)) return;
  throw new DomainError('invalid_input', 'The address leads elsewhere now. Remove the key first, then give it again.');
};

export const limitValues = ({ callsAtOnce, callsPerMinute, tokensPerMinute }: SupplyLimits) =>
  [callsAtOnce, callsPerMinute, tokensPerMinute] as const;
