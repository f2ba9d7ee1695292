import { type Actor, draftDefinitionSchema, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { serialiseDraft } from './draft-size.ts';
import { requireEditable } from './workflow-record.ts';

export const saveDraftInput = z.object({
  slug: slugSchema,
  /** The revision the draft builds upon. */
  revision: z.int().min(1),
  draft: draftDefinitionSchema,
});

export const savedDraftSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), revision: z.int(), savedAt: z.iso.datetime() }),
  /** Somebody saved in between; nothing was written. What the server holds now: */
  z.object({
    ok: z.literal(false),
    revision: z.int(),
    savedAt: z.iso.datetime(),
    savedBy: z.string(),
    draft: draftDefinitionSchema,
  }),
]);
export type SavedDraft = z.infer<typeof savedDraftSchema>;

/**
 * Autosave. A draft that builds upon an older revision is not written, so that nobody's work is lost: the answer holds
 * what is there now. Saving the same content again after a lost answer succeeds.
 */
export const saveDraft = async (app: App, actor: Actor, raw: z.input<typeof saveDraftInput>): Promise<SavedDraft> => {
  authorise(actor, 'workflows.edit');
  const { slug, revision, draft } = saveDraftInput.parse(raw);
  const text = serialiseDraft(draft);
  return inTransaction(app, tenant(actor), async (tx) => {
    const held = await requireEditable(tx, actor.organisationId, slug);
    if (held.draftRevision !== revision) {
      const [same] = await tx.query(
        'SELECT 1 FROM workflow WHERE id = $1 AND draft_revision = $2 AND draft = $3::jsonb',
        [held.id, revision + 1, text],
      );
      const place = { revision: held.draftRevision, savedAt: held.draftUpdatedAt.toISOString() };
      return same
        ? { ok: true, ...place }
        : { ok: false, ...place, savedBy: held.draftUpdatedBy ?? '', draft: held.draft };
    }
    const at = app.now();
    await tx.execute(
      `UPDATE workflow SET draft = $3, draft_revision = draft_revision + 1, draft_updated_at = $4, draft_updated_by_id = $5
       WHERE organisation_id = $1 AND id = $2`,
      [actor.organisationId, held.id, text, at, actor.kind === 'user' ? actor.userId : null],
    );
    return { ok: true, revision: revision + 1, savedAt: at.toISOString() };
  });
};
