import { newId, type Tx } from '@switchyard/db';
import type { Actor, OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { labelOf } from './create-dataset.ts';

/** One decision about a task's candidate at a time: the second sees what the first did. */
export const lockPins = async (tx: Tx, organisationId: OrganisationId, taskId: string): Promise<void> => {
  await tx.query('SELECT 1 FROM task WHERE organisation_id = $1 AND id = $2 FOR UPDATE', [organisationId, taskId]);
};

export interface NewPin {
  readonly taskId: string;
  readonly candidateRef: string | null;
  readonly evalRunId: string | null;
}

/** From now on this candidate is asked first; null: as the policy decides. */
export const storePin = async (tx: Tx, app: App, actor: Actor, pin: NewPin): Promise<void> => {
  await tx.execute(
    `INSERT INTO task_pin (id, organisation_id, task_id, candidate_ref, eval_run_id, created_by_id, created_by_label, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      ...[newId(), actor.organisationId, pin.taskId, pin.candidateRef, pin.evalRunId],
      ...[actor.kind === 'user' ? actor.userId : null, labelOf(actor), app.now()],
    ],
  );
};
