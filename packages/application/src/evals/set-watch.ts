import { type Actor, DomainError, gradingSchema, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { findAdmissible } from '../routing/candidate-pin.ts';
import { requireTask } from '../tasks/task-record.ts';
import { decideFor, loadCandidateFacts } from './candidates-of.ts';
import { requireSoundGrading } from './lint-grading.ts';

const share = z.number().min(0).max(1);

export const setWatchInput = z.object({
  taskSlug: slugSchema,
  grading: gradingSchema,
  /** Who answers in the shadow; null: nobody. */
  shadowRef: z.string().min(1).max(200).nullable().default(null),
  shadowShare: share.default(0),
  regradeShare: share.default(0),
  /** A drop in the share of right answers by so much raises a notice. */
  drop: z.number().min(0.01).max(0.9).default(0.1),
  /** The revision the change builds upon; 0: nothing is watched yet. */
  revision: z.int().min(0).default(0),
});
export const savedWatchSchema = z.object({ revision: z.int() });

/** What is asked in the shadow is asked of real data: the floors of the task hold. Throws `not_permitted_now`. */
const requireAskable = (
  facts: Awaited<ReturnType<typeof loadCandidateFacts>>,
  spec: Parameters<typeof decideFor>[1],
  refs: readonly string[],
): void => {
  const decision = decideFor(facts, spec, spec.dataClass, 1);
  for (const ref of refs) {
    const found = findAdmissible(decision, ref);
    if ('refusal' in found) throw new DomainError('not_permitted_now', `${ref} may not be asked. ${found.refusal}`);
    if (found.supplierKind === 'human')
      throw new DomainError('not_permitted_now', 'People are not asked in the shadow.');
  }
};

/**
 * Sets what share of a task's calls is graded again and answered by another candidate in the shadow; both happen afterwards and
 * delay no step. What was noticed before is forgotten: it starts to look anew. Throws `conflict` when somebody set it since
 * `revision`, `not_permitted_now` when a floor keeps the shadow or a judge from the task.
 */
export const setWatch = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof setWatchInput>,
): Promise<z.infer<typeof savedWatchSchema>> => {
  authorise(actor, 'evals.manage');
  const input = setWatchInput.parse(raw);
  requireSoundGrading(input.grading);
  const { organisationId } = actor;
  const { shadowRef, shadowShare, regradeShare, revision } = input;
  return inTransaction(app, tenant(actor), async (tx) => {
    const task = await requireTask(tx, organisationId, input.taskSlug);
    const judges = input.grading.graders.flatMap(({ grader }) =>
      grader.kind === 'judge' ? [grader.candidateRef] : [],
    );
    const facts = await loadCandidateFacts(app, tx, organisationId, task.id);
    requireAskable(facts, task.draft, [...judges, ...(shadowRef === null ? [] : [shadowRef])]);
    const values = [
      ...[task.id, organisationId, JSON.stringify(input.grading), shadowRef, shadowShare, regradeShare, input.drop],
      app.now(),
    ];
    const [row] = await tx.query<{ revision: number }>(
      revision === 0
        ? `INSERT INTO task_watch (task_id, organisation_id, grading, shadow_ref, shadow_share, regrade_share, drop, since)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (task_id) DO NOTHING RETURNING revision`
        : `UPDATE task_watch SET grading = $3, shadow_ref = $4, shadow_share = $5, regrade_share = $6, drop = $7, since = $8,
                  drifted_at = NULL, revision = revision + 1
           WHERE task_id = $1 AND organisation_id = $2 AND revision = $9 RETURNING revision`,
      revision === 0 ? values : [...values, revision],
    );
    if (!row) throw new DomainError('conflict', 'Somebody set this meanwhile. Look at it again, then save.');
    await appendAudit(tx, actor, app.now(), {
      type: 'task.watch-set',
      target: { id: task.id, label: task.name },
      payload: { shadow: shadowRef, shadowShare, regradeShare },
    });
    return row;
  });
};
