import type { Tx } from '@switchyard/db';
import { type Actor, DomainError, slugSchema, type TaskSpec, taskSpecSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { listChanged } from '../tasks/save-task.ts';
import { requireTask } from '../tasks/task-record.ts';
import { findVersionRecord, getWorkflowRecord } from '../workflows/workflow-record.ts';
import { evaluateWording, wordingEvaluationSchema } from './wording-evaluation.ts';

export const listWordingChangesInput = z
  .object({
    /** The tasks that publishing this workflow would take in another version. */
    workflowSlug: slugSchema.optional(),
    /** The draft of this task against its published version. */
    taskSlug: slugSchema.optional(),
  })
  .refine(({ workflowSlug, taskSlug }) => (workflowSlug === undefined) !== (taskSlug === undefined), {
    message: 'Name a workflow or a task.',
  });

const wordingChangeSchema = wordingEvaluationSchema.extend({
  taskSlug: z.string(),
  taskName: z.string(),
  /** The version that runs use now. */
  before: z.object({ versionId: z.string(), number: z.int() }),
  /** What they would use; null: the draft. */
  after: z.object({ versionId: z.string(), number: z.int() }).nullable(),
  /** What of the task is another: instructions, checks and so on. */
  changed: z.array(z.string()),
});
export const wordingChangesSchema = z.object({ items: z.array(wordingChangeSchema) });
export type WordingChange = z.infer<typeof wordingChangeSchema>;

interface Change {
  readonly slug: string;
  readonly name: string;
  readonly before: { readonly versionId: string; readonly number: number; readonly spec: TaskSpec };
  readonly after: { readonly versionId: string | null; readonly number: number; readonly spec: TaskSpec };
}

interface Row {
  readonly slug: string;
  readonly name: string;
  readonly oldId: string;
  readonly oldNumber: number;
  readonly oldSpec: unknown;
  readonly newId: string;
  readonly newNumber: number;
  readonly newSpec: unknown;
}

/** Tasks of the draft whose newest version is not the one that the workflow's current version runs with. */
const changesOfWorkflow = async (tx: Tx, actor: Actor, slug: string): Promise<Change[]> => {
  const { organisationId } = actor;
  const workflow = await getWorkflowRecord(tx, organisationId, slug);
  const { currentVersionId } = workflow;
  if (currentVersionId === null) return [];
  const version = await findVersionRecord(tx, organisationId, workflow.id, { id: currentVersionId });
  const used = new Set(
    workflow.draft.nodes.flatMap(({ kind, config }) => {
      const task =
        kind === 'task' && typeof config === 'object' && config !== null && 'task' in config ? config.task : null;
      return typeof task === 'string' ? [task] : [];
    }),
  );
  const pinned = Object.entries(version?.tasks ?? {}).filter(([task]) => used.has(task));
  const rows = await tx.query<Row>(
    `SELECT t.slug, t.name, old.id AS "oldId", old.number AS "oldNumber", old.spec AS "oldSpec",
            new.id AS "newId", new.number AS "newNumber", new.spec AS "newSpec"
     FROM unnest($2::text[], $3::uuid[]) AS pinned (slug, version_id)
     JOIN task t ON t.organisation_id = $1 AND t.slug = pinned.slug AND t.archived_at IS NULL
     JOIN task_version old ON old.id = pinned.version_id JOIN task_version new ON new.id = t.current_version_id
     WHERE old.id <> new.id ORDER BY t.slug`,
    [organisationId, pinned.map(([task]) => task), pinned.map(([, id]) => id)],
  );
  return rows.map((row) => ({
    slug: row.slug,
    name: row.name,
    before: { versionId: row.oldId, number: row.oldNumber, spec: taskSpecSchema.parse(row.oldSpec) },
    after: { versionId: row.newId, number: row.newNumber, spec: taskSpecSchema.parse(row.newSpec) },
  }));
};

const changesOfTask = async (tx: Tx, actor: Actor, slug: string): Promise<Change[]> => {
  const task = await requireTask(tx, actor.organisationId, slug);
  const { currentVersionId, currentNumber, draft, name } = task;
  if (currentVersionId === null || currentNumber === null) return [];
  const [row] = await tx.query<{ spec: unknown }>(
    'SELECT spec FROM task_version WHERE organisation_id = $1 AND id = $2',
    [actor.organisationId, currentVersionId],
  );
  if (!row) throw new DomainError('not_found', `The published version of “${name}” is gone.`);
  const spec = taskSpecSchema.parse(row.spec);
  const before = { versionId: currentVersionId, number: currentNumber, spec };
  return [{ slug, name, before, after: { versionId: null, number: currentNumber + 1, spec: draft } }];
};

/**
 * Where the wording of a task would change, with whether the new one was evaluated against the old one and what came of it: the draft
 * of a task before it is published, or the tasks that the next version of a workflow would take up. Throws `not_found`.
 */
export const listWordingChanges = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof listWordingChangesInput>,
): Promise<z.infer<typeof wordingChangesSchema>> => {
  authorise(actor, 'tasks.read');
  const { workflowSlug, taskSlug } = listWordingChangesInput.parse(raw);
  if (workflowSlug !== undefined) authorise(actor, 'workflows.read');
  return app.db.transaction(tenant(actor), async (tx) => {
    const changes =
      workflowSlug === undefined
        ? await changesOfTask(tx, actor, taskSlug ?? '')
        : await changesOfWorkflow(tx, actor, workflowSlug);
    const items: WordingChange[] = [];
    for (const { slug, name, before, after } of changes) {
      const changed = listChanged(before.spec, after.spec);
      if (changed.length === 0) continue;
      const evaluation = await evaluateWording(tx, actor.organisationId, slug, {
        before: before.spec,
        after: after.spec,
      });
      items.push({
        ...{ taskSlug: slug, taskName: name, changed },
        before: { versionId: before.versionId, number: before.number },
        after: after.versionId === null ? null : { versionId: after.versionId, number: after.number },
        ...evaluation,
      });
    }
    return { items };
  });
};
