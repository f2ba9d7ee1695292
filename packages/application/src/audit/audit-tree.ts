import { type CompactRange, emptyRange, hashLength } from '@switchyard/audit';
import type { Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';

/** The stored right edge of the organisation's tree. */
export const readTree = async (tx: Tx, organisationId: OrganisationId): Promise<CompactRange> => {
  const [row] = await tx.query<{ size: number; rightEdge: Buffer }>(
    'SELECT size, right_edge AS "rightEdge" FROM audit_tree WHERE organisation_id = $1',
    [organisationId],
  );
  if (!row) return emptyRange;
  const peaks: Buffer[] = [];
  for (let at = 0; at < row.rightEdge.length; at += hashLength) peaks.push(row.rightEdge.subarray(at, at + hashLength));
  return { size: row.size, peaks };
};

export const writeTree = async (tx: Tx, organisationId: OrganisationId, range: CompactRange): Promise<void> => {
  await tx.execute(
    `INSERT INTO audit_tree (organisation_id, size, right_edge) VALUES ($1, $2, $3)
     ON CONFLICT (organisation_id) DO UPDATE SET size = excluded.size, right_edge = excluded.right_edge`,
    [organisationId, range.size, Buffer.concat(range.peaks)],
  );
};
