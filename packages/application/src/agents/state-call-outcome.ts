import { contentDigest } from '@switchyard/approvals';
import { DomainError, type JsonValue, type StepId } from '@switchyard/domain';
import { packLarge } from '../payloads/pack-large.ts';
import type { TransitionPorts } from '../runs/transition.ts';

export interface StatedCall {
  readonly runId: string;
  readonly stepId: StepId;
  readonly happened: boolean;
  /** What the tool answered, as far as the person knows. */
  readonly output: JsonValue;
}

/**
 * A person says whether the tool call took place at which an agent step stands. It did: the model is told what it answered.
 * It did not: it is made again, under another key, and needs no second approval. The caller holds the run's lock.
 */
export const stateCallOutcome = async ({ app, tx, actor }: TransitionPorts, stated: StatedCall): Promise<void> => {
  const { organisationId } = actor;
  const result = {
    text: stated.output === null ? 'The call was made. Its answer is not known.' : JSON.stringify(stated.output),
    stated: stated.output,
  };
  const pack = await packLarge(app, { organisationId, run: { tx, id: stated.runId } }, [result]);
  const changed = stated.happened
    ? await tx.execute(
        `UPDATE agent_call SET status = 'done', reason = NULL, result = $3, result_digest = $4, ended_at = $5
         WHERE organisation_id = $1 AND step_id = $2 AND status = 'unknown'`,
        [organisationId, stated.stepId, JSON.stringify(pack(result)), contentDigest(result), app.now()],
      )
    : await tx.execute(
        `UPDATE agent_call SET status = CASE WHEN needs_approval THEN 'approved' ELSE 'asked' END, reason = NULL,
           tries = tries + 1, begun_at = NULL, ended_at = NULL
         WHERE organisation_id = $1 AND step_id = $2 AND status = 'unknown'`,
        [organisationId, stated.stepId],
      );
  if (changed === 0) throw new DomainError('not_permitted_now', 'The outcome of this call is not open.');
};
