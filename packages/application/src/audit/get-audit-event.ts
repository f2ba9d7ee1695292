import { canonicalJson, hashToBase64, isIncluded, leafHash, openCheckpoint, parseVerifierKey } from '@switchyard/audit';
import type { Tx } from '@switchyard/db';
import { type Actor, DomainError, jsonObjectSchema, type OrganisationId } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { findNewestCheckpoint } from './audit-checkpoint.ts';
import { auditColumns, recordOfRow } from './audit-row.ts';
import { findAuditSigner, originOf } from './audit-signer.ts';
import { proveLeaf } from './leaf-proof.ts';
import { auditEventItem, itemOfRow, type ListedRow } from './list-audit-events.ts';

export const getAuditEventInput = z.object({ id: z.uuid() });

const inclusionProof = z.object({
  leafIndex: z.number(),
  size: z.number(),
  /** Base64, as the rest of the hashes. */
  leafHash: z.string(),
  root: z.string(),
  hashes: z.array(z.string()),
  /** The signed checkpoint that states this size and root. */
  checkpoint: z.string(),
});

export const getAuditEventOutput = auditEventItem.extend({
  /** The event exactly as it was hashed. */
  record: jsonObjectSchema,
  canonical: z.string(),
  leafHash: z.string(),
  /**
   * `proven`: recomputed just now and included under a signed root. `altered`: the event is not what was logged.
   * `sealed`: in the log, not yet under a signed checkpoint. `waiting`: not sealed yet.
   */
  proofStatus: z.enum(['proven', 'altered', 'sealed', 'waiting']),
  proof: inclusionProof.nullable(),
});
export type GetAuditEventOutput = z.infer<typeof getAuditEventOutput>;

const prove = async (app: App, tx: Tx, organisationId: OrganisationId, leafIndex: number, hash: Uint8Array) => {
  const newest = await findNewestCheckpoint(tx, organisationId);
  const signer = findAuditSigner(app);
  if (!newest || !signer || newest.size <= leafIndex) return { proof: null, isProven: false };
  const hashes = await proveLeaf(tx, organisationId, leafIndex, newest.size);
  const opened = openCheckpoint(newest.note, parseVerifierKey(signer.verifierKey));
  // What is signed counts, not what stands in the row beside it.
  const isSigned =
    opened.ok && opened.value.size === newest.size && opened.value.origin === originOf(signer, organisationId);
  const root = opened.ok ? opened.value.root : newest.rootHash;
  const isProven = isSigned && isIncluded({ index: leafIndex, size: newest.size, leafHash: hash, root, proof: hashes });
  const proof = {
    leafIndex,
    size: newest.size,
    leafHash: hashToBase64(hash),
    root: hashToBase64(root),
    hashes: hashes.map(hashToBase64),
    checkpoint: newest.note,
  };
  return { proof, isProven };
};

/** One event with its raw record and the proof that it is in the signed log. Throws `forbidden`, `not_found`. */
export const getAuditEvent = (
  app: App,
  actor: Actor,
  input: z.input<typeof getAuditEventInput>,
): Promise<GetAuditEventOutput> => {
  authorise(actor, 'audit.read');
  const { id } = getAuditEventInput.parse(input);
  const { organisationId } = actor;
  return inTransaction(app, tenant(actor), async (tx) => {
    const [row] = await tx.query<ListedRow>(
      `SELECT ${auditColumns}, l.leaf_index AS "leafIndex" FROM audit_event e
       LEFT JOIN audit_leaf l ON l.event_id = e.id AND l.organisation_id = $1
       WHERE e.organisation_id = $1 AND e.id = $2`,
      [organisationId, id],
    );
    if (!row) throw new DomainError('not_found', 'This audit event does not exist.');
    const record = recordOfRow(row);
    const hash = leafHash(record);
    const base = {
      ...itemOfRow(row),
      record: jsonObjectSchema.parse(record),
      canonical: canonicalJson(record),
      leafHash: hashToBase64(hash),
    };
    if (row.leafIndex === null) return { ...base, proofStatus: 'waiting', proof: null };
    const { proof, isProven } = await prove(app, tx, organisationId, row.leafIndex, hash);
    if (!proof) return { ...base, proofStatus: 'sealed', proof };
    return { ...base, proofStatus: isProven ? 'proven' : 'altered', proof };
  });
};
