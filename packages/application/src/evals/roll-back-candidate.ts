import { type Actor, DomainError, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { requireTask } from '../tasks/task-record.ts';
import type { pinSchema } from './adopt-candidate.ts';
import { lockPins, storePin } from './pin-record.ts';

export const rollBackCandidateInput = z.object({
  taskSlug: slugSchema,
  /** Who is to be taken back, as it was shown: a second click, or somebody else's adoption, changes nothing. */
  candidateRef: z.string().min(1).max(200),
});

/**
 * Takes a task back to whom it was given before the last adoption; the policy, if to nobody. Throws `conflict` when the task is
 * no longer given to the one that is to be taken back.
 */
export const rollBackCandidate = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof rollBackCandidateInput>,
): Promise<z.infer<typeof pinSchema>> => {
  authorise(actor, 'evals.manage');
  authorise(actor, 'tasks.edit');
  const { taskSlug, candidateRef } = rollBackCandidateInput.parse(raw);
  const { organisationId } = actor;
  return inTransaction(app, tenant(actor), async (tx) => {
    const task = await requireTask(tx, organisationId, taskSlug);
    await lockPins(tx, organisationId, task.id);
    const pins = await tx.query<PinRow>(
      'SELECT candidate_ref, eval_run_id FROM task_pin WHERE organisation_id = $1 AND task_id = $2 ORDER BY id',
      [organisationId, task.id],
    );
    const current = pins.at(-1);
    if (current?.candidate_ref !== candidateRef) {
      throw new DomainError('conflict', `“${task.name}” is not given to ${candidateRef} any more. Look at it again.`);
    }
    const before = previousOf(pins);
    await storePin(tx, app, actor, { taskId: task.id, candidateRef: before, evalRunId: null });
    await appendAudit(tx, actor, app.now(), {
      type: 'task.supplier-rolled-back',
      target: { id: task.id, label: task.name },
      payload: { before: candidateRef, after: before, evalRunId: current.eval_run_id },
    });
    return { candidateRef: before };
  });
};

interface PinRow {
  readonly candidate_ref: string | null;
  /** Null: a row of going back. */
  readonly eval_run_id: string | null;
}

/** Whom the task was given to before the adoption that holds now; what was taken back is out of it. Null: the policy. */
const previousOf = (oldestFirst: readonly PinRow[]): string | null => {
  const adopted: (string | null)[] = [];
  for (const { candidate_ref: ref, eval_run_id: evalRunId } of oldestFirst) {
    if (evalRunId === null) adopted.pop();
    else adopted.push(ref);
  }
  return adopted.at(-2) ?? null;
};
