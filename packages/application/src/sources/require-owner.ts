import type { Tx } from '@switchyard/db';
import { DomainError, type OrganisationId } from '@switchyard/domain';

/** Throws `invalid_input` unless the person is an active member of this organisation. */
export const requireOwner = async (
  tx: Tx,
  organisationId: OrganisationId,
  ownerId: string | null | undefined,
): Promise<void> => {
  if (!ownerId) return;
  const rows = await tx.query('SELECT 1 FROM app_user WHERE organisation_id = $1 AND id = $2 AND is_active', [
    organisationId,
    ownerId,
  ]);
  if (rows.length === 0)
    throw new DomainError('invalid_input', 'The owner must be an active member of this organisation.');
};
