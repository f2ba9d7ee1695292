import { type Actor, DomainError, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { listSourceUses } from './list-source-uses.ts';
import { requireLiveSource } from './source-row.ts';

export const archiveSourceInput = z.object({ slug: slugSchema });

/**
 * Takes a source out of use. Its versions stay: receipts and decisions refer to them. Throws `not_permitted_now` while a
 * published process reads it, because every one of its runs would fail.
 */
export const archiveSource = async (app: App, actor: Actor, raw: z.input<typeof archiveSourceInput>): Promise<void> => {
  authorise(actor, 'sources.edit');
  const { slug } = archiveSourceInput.parse(raw);
  await inTransaction(app, tenant(actor), async (tx) => {
    const source = await requireLiveSource(tx, actor.organisationId, slug, { forUpdate: true });
    const uses = await listSourceUses(tx, actor.organisationId, slug);
    if (uses.length > 0) {
      const names = uses.map(({ workflowName }) => `“${workflowName}”`).join(', ');
      throw new DomainError('not_permitted_now', `${names} read this source. Publish them without it first.`);
    }
    await tx.execute('UPDATE source SET archived_at = $3 WHERE organisation_id = $1 AND id = $2', [
      actor.organisationId,
      source.id,
      app.now(),
    ]);
    const target = { id: source.id, label: source.name };
    await appendAudit(tx, actor, app.now(), { type: 'source.removed', target, payload: {} });
  });
};
