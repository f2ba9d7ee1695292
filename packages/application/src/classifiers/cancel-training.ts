import { type Actor, DomainError, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { requireTask } from '../tasks/task-record.ts';

export const cancelTrainingInput = z.object({ slug: slugSchema });

/** Ends the training that is under way; its worker lets go within seconds. Throws `not_permitted_now` when there is none. */
export const cancelTraining = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof cancelTrainingInput>,
): Promise<void> => {
  authorise(actor, 'tasks.edit');
  const { slug } = cancelTrainingInput.parse(raw);
  await inTransaction(app, tenant(actor), async (tx) => {
    const task = await requireTask(tx, actor.organisationId, slug);
    const [cancelled] = await tx.query<{ id: string }>(
      `UPDATE classifier_training SET status = 'cancelled', finished_at = $3
       WHERE organisation_id = $1 AND task_id = $2 AND status IN ('queued', 'running') RETURNING id`,
      [actor.organisationId, task.id, app.now()],
    );
    if (!cancelled) throw new DomainError('not_permitted_now', 'No training is under way.');
    await appendAudit(tx, actor, app.now(), {
      type: 'classifier.training-cancelled',
      target: { id: task.id, label: task.name },
      payload: { trainingId: cancelled.id },
    });
  });
};
