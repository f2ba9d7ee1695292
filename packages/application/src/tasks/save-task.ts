import { type Actor, DomainError, slugSchema, type TaskSpec, taskSpecSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { hashTask, requireTask } from './task-record.ts';

export const saveTaskInput = z.object({
  slug: slugSchema,
  spec: taskSpecSchema,
  /** Hash of the draft this change was made on; another one meanwhile is a conflict, not overwritten. */
  baseHash: z.string().optional(),
});

const labels: Record<keyof TaskSpec, string> = {
  slug: 'key',
  name: 'name',
  description: 'description',
  instructions: 'instructions',
  input: 'input',
  output: 'output',
  checks: 'checks',
  qualityTarget: 'quality target',
  segmentField: 'segments',
  dataClass: 'data class',
  rules: 'rules',
  extractors: 'extractors',
  allowedSuppliers: 'allowed suppliers',
  maxAttempts: 'attempts',
  timeoutMs: 'time limit',
  maxOutputTokens: 'length of answers',
};

/** What of a task differs, in the words of its form. */
export const listChanged = (before: TaskSpec, after: TaskSpec): string[] =>
  (Object.keys(labels) as (keyof TaskSpec)[])
    .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .map((key) => labels[key]);

/** Saves the draft; what runs is the published version. Throws `conflict` when somebody else saved in between. */
export const saveTask = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof saveTaskInput>,
): Promise<{ hash: string }> => {
  authorise(actor, 'tasks.edit');
  const { slug, spec, baseHash } = saveTaskInput.parse(raw);
  if (spec.slug !== slug) throw new DomainError('invalid_input', 'The key of a task cannot change.');
  await inTransaction(app, tenant(actor), async (tx) => {
    const task = await requireTask(tx, actor.organisationId, slug, { forUpdate: true });
    if (baseHash !== undefined && baseHash !== hashTask(task.draft)) {
      throw new DomainError('conflict', 'Somebody else changed this task meanwhile. Reload to see their change.');
    }
    const changed = listChanged(task.draft, spec);
    if (changed.length === 0) return;
    await tx.execute('UPDATE task SET name = $3, description = $4, draft = $5 WHERE organisation_id = $1 AND id = $2', [
      actor.organisationId,
      task.id,
      spec.name,
      spec.description,
      JSON.stringify(spec),
    ]);
    const target = { id: task.id, label: spec.name };
    await appendAudit(tx, actor, app.now(), { type: 'task.updated', target, payload: { changed } });
  });
  return { hash: hashTask(spec) };
};
