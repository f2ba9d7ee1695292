import { type Actor, DomainError, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { requireTask } from '../tasks/task-record.ts';
import { lockClassifier, setAdopted } from './classifier-record.ts';

export const adoptVersionInput = z.object({
  slug: slugSchema,
  /** Null: none answers any more. */
  number: z.int().min(1).nullable(),
});
export const adoptedVersionSchema = z.object({ number: z.int().nullable() });

/**
 * Makes a version the one that answers from the next input on: a candidate that a person judged better, or an earlier one to go back to.
 * Adopting the adopted one changes nothing. Throws `not_found` for a version there is not.
 */
export const adoptVersion = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof adoptVersionInput>,
): Promise<z.infer<typeof adoptedVersionSchema>> => {
  authorise(actor, 'tasks.edit');
  const { slug, number } = adoptVersionInput.parse(raw);
  const { organisationId } = actor;
  await inTransaction(app, tenant(actor), async (tx) => {
    const task = await requireTask(tx, organisationId, slug);
    const target = { id: task.id, label: task.name };
    const classifier = await lockClassifier(tx, organisationId, task.id);
    if (classifier.adoptedNumber === number) return;
    if (number === null) {
      await setAdopted(tx, organisationId, task.id, null, app.now());
      await appendAudit(tx, actor, app.now(), { type: 'classifier.switched-off', target, payload: {} });
      return;
    }
    const [version] = await tx.query<{ id: string }>(
      'SELECT id FROM classifier_version WHERE organisation_id = $1 AND task_id = $2 AND number = $3',
      [organisationId, task.id, number],
    );
    if (!version) throw new DomainError('not_found', `The classifier has no version ${number}.`);
    await setAdopted(tx, organisationId, task.id, version.id, app.now());
    await appendAudit(tx, actor, app.now(), {
      type: 'classifier.adopted',
      target,
      payload: { version: number, replaces: classifier.adoptedNumber },
    });
  });
  return { number };
};
