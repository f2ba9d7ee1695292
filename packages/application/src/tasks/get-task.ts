import type { Tx } from '@switchyard/db';
import { type Actor, type OrganisationId, slugSchema, taskSpecSchema } from '@switchyard/domain';
import { wilsonBounds } from '@switchyard/routing';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { loadPolicy } from '../routing/load-routing.ts';
import { lintTask, taskProblemSchema } from './lint-task.ts';
import { hashTask, requireTask } from './task-record.ts';

export const getTaskInput = z.object({ slug: slugSchema });

const versionSchema = z.object({
  id: z.string(),
  number: z.int(),
  hash: z.string(),
  publishedAt: z.iso.datetime(),
  publishedByName: z.string().nullable(),
});

const evidenceSchema = z.object({
  candidateRef: z.string(),
  attempted: z.int(),
  accepted: z.int(),
  graded: z.int(),
  succeeded: z.int(),
  /** Lower confidence bound of success, by the policy's confidence; null without graded cases. */
  successLowerBound: z.number().nullable(),
});

export const taskDetailSchema = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  draft: taskSpecSchema,
  draftHash: z.string(),
  problems: z.array(taskProblemSchema),
  /** The draft differs from what runs. */
  isChanged: z.boolean(),
  versions: z.array(versionSchema),
  evidence: z.array(evidenceSchema),
});
export type TaskDetail = z.infer<typeof taskDetailSchema>;

interface VersionRow extends Omit<z.infer<typeof versionSchema>, 'publishedAt'> {
  readonly publishedAt: Date;
}

const listVersions = async (tx: Tx, organisationId: OrganisationId, taskId: string) => {
  const rows = await tx.query<VersionRow>(
    `SELECT v.id, v.number, v.hash, v.published_at AS "publishedAt", u.name AS "publishedByName"
     FROM task_version v LEFT JOIN app_user u ON u.id = v.published_by_id
     WHERE v.organisation_id = $1 AND v.task_id = $2 ORDER BY v.number DESC LIMIT 50`,
    [organisationId, taskId],
  );
  return rows.map((row) => ({ ...row, publishedAt: row.publishedAt.toISOString() }));
};

const listEvidence = async (tx: Tx, organisationId: OrganisationId, taskId: string) => {
  const { confidence } = await loadPolicy(tx, organisationId, null);
  const rows = await tx.query<Omit<z.infer<typeof evidenceSchema>, 'successLowerBound'>>(
    `SELECT candidate_ref AS "candidateRef", attempted, accepted, graded, succeeded FROM evidence
     WHERE organisation_id = $1 AND task_id = $2 ORDER BY candidate_ref LIMIT 200`,
    [organisationId, taskId],
  );
  return rows.map((row) => ({
    ...row,
    successLowerBound: row.graded === 0 ? null : wilsonBounds(row.succeeded, row.graded, confidence).lower,
  }));
};

/** Everything about one task: draft, problems, versions, evidence per candidate. Throws `not_found`. */
export const getTask = async (app: App, actor: Actor, raw: z.input<typeof getTaskInput>): Promise<TaskDetail> => {
  authorise(actor, 'tasks.read');
  const { slug } = getTaskInput.parse(raw);
  return app.db.transaction(tenant(actor), async (tx) => {
    const task = await requireTask(tx, actor.organisationId, slug);
    const draftHash = hashTask(task.draft);
    return {
      id: task.id,
      slug: task.slug,
      name: task.name,
      draft: task.draft,
      draftHash,
      problems: lintTask(task.draft),
      isChanged: task.currentHash !== draftHash,
      versions: await listVersions(tx, actor.organisationId, task.id),
      evidence: await listEvidence(tx, actor.organisationId, task.id),
    };
  });
};
