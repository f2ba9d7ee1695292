import { type Actor, DomainError, draftDefinitionSchema, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { getVersionRecord, requireEditable } from './workflow-record.ts';

export const restoreVersionInput = z.object({
  slug: slugSchema,
  number: z.int().min(1),
  /** The draft revision that will be replaced. */
  revision: z.int().min(1),
});

export const restoredDraftSchema = z.object({
  draft: draftDefinitionSchema,
  revision: z.int(),
  savedAt: z.iso.datetime(),
});
export type RestoredDraft = z.infer<typeof restoredDraftSchema>;

/**
 * Makes an earlier version the draft; what runs changes only when it is published. Throws `conflict` when the draft was
 * saved since `revision`, so that nobody's work is overwritten unseen.
 */
export const restoreVersion = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof restoreVersionInput>,
): Promise<RestoredDraft> => {
  authorise(actor, 'workflows.edit');
  const { slug, number, revision } = restoreVersionInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const workflow = await requireEditable(tx, actor.organisationId, slug);
    if (workflow.draftRevision !== revision) {
      throw new DomainError('conflict', 'The draft was saved meanwhile. Look at it before replacing it.', {
        details: { revision: workflow.draftRevision },
      });
    }
    const { definition } = await getVersionRecord(tx, actor.organisationId, workflow, number);
    const at = app.now();
    await tx.execute(
      `UPDATE workflow SET draft = $3, draft_revision = draft_revision + 1, draft_updated_at = $4, draft_updated_by_id = $5
       WHERE organisation_id = $1 AND id = $2`,
      [actor.organisationId, workflow.id, JSON.stringify(definition), at, actor.kind === 'user' ? actor.userId : null],
    );
    return { draft: draftDefinitionSchema.parse(definition), revision: revision + 1, savedAt: at.toISOString() };
  });
};
