import { openCheckpoint, parseVerifierKey } from '@switchyard/audit';
import type { OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { findNewestCheckpoint } from './audit-checkpoint.ts';
import { takeAuditLock } from './audit-lock.ts';
import { findAuditSigner } from './audit-signer.ts';
import { findPublishedCheckpoints } from './published-checkpoints.ts';

/**
 * Publishes the newest committed checkpoint outside the database, never going back: the lock keeps two processes from
 * overtaking each other. Called after the sealing transaction, because a published checkpoint must be one that exists.
 */
export const publishCheckpoint = async (app: App, organisationId: OrganisationId): Promise<void> => {
  const published = findPublishedCheckpoints(app.settings);
  const signer = findAuditSigner(app);
  if (!published || !signer) return;
  await app.db.transaction({ organisationId }, async (tx) => {
    await takeAuditLock(tx, 'publish', organisationId);
    const newest = await findNewestCheckpoint(tx, organisationId);
    if (!newest) return;
    const known = await published.readNewest(organisationId);
    const opened = known === null ? null : openCheckpoint(known, parseVerifierKey(signer.verifierKey));
    if (opened?.ok && opened.value.size >= newest.size) return;
    await published.publish(organisationId, newest.note, app.now());
  });
};
