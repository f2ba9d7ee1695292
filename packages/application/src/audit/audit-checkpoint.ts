import type { Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';

export interface StoredCheckpoint {
  readonly size: number;
  readonly rootHash: Buffer;
  /** Signed note. */
  readonly note: string;
  readonly createdAt: Date;
}

const columns = 'size, root_hash AS "rootHash", note, created_at AS "createdAt"';

/** The checkpoint over most events, or null before the first. */
export const findNewestCheckpoint = async (
  tx: Tx,
  organisationId: OrganisationId,
): Promise<StoredCheckpoint | null> => {
  const [row] = await tx.query<StoredCheckpoint>(
    `SELECT ${columns} FROM audit_checkpoint WHERE organisation_id = $1 ORDER BY size DESC LIMIT 1`,
    [organisationId],
  );
  return row ?? null;
};

/**
 * At most about `limit` checkpoints up to `sizeMax`, the first and newest among them, the rest evenly spread: enough to narrow
 * down where a log was changed, without checking a signature for every second of its life.
 */
export const listCheckpoints = (
  tx: Tx,
  organisationId: OrganisationId,
  sizeMax: number,
  limit: number,
): Promise<StoredCheckpoint[]> =>
  tx.query<StoredCheckpoint>(
    `SELECT size, "rootHash", note, "createdAt" FROM (
       SELECT ${columns}, row_number() OVER (ORDER BY size DESC) - 1 AS place, count(*) OVER () AS total
       FROM audit_checkpoint WHERE organisation_id = $1 AND size <= $2) AS checkpoint
     WHERE place % greatest(1, ceil(total / $3::numeric)::bigint) = 0 OR place = total - 1
     ORDER BY size`,
    [organisationId, sizeMax, limit],
  );
