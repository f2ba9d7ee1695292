import { type Actor, DomainError, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import type { UploadedFile } from '../sources/register-source.ts';
import { requireTask } from '../tasks/task-record.ts';
import { saveLabelledCases } from './labelled-case-record.ts';
import { readCaseFile } from './read-case-file.ts';

const addCasesInput = z.object({ slug: slugSchema });

export const addedCasesSchema = z.object({
  added: z.int(),
  /** Known inputs whose answer is another now. */
  corrected: z.int(),
  unchanged: z.int(),
  rejectedCount: z.int(),
  /** The first 20. */
  rejected: z.array(z.object({ case: z.int(), reason: z.string() })),
});
export type AddedCases = z.infer<typeof addedCasesSchema>;

/**
 * Adds labelled cases to a task from a file: CSV, JSONL or a JSON list of at most 20 MB. What does not fit the task is left out and listed; nothing is added when nothing fits.
 * Throws `invalid_input` naming the place, `too_large`.
 */
export const addCases = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof addCasesInput>,
  file: UploadedFile,
): Promise<AddedCases> => {
  authorise(actor, 'tasks.edit');
  const { slug } = addCasesInput.parse(raw);
  const task = await app.db.transaction(tenant(actor), (tx) => requireTask(tx, actor.organisationId, slug));
  const { cases, rejected } = readCaseFile(file, task.draft);
  const [first] = rejected;
  if (cases.length === 0) {
    const why = first ? ` Case ${first.case}: ${first.reason}` : '';
    throw new DomainError('invalid_input', `${file.name} has no case that fits “${task.name}”.${why}`);
  }
  const saved = await inTransaction(app, tenant(actor), async (tx) => {
    const result = await saveLabelledCases(
      tx,
      {
        organisationId: actor.organisationId,
        taskId: task.id,
        spec: task.draft,
        source: 'upload',
        createdById: actor.kind === 'user' ? actor.userId : null,
        at: app.now(),
      },
      cases,
    );
    await appendAudit(tx, actor, app.now(), {
      type: 'classifier.cases-added',
      target: { id: task.id, label: task.name },
      payload: { added: result.added, corrected: result.corrected },
    });
    return result;
  });
  return { ...saved, rejectedCount: rejected.length, rejected: rejected.slice(0, 20) };
};
