import type { Tx } from '@switchyard/db';
import { DomainError, type OrganisationId } from '@switchyard/domain';

/** A supplier, also one that has been removed: its invoice comes later. Throws `not_found`. */
export const requireSupplier = async (
  tx: Tx,
  organisationId: OrganisationId,
  slug: string,
): Promise<{ readonly id: string; readonly name: string }> => {
  const [supplier] = await tx.query<{ id: string; name: string }>(
    'SELECT id, name FROM supplier WHERE organisation_id = $1 AND slug = $2',
    [organisationId, slug],
  );
  if (supplier) return supplier;
  throw new DomainError('not_found', `There is no supplier “${slug}”.`);
};
