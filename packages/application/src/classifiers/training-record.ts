import { newId, type Tx } from '@switchyard/db';
import { type Actor, DomainError, type OrganisationId } from '@switchyard/domain';
import { trainingLimits } from '@switchyard/suppliers';
import { appendAudit } from '../audit/append-audit.ts';
import type { TaskRecord } from '../tasks/task-record.ts';

/*
 * A training:
 *   queued → running       a worker claims it: lease token raised, lease set (claimTraining)
 *   running → completed    its version is stored in the same transaction, under the lease token (finishTraining)
 *   running → failed       it cannot succeed, or three processes disappeared with it
 *   running → queued       the worker stops in order, or its lease ran out
 *   queued, running → cancelled   by a person; the worker's next heartbeat finds out and ends the thread
 * At most one of a task is queued or running: a unique index says so.
 */
export const trainingStatuses = ['queued', 'running', 'completed', 'failed', 'cancelled'] as const;

/** Labels with fewer cases than this cannot be learned; there must be two that can. */
export const casesPerLabelMin = 5;

/** Why there is nothing to train on yet, in a sentence; null when there is. */
export const findShortage = (counts: readonly { readonly cases: number }[]): string | null => {
  const cases = counts.reduce((sum, each) => sum + each.cases, 0);
  const learnable = counts.filter((each) => each.cases >= casesPerLabelMin).length;
  if (cases < trainingLimits.casesMin) {
    return `There are ${cases} labelled cases; at least ${trainingLimits.casesMin} are needed.`;
  }
  if (learnable >= 2) return null;
  return `At least two labels need ${casesPerLabelMin} cases each; ${learnable === 0 ? 'none has' : 'one has'} so far.`;
};

interface LabelCount {
  readonly label: string;
  readonly cases: number;
}

/** Cases per label, most first. Cases without a label of the task are not counted. */
export const countLabels = (tx: Tx, organisationId: OrganisationId, taskId: string): Promise<LabelCount[]> =>
  tx.query<LabelCount>(
    `SELECT label, count(*)::int AS cases FROM labelled_case
     WHERE organisation_id = $1 AND task_id = $2 AND label IS NOT NULL GROUP BY label ORDER BY cases DESC, label LIMIT 1000`,
    [organisationId, taskId],
  );

/** Adds a training, or finds the one that is under way. Throws `not_permitted_now` when there is nothing to learn from. */
export const queueTraining = async (
  tx: Tx,
  actor: Actor,
  at: Date,
  task: Pick<TaskRecord, 'id' | 'name'>,
): Promise<{ trainingId: string; isNew: boolean }> => {
  const counts = await countLabels(tx, actor.organisationId, task.id);
  const shortage = findShortage(counts);
  if (shortage !== null) throw new DomainError('not_permitted_now', shortage);
  const id = newId();
  const name = actor.kind === 'system' ? 'the schedule' : actor.name;
  const cases = counts.reduce((sum, each) => sum + each.cases, 0);
  const added = await tx.execute(
    `INSERT INTO classifier_training (id, organisation_id, task_id, status, requested_by_id, requested_by_label, requested_at, case_count)
     VALUES ($1, $2, $3, 'queued', $4, $5, $6, $7) ON CONFLICT (task_id) WHERE status IN ('queued', 'running') DO NOTHING`,
    [id, actor.organisationId, task.id, actor.kind === 'user' ? actor.userId : null, name, at, cases],
  );
  if (added > 0) {
    await appendAudit(tx, actor, at, {
      type: 'classifier.training-requested',
      target: { id: task.id, label: task.name },
      payload: { trainingId: id, cases },
    });
    return { trainingId: id, isNew: true };
  }
  const [live] = await tx.query<{ id: string }>(
    `SELECT id FROM classifier_training WHERE organisation_id = $1 AND task_id = $2 AND status IN ('queued', 'running')`,
    [actor.organisationId, task.id],
  );
  if (!live) throw new DomainError('conflict', 'A training ended at this very moment. Look at it, then start again.');
  return { trainingId: live.id, isNew: false };
};
