import type { Tx } from '@switchyard/db';
import { DomainError, type OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { listRoutableSuppliers, type RegisteredSupplier } from '../routing/load-routing.ts';

/** The registered supplier with this key. Throws `not_found`; another tenant's is not found either. */
export const requireSupplier = async (
  app: App,
  tx: Tx,
  organisationId: OrganisationId,
  slug: string,
): Promise<RegisteredSupplier> => {
  const found = (await listRoutableSuppliers(app, tx, organisationId)).find((each) => each.slug === slug);
  if (!found) throw new DomainError('not_found', `There is no supplier “${slug}”.`);
  return found;
};

/** Rules and classifiers run in this process and people read here: no key, no address, no models. */
export const needsNoConnection = (kind: string): boolean =>
  kind === 'rules' || kind === 'classifier' || kind === 'human';

/** Name of the one secret a supplier may use; never a name an editor could choose. */
export const supplierSecretName = (slug: string): string => `supplier-${slug}`;

/** Where a key would be sent. When it changes, the key has to be given again. */
export const destinationOf = (kind: string, baseUrl: string | null): string =>
  baseUrl === null ? kind : new URL(baseUrl).origin;
