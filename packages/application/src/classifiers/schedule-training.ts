import { type Actor, isDomainError, type OrganisationId, slugSchema, type TaskId } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { requireTask } from '../tasks/task-record.ts';
import { lockClassifier } from './classifier-record.ts';
import { queueTraining } from './training-record.ts';

export const scheduleTrainingInput = z.object({
  slug: slugSchema,
  /** Null: only when somebody asks. */
  everyDays: z.int().min(1).max(365).nullable(),
  /** A training is passed over while fewer cases than this are new or corrected since the last one. */
  newCasesMin: z.int().min(0).max(100_000).default(20),
});
export const scheduledTrainingSchema = z.object({ nextAt: z.iso.datetime().nullable() });

const dayMs = 86_400_000;
const after = (at: Date, days: number): Date => new Date(at.getTime() + days * dayMs);

/** Has the classifier of a task trained again every so many days, or ends that. */
export const scheduleTraining = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof scheduleTrainingInput>,
): Promise<z.infer<typeof scheduledTrainingSchema>> => {
  authorise(actor, 'tasks.edit');
  const { slug, everyDays, newCasesMin } = scheduleTrainingInput.parse(raw);
  const nextAt = everyDays === null ? null : after(app.now(), everyDays);
  await inTransaction(app, tenant(actor), async (tx) => {
    const task = await requireTask(tx, actor.organisationId, slug);
    await lockClassifier(tx, actor.organisationId, task.id);
    await tx.execute(
      'UPDATE classifier SET every_days = $3, new_cases_min = $4, next_at = $5 WHERE organisation_id = $1 AND task_id = $2',
      [actor.organisationId, task.id, everyDays, newCasesMin, nextAt],
    );
    const target = { id: task.id, label: task.name };
    await appendAudit(tx, actor, app.now(), {
      type: 'classifier.scheduled',
      target,
      payload: { everyDays, newCasesMin },
    });
  });
  return { nextAt: nextAt?.toISOString() ?? null };
};

interface DueRow {
  readonly organisation_id: OrganisationId;
  readonly task_id: TaskId;
}

/** Starts the trainings whose time has come. Returns how many schedules moved on. */
export const startDueTrainings = async (app: App): Promise<number> => {
  const due = await app.db.transaction('system', (tx) =>
    tx.query<DueRow>('SELECT organisation_id, task_id FROM classifier WHERE next_at <= $1 ORDER BY next_at LIMIT 50', [
      app.now(),
    ]),
  );
  let moved = 0;
  for (const row of due) if (await startDue(app, row)) moved += 1;
  return moved;
};

/** Whoever moves the schedule on starts its training, in one transaction. */
const startDue = (app: App, { organisation_id: organisationId, task_id: taskId }: DueRow): Promise<boolean> =>
  inTransaction(app, { organisationId }, async (tx) => {
    const classifier = await lockClassifier(tx, organisationId, taskId);
    if (classifier.nextAt === null || classifier.nextAt > app.now() || classifier.everyDays === null) return false;
    await tx.execute('UPDATE classifier SET next_at = $3 WHERE organisation_id = $1 AND task_id = $2', [
      organisationId,
      taskId,
      after(app.now(), classifier.everyDays),
    ]);
    const [task] = await tx.query<{ name: string; fresh: number }>(
      `SELECT t.name, (SELECT count(*)::int FROM labelled_case c WHERE c.organisation_id = $1 AND c.task_id = t.id AND c.at >
                coalesce((SELECT max(started_at) FROM classifier_training r WHERE r.task_id = t.id AND r.status = 'completed'),
                         '-infinity')) AS fresh
       FROM task t WHERE t.organisation_id = $1 AND t.id = $2 AND t.archived_at IS NULL`,
      [organisationId, taskId],
    );
    if (!task || task.fresh < classifier.newCasesMin) return true;
    const actor = { kind: 'system' as const, organisationId, name: 'classifier' };
    await queueTraining(tx, actor, app.now(), { id: taskId, name: task.name }).catch((thrown: unknown) => {
      // Too few cases now: nothing was written, and the next time is set.
      if (!isDomainError(thrown)) throw thrown;
    });
    return true;
  });
