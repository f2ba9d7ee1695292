import { newId } from '@switchyard/db';
import { type Actor, DomainError, type TaskId, taskSpecSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';

export const createTaskInput = z.object({ spec: taskSpecSchema });

/** Creates a task as a draft. Throws `conflict` for a slug in use. */
export const createTask = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof createTaskInput>,
): Promise<{ id: TaskId; slug: string }> => {
  authorise(actor, 'tasks.edit');
  const { spec } = createTaskInput.parse(raw);
  const id = newId<TaskId>();
  await inTransaction(app, tenant(actor), async (tx) => {
    const created = await tx.execute(
      `INSERT INTO task (id, organisation_id, slug, name, description, draft, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (organisation_id, slug) DO NOTHING`,
      [id, actor.organisationId, spec.slug, spec.name, spec.description, JSON.stringify(spec), app.now()],
    );
    if (created === 0) {
      throw new DomainError('conflict', `The key ${spec.slug} is or was in use. Choose another.`);
    }
    await appendAudit(tx, actor, app.now(), {
      type: 'task.created',
      target: { id, label: spec.name },
      payload: { slug: spec.slug },
    });
  });
  return { id, slug: spec.slug };
};
