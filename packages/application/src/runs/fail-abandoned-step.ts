import { DomainError, type OrganisationId, type RunId, type StepId, toFailure } from '@switchyard/domain';
import type { App } from '../app.ts';
import { inTransaction } from '../change.ts';
import { drive } from './drive.ts';
import { transitionRun } from './transition.ts';

interface AbandonedStep {
  readonly organisation_id: OrganisationId;
  readonly run_id: RunId;
  readonly id: StepId;
  readonly name: string;
}

interface Disappearance {
  readonly isRepeatable: boolean;
  /** The process that did it alone was seen to end by itself. */
  readonly wasSeen: boolean;
}

const describe = (name: string, { isRepeatable, wasSeen }: Disappearance): DomainError => {
  if (!isRepeatable)
    return new DomainError('outcome_unknown', `the worker disappeared while “${name}” was being sent.`);
  return new DomainError(
    'internal',
    wasSeen
      ? `“${name}” ended the worker each time it was tried and has been stopped.`
      : `“${name}” has been stopped: nothing was heard any more of any of the workers that tried it.`,
  );
};

/**
 * Ends the wait for a holder that will not come back: a repeatable step has crashed too often and fails; any other is
 * parked as `unknown`, because its call may have had its effect.
 */
export const failAbandonedStep = async (app: App, step: AbandonedStep, how: Disappearance): Promise<void> => {
  const { organisation_id: organisationId, run_id: runId, id, name } = step;
  const { isRepeatable } = how;
  const failure = toFailure(describe(name, how));
  const waitingReason = `“${name}” may or may not have taken effect: ${failure.message} Say on the run's page whether it happened.`;
  await inTransaction(app, { organisationId }, async (tx, after) => {
    const ports = { app, tx, after, actor: { kind: 'system' as const, organisationId, name: 'reaper' } };
    await transitionRun(ports, organisationId, runId, async (work) => {
      const [ended] = await tx.query<{ ordinal: number; attempt: number }>(
        `UPDATE step SET status = $2, error = $3, lease_token = lease_token + 1, lease_until = NULL, crashes = crashes + 1,
                         finished_at = CASE WHEN $2 = 'failed' THEN now() END,
                         waiting_reason = CASE WHEN $2 = 'unknown' THEN $4 END
         WHERE id = $1 AND status = 'running' AND lease_until < now() RETURNING ordinal, attempt`,
        [id, isRepeatable ? 'failed' : 'unknown', JSON.stringify(failure), waitingReason],
      );
      if (!ended) return;
      await tx.execute(
        `UPDATE step_attempt SET status = $3, error = $4, finished_at = now() WHERE step_id = $1 AND number = $2`,
        [id, ended.attempt, isRepeatable ? 'abandoned' : 'unknown', JSON.stringify(failure)],
      );
      if (isRepeatable) await drive(work, { type: 'node_failed', tokenId: ended.ordinal, failure, isCaught: true });
    });
  });
};
