import { newId } from '@switchyard/db';
import { type Actor, DomainError, slugSchema, type TaskVersionId } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import { forgetAnswers } from '../answer-cache/index.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { lintTask } from './lint-task.ts';
import { hashTask, requireTask } from './task-record.ts';

export const publishTaskInput = z.object({ slug: slugSchema });
export const publishedTaskSchema = z.object({ versionId: z.string(), number: z.int(), hash: z.string() });
export type PublishedTask = z.infer<typeof publishedTaskSchema>;

/**
 * Makes the draft an immutable version, known by its content hash. Publishing an unchanged draft gives the version that
 * is there. Throws `invalid_definition` with every problem and its place.
 */
export const publishTask = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof publishTaskInput>,
): Promise<PublishedTask> => {
  authorise(actor, 'tasks.edit');
  const { slug } = publishTaskInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const task = await requireTask(tx, actor.organisationId, slug, { forUpdate: true });
    const problems = lintTask(task.draft);
    const [first] = problems;
    if (first) {
      const message = `The task cannot be published. ${first.path}: ${first.message}`;
      throw new DomainError('invalid_definition', message, { details: { problems } });
    }
    const hash = hashTask(task.draft);
    if (task.currentVersionId !== null && task.currentNumber !== null && task.currentHash === hash) {
      return { versionId: task.currentVersionId, number: task.currentNumber, hash };
    }
    const versionId = newId<TaskVersionId>();
    const [counted] = await tx.query<{ number: number }>(
      `INSERT INTO task_version (id, organisation_id, task_id, number, hash, spec, published_by_id, published_at)
       SELECT $1, $2, $3, coalesce(max(number), 0) + 1, $4, $5, $6, $7 FROM task_version
       WHERE organisation_id = $2 AND task_id = $3 RETURNING number`,
      [
        versionId,
        actor.organisationId,
        task.id,
        hash,
        JSON.stringify(task.draft),
        actor.kind === 'user' ? actor.userId : null,
        app.now(),
      ],
    );
    const number = counted?.number ?? 1;
    await tx.execute('UPDATE task SET current_version_id = $3 WHERE organisation_id = $1 AND id = $2', [
      actor.organisationId,
      task.id,
      versionId,
    ]);
    await forgetAnswers(app, tx, actor, { of: 'task', taskId: task.id, label: task.name });
    await appendAudit(tx, actor, app.now(), {
      type: 'task.published',
      target: { id: task.id, label: task.name },
      payload: { taskVersionId: versionId, version: number, contentHash: hash },
    });
    return { versionId, number, hash };
  });
};
