import { type Actor, DomainError, slugSchema } from '@switchyard/domain';
import { findLabelField } from '@switchyard/suppliers';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { requireTask } from '../tasks/task-record.ts';
import { queueTraining } from './training-record.ts';

export const startTrainingInput = z.object({ slug: slugSchema });
export const startedTrainingSchema = z.object({
  trainingId: z.string(),
  /** False: one was under way already, and nothing was started. */
  isNew: z.boolean(),
});

/**
 * Has a worker train a classifier from the task's labelled cases. A second call while one is under way gives that one. Throws
 * `not_permitted_now` where the task does not fit or has too few cases, with what is missing.
 */
export const startTraining = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof startTrainingInput>,
): Promise<z.infer<typeof startedTrainingSchema>> => {
  authorise(actor, 'tasks.edit');
  const { slug } = startTrainingInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const task = await requireTask(tx, actor.organisationId, slug);
    const found = findLabelField(task.draft);
    if (!found.ok) throw new DomainError('not_permitted_now', found.reason);
    return queueTraining(tx, actor, app.now(), task);
  });
};
