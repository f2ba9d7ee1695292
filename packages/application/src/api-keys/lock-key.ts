import type { Tx } from '@switchyard/db';
import { type Actor, type ApiKeyId, type ApiScope, apiScopes, DomainError } from '@switchyard/domain';
import { requireWithin } from './key-fields.ts';

/** A key that is about to be changed. */
export interface LockedKey {
  readonly name: string;
  readonly scopes: readonly ApiScope[];
  readonly revision: number;
}

interface Row {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly revision: number;
}

/** The key, locked. Throws `not_found` for one that is gone, `conflict` when it was changed since, `forbidden`. */
export const lockKey = async (tx: Tx, actor: Actor, id: ApiKeyId, revision: number | null): Promise<LockedKey> => {
  const [row] = await tx.query<Row>(
    `SELECT name, scopes, revision FROM api_key
     WHERE organisation_id = $1 AND id = $2 AND revoked_at IS NULL FOR UPDATE`,
    [actor.organisationId, id],
  );
  if (!row) throw new DomainError('not_found', 'This key does not exist, or has been revoked.');
  if (revision !== null && row.revision !== revision) {
    throw new DomainError('conflict', 'Somebody changed this key meanwhile. Look at it again, then save.');
  }
  const scopes = apiScopes.filter((scope) => row.scopes.includes(scope));
  requireWithin(actor, id, scopes);
  return { ...row, scopes };
};
