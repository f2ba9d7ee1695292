import {
  buildProof,
  type CompactRange,
  type Hash,
  hashLength,
  nodeHashFromTile,
  planInclusion,
  type TreeNode,
  tileHeight,
  tileOfNode,
  tileWidth,
} from '@switchyard/audit';
import type { Tx } from '@switchyard/db';
import { DomainError, type OrganisationId } from '@switchyard/domain';

interface HashRow {
  readonly level: number;
  readonly index: number;
  readonly hash: Buffer;
}

/** Tile hashes [from, to) of one level: leaves at level 0, else nodes. */
interface HashSpan {
  readonly level: number;
  readonly from: number;
  readonly to: number;
}

const spanOf = (node: TreeNode): HashSpan => {
  const { level, index, from, to } = tileOfNode(node);
  return { level, from: index * tileWidth + from, to: index * tileWidth + to };
};

const readSpans = (tx: Tx, organisationId: OrganisationId, spans: readonly HashSpan[]): Promise<HashRow[]> => {
  const leaves = spans.filter(({ level }) => level === 0);
  const nodes = spans.filter(({ level }) => level > 0);
  return tx.query<HashRow>(
    // OFFSET 0 makes each span an index range of its own instead of one join over all hashes.
    `SELECT 0 AS level, l.leaf_index AS index, l.leaf_hash AS hash
       FROM unnest($2::bigint[], $3::bigint[]) AS span (first, last), LATERAL (
         SELECT leaf_index, leaf_hash FROM audit_leaf
         WHERE organisation_id = $1 AND leaf_index >= span.first AND leaf_index < span.last OFFSET 0) AS l
     UNION ALL
     SELECT span.level, n.node_index, n.hash
       FROM unnest($4::int[], $5::bigint[], $6::bigint[]) AS span (level, first, last), LATERAL (
         SELECT node_index, hash FROM audit_node
         WHERE organisation_id = $1 AND level = span.level * ${tileHeight}
           AND node_index >= span.first AND node_index < span.last OFFSET 0) AS n`,
    [
      organisationId,
      leaves.map(({ from }) => from),
      leaves.map(({ to }) => to),
      nodes.map(({ level }) => level),
      nodes.map(({ from }) => from),
      nodes.map(({ to }) => to),
    ],
  );
};

/**
 * Inclusion proof of a leaf in the tree of `size` leaves, from a few hundred stored hashes. Throws `conflict` when one of
 * them is missing, which only tampering does.
 */
export const proveLeaf = async (
  tx: Tx,
  organisationId: OrganisationId,
  leafIndex: number,
  size: CompactRange['size'],
): Promise<readonly Hash[]> => {
  const plan = planInclusion(leafIndex, size);
  const rows = await readSpans(tx, organisationId, plan.flat().map(spanOf));
  const hashes = new Map(rows.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
  return buildProof(plan, (node) => {
    const { level, index, from, to } = tileOfNode(node);
    const tile = Buffer.alloc(to * hashLength);
    for (let offset = from; offset < to; offset += 1) {
      const hash = hashes.get(`${level}/${index * tileWidth + offset}`);
      if (!hash) throw new DomainError('conflict', 'The log lacks hashes that were written; verify the audit trail.');
      hash.copy(tile, offset * hashLength);
    }
    return nodeHashFromTile(node, tile);
  });
};
