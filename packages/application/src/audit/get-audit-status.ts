import type { Actor } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { findNewestCheckpoint } from './audit-checkpoint.ts';
import { findAuditSigner, originOf } from './audit-signer.ts';
import { readTree } from './audit-tree.ts';

export const auditStatusOutput = z.object({
  /** Events in the log. */
  size: z.number(),
  /** Events recorded but not sealed yet. */
  pending: z.number(),
  checkpoint: z.object({ size: z.number(), root: z.string(), at: z.string(), note: z.string() }).nullable(),
  lastVerification: z
    .object({ at: z.string(), by: z.string(), isIntact: z.boolean(), size: z.number(), findings: z.number() })
    .nullable(),
  /** Null while no signing key is configured: the log is then not provable. */
  publicKey: z.string().nullable(),
  origin: z.string().nullable(),
  /** Whether checkpoints also lie outside the database. */
  isPublished: z.boolean(),
});
export type AuditStatus = z.infer<typeof auditStatusOutput>;

interface VerifiedRow {
  readonly at: Date;
  readonly by: string;
  readonly isIntact: boolean;
  readonly size: number;
  readonly findings: number;
}

/** What is known about the log's proof right now, without verifying anything. Throws `forbidden`. */
export const getAuditStatus = (app: App, actor: Actor): Promise<AuditStatus> => {
  authorise(actor, 'audit.read');
  const { organisationId } = actor;
  return inTransaction(app, tenant(actor), async (tx) => {
    const tree = await readTree(tx, organisationId);
    const newest = await findNewestCheckpoint(tx, organisationId);
    const [waiting] = await tx.query<{ pending: number }>(
      'SELECT count(*) AS pending FROM audit_pending WHERE organisation_id = $1',
      [organisationId],
    );
    const [verified] = await tx.query<VerifiedRow>(
      `SELECT at, actor_label AS by, (payload ->> 'isIntact')::boolean AS "isIntact", (payload ->> 'size')::bigint AS size,
              (payload ->> 'findings')::bigint AS findings
       FROM audit_event WHERE organisation_id = $1 AND type = 'audit.verified' ORDER BY at DESC, id DESC LIMIT 1`,
      [organisationId],
    );
    const signer = findAuditSigner(app);
    return {
      size: tree.size,
      pending: waiting?.pending ?? 0,
      checkpoint: newest && {
        size: newest.size,
        root: newest.rootHash.toString('base64'),
        at: newest.createdAt.toISOString(),
        note: newest.note,
      },
      lastVerification: verified ? { ...verified, at: verified.at.toISOString() } : null,
      publicKey: signer?.verifierKey ?? null,
      origin: signer && originOf(signer, organisationId),
      isPublished: app.settings.checkpointDirectory !== null,
    };
  });
};
