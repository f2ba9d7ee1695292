import { type Actor, DomainError, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { requireTask } from './task-record.ts';

export const removeTaskInput = z.object({ slug: slugSchema });

/** Takes a task out of use; versions stay for receipts. Throws `not_permitted_now` while a published process uses it. */
export const removeTask = async (app: App, actor: Actor, raw: z.input<typeof removeTaskInput>): Promise<void> => {
  authorise(actor, 'tasks.edit');
  const { slug } = removeTaskInput.parse(raw);
  await inTransaction(app, tenant(actor), async (tx) => {
    const task = await requireTask(tx, actor.organisationId, slug, { forUpdate: true });
    const uses = await tx.query<{ name: string }>(
      `SELECT w.name FROM workflow w JOIN workflow_version v ON v.id = w.current_version_id
       WHERE w.organisation_id = $1 AND w.archived_at IS NULL AND EXISTS (
         SELECT 1 FROM jsonb_array_elements(v.definition->'nodes') node
         WHERE node->>'kind' IN ('task', 'agent') AND node->'config'->>'task' = $2)`,
      [actor.organisationId, slug],
    );
    if (uses.length > 0) {
      const names = uses.map(({ name }) => `“${name}”`).join(', ');
      throw new DomainError('not_permitted_now', `${names} use this task. Publish them without it first.`);
    }
    await tx.execute('UPDATE task SET archived_at = $3 WHERE organisation_id = $1 AND id = $2', [
      actor.organisationId,
      task.id,
      app.now(),
    ]);
    const target = { id: task.id, label: task.name };
    await appendAudit(tx, actor, app.now(), { type: 'task.removed', target, payload: {} });
  });
};
