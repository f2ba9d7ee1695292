import {
  appendLeaves,
  type CompactRange,
  isSameHash,
  leafHash,
  type NoteSigner,
  openCheckpoint,
  parseVerifierKey,
  rangeRoot,
  signCheckpoint,
  type TreeNode,
  tileHeight,
} from '@switchyard/audit';
import { newId, type Tx } from '@switchyard/db';
import { DomainError, type OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { findNewestCheckpoint } from './audit-checkpoint.ts';
import { claimAuditLock, takeAuditLock } from './audit-lock.ts';
import { type AuditRow, auditColumns, recordOfRow } from './audit-row.ts';
import { findAuditSigner, originOf } from './audit-signer.ts';
import { readTree, writeTree } from './audit-tree.ts';
import { publishCheckpoint } from './publish-checkpoint.ts';
import { findPublishedCheckpoints } from './published-checkpoints.ts';

/** Leaves in one transaction: large enough to amortise the commit and signature, small enough to hold the lock briefly. */
const batchSize = 2000;

interface SealedNode {
  readonly node: TreeNode;
  readonly hash: Uint8Array;
}

export interface SealOptions {
  /** Wait for another sealer instead of leaving the work to it. */
  readonly isWaiting?: boolean;
}

/**
 * Gives every committed event of the organisation its leaf, in the order their commits became visible, and signs the new
 * root. Any number of sealers may run anywhere: an advisory lock lets one work, the others leave. Writers of events are
 * never held up. Returns how many events were sealed. Throws `conflict` when the stored tree is not the one that was
 * signed or published last (tampering, or an old backup): signing on would bury the evidence.
 */
export const sealAuditLog = async (
  app: App,
  organisationId: OrganisationId,
  options: SealOptions = {},
): Promise<number> => {
  let sealed = 0;
  for (;;) {
    const count = await app.db.transaction({ organisationId }, async (tx) => {
      if (options.isWaiting) await takeAuditLock(tx, 'seal', organisationId);
      else if (!(await claimAuditLock(tx, 'seal', organisationId))) return 0;
      return sealBatch(app, tx, organisationId);
    });
    sealed += count;
    if (count < batchSize) break;
  }
  if (sealed > 0) await publishCheckpoint(app, organisationId);
  return sealed;
};

const sealBatch = async (app: App, tx: Tx, organisationId: OrganisationId): Promise<number> => {
  const rows = await tx.query<AuditRow>(
    // OFFSET 0 keeps the planner from reading every event of the organisation to find these few.
    `WITH batch AS MATERIALIZED (
       SELECT event_id FROM audit_pending WHERE organisation_id = $1 ORDER BY event_id LIMIT ${batchSize})
     SELECT ${auditColumns} FROM batch, LATERAL (SELECT * FROM audit_event WHERE id = batch.event_id OFFSET 0) AS e
     WHERE e.organisation_id = $1 ORDER BY batch.event_id`,
    [organisationId],
  );
  if (rows.length === 0) return 0;
  const signer = findAuditSigner(app);
  const before = await readTree(tx, organisationId);
  if (signer) await requireSignedHistory(app, tx, organisationId, before, signer);

  const hashes = rows.map((row) => leafHash(recordOfRow(row)));
  const nodes: SealedNode[] = [];
  const after = appendLeaves(before, hashes, (node, hash) => {
    if (node.level > 0 && node.level % tileHeight === 0) nodes.push({ node, hash });
  });
  await writeLeaves(tx, organisationId, before.size, rows, hashes);
  await writeNodes(tx, organisationId, nodes);
  await writeTree(tx, organisationId, after);
  if (signer) await writeCheckpoint(app, tx, organisationId, after, signer);
  return rows.length;
};

const refuseToSeal = (why: string): DomainError =>
  new DomainError(
    'conflict',
    `New audit events are not being sealed: ${why}. Verify the audit trail before anything else; events keep being recorded.`,
  );

/** What we extend must be what we signed and published last, or we would sign a contradiction. */
const requireSignedHistory = async (
  app: App,
  tx: Tx,
  organisationId: OrganisationId,
  tree: CompactRange,
  signer: NoteSigner,
): Promise<void> => {
  const newest = await findNewestCheckpoint(tx, organisationId);
  if (newest && newest.size > tree.size) throw refuseToSeal('the stored tree is shorter than its newest checkpoint');
  if (newest && newest.size === tree.size && !isSameHash(newest.rootHash, rangeRoot(tree))) {
    throw refuseToSeal('the stored tree is not the one that was signed');
  }
  const verifier = parseVerifierKey(signer.verifierKey);
  const published = await findPublishedCheckpoints(app.settings)?.readNewest(organisationId);
  if (!published) return;
  const opened = openCheckpoint(published, verifier);
  if (!opened.ok || opened.value.origin !== originOf(signer, organisationId)) return;
  if (opened.value.size > tree.size) throw refuseToSeal('a longer log was published, so this database is an old copy');
};

const writeLeaves = async (
  tx: Tx,
  organisationId: OrganisationId,
  firstIndex: number,
  rows: readonly AuditRow[],
  hashes: readonly Uint8Array[],
): Promise<void> => {
  await tx.execute(
    `WITH sealed AS (
       DELETE FROM audit_pending WHERE organisation_id = $1 AND event_id = ANY($2::uuid[]))
     INSERT INTO audit_leaf (organisation_id, leaf_index, event_id, leaf_hash)
     SELECT $1::uuid, $3::bigint + place - 1, event_id, leaf_hash
     FROM unnest($2::uuid[], $4::bytea[]) WITH ORDINALITY AS leaf (event_id, leaf_hash, place)`,
    [organisationId, rows.map(({ id }) => id), firstIndex, hashes.map((hash) => Buffer.from(hash))],
  );
};

const writeNodes = async (tx: Tx, organisationId: OrganisationId, nodes: readonly SealedNode[]): Promise<void> => {
  if (nodes.length === 0) return;
  await tx.execute(
    `INSERT INTO audit_node (organisation_id, level, node_index, hash)
     SELECT $1::uuid, level, node_index, hash FROM unnest($2::int[], $3::bigint[], $4::bytea[]) AS node (level, node_index, hash)`,
    [
      organisationId,
      nodes.map(({ node }) => node.level),
      nodes.map(({ node }) => node.index),
      nodes.map(({ hash }) => Buffer.from(hash)),
    ],
  );
};

const writeCheckpoint = async (
  app: App,
  tx: Tx,
  organisationId: OrganisationId,
  tree: CompactRange,
  signer: NoteSigner,
): Promise<void> => {
  const root = rangeRoot(tree);
  const note = signCheckpoint({ origin: originOf(signer, organisationId), size: tree.size, root }, signer);
  await tx.execute(
    'INSERT INTO audit_checkpoint (id, organisation_id, size, root_hash, note, created_at) VALUES ($1, $2, $3, $4, $5, $6)',
    [newId(), organisationId, tree.size, Buffer.from(root), note, app.now()],
  );
};

/** Seals every organisation that has unsealed events. One that refuses does not hold up the others. */
export const sealAuditLogs = async (app: App): Promise<number> => {
  const organisations = await app.db.transaction('system', (tx) =>
    tx.query<{ id: OrganisationId }>(
      'SELECT o.id FROM organisation o WHERE EXISTS (SELECT 1 FROM audit_pending p WHERE p.organisation_id = o.id)',
    ),
  );
  let sealed = 0;
  for (const { id } of organisations) {
    sealed += await sealAuditLog(app, id).catch((cause: unknown) => {
      app.log.error({ err: cause, organisationId: id }, 'audit log not sealed');
      return 0;
    });
  }
  return sealed;
};
