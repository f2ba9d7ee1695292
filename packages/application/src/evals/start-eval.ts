import type { Tx } from '@switchyard/db';
import { type Actor, DomainError, evalRunIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { isUnseen } from '../classifiers/training-marks.ts';
import { type EvalRecord, type EvalStatus, evalLabel, evalStatuses, requireEval } from './eval-record.ts';

export const startEvalInput = z.object({
  evalRunId: evalRunIdSchema,
  /** The most it may cost, as it was shown: who starts it agrees to that. */
  atMostMicroUsd: z.int().min(0),
  /**
   * When it goes on after a stop: asks again where there was no answer, also where a call was cut off. Those may be paid twice,
   * which nobody but a person decides.
   */
  repeatsUnanswered: z.boolean().default(false),
});
export const startedEvalSchema = z.object({ id: z.string(), status: z.enum(evalStatuses) });

/** The cases of the plan, drawn as its estimate was; each once per side. */
const insertResults = async (tx: Tx, run: EvalRecord): Promise<void> => {
  const { id, organisationId, datasetId, caseCount, arms, classifierVersionId } = run;
  const rows = await tx.execute(
    `INSERT INTO eval_result (eval_run_id, case_id, arm, organisation_id)
     SELECT $1, c.id, side.arm, $2 FROM
       (SELECT id FROM dataset_case WHERE organisation_id = $2 AND dataset_id = $3 AND removed_at IS NULL
          AND ${isUnseen('digest', '$6')} ORDER BY digest LIMIT $4) c
       CROSS JOIN generate_series(0, $5::int - 1) AS side (arm)`,
    [id, organisationId, datasetId, caseCount, arms.length, classifierVersionId],
  );
  if (rows !== caseCount * arms.length) {
    throw new DomainError('conflict', 'The dataset has become smaller since this was planned. Plan it again.');
  }
};

const repeatUnanswered = (tx: Tx, { id, organisationId }: EvalRecord): Promise<number> =>
  tx.execute(
    `UPDATE eval_result SET status = 'pending', fence_token = fence_token + 1, outcome = NULL, note = NULL
     WHERE organisation_id = $1 AND eval_run_id = $2 AND (status = 'lost' OR (status = 'done' AND outcome = 'error'))`,
    [organisationId, id],
  );

/**
 * Starts what was planned, or goes on with what was stopped: answers that are there stay, nothing that was paid is asked again.
 * Starting what runs already changes nothing. Throws `conflict` when the cost shown is not the cost planned, `not_permitted_now`
 * when it is over.
 */
export const startEval = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof startEvalInput>,
): Promise<{ id: string; status: EvalStatus }> => {
  authorise(actor, 'evals.manage');
  const { evalRunId, atMostMicroUsd, repeatsUnanswered } = startEvalInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const run = await requireEval(tx, actor.organisationId, evalRunId, { forUpdate: true });
    if (run.status === 'running') return { id: run.id, status: run.status };
    const isOver = run.status === 'cancelled' || (run.status === 'done' && !repeatsUnanswered);
    if (isOver) throw new DomainError('not_permitted_now', 'This evaluation is over. Plan another one.');
    if (atMostMicroUsd !== run.estimate.atMostMicroUsd) {
      throw new DomainError('conflict', 'The cost is not the one that was shown. Look at it again, then start.');
    }
    if (run.status === 'planned') await insertResults(tx, run);
    else if (repeatsUnanswered) await repeatUnanswered(tx, run);
    await tx.execute(
      `UPDATE eval_run SET status = 'running', stop_reason = NULL, started_at = coalesce(started_at, $3), finished_at = NULL
       WHERE organisation_id = $1 AND id = $2`,
      [actor.organisationId, run.id, app.now()],
    );
    await appendAudit(tx, actor, app.now(), {
      type: 'eval.started',
      target: { id: run.id, label: evalLabel(run) },
      payload: { atMostMicroUsd, dataClass: run.dataClass },
    });
    return { id: run.id, status: 'running' };
  });
};
