import { type Actor, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import { forgetAnswers } from '../answer-cache/index.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { requireTask } from '../tasks/task-record.ts';

export const eraseCasesInput = z.object({
  slug: slugSchema,
  /** Null: all of them. */
  ids: z.array(z.uuid()).min(1).max(1000).nullable(),
});
export const erasedCasesSchema = z.object({ erased: z.int() });

/**
 * Erases labelled cases for good. Versions that were trained on them hold weights of hashed word pieces, no text; they stay until a
 * version without those cases is adopted. Answers of the task, and of calls that named none, that were kept for later go as well: theirs may be among them.
 */
export const eraseCases = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof eraseCasesInput>,
): Promise<z.infer<typeof erasedCasesSchema>> => {
  authorise(actor, 'tasks.edit');
  const { slug, ids } = eraseCasesInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const task = await requireTask(tx, actor.organisationId, slug);
    const erased = await tx.execute(
      'DELETE FROM labelled_case WHERE organisation_id = $1 AND task_id = $2 AND ($3::uuid[] IS NULL OR id = ANY($3))',
      [actor.organisationId, task.id, ids],
    );
    if (erased > 0) {
      await forgetAnswers(app, tx, actor, { of: 'cases', taskId: task.id, label: task.name });
      const target = { id: task.id, label: task.name };
      await appendAudit(tx, actor, app.now(), { type: 'classifier.cases-erased', target, payload: { erased } });
    }
    return { erased };
  });
};
