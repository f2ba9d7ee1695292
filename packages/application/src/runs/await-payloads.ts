import { isDomainError } from '@switchyard/domain';
import type { App } from '../app.ts';
import { inTransaction } from '../change.ts';
import { openInput } from '../payloads/run-values.ts';
import type { ClaimedStep } from './claim-step.ts';
import { holdsLease } from './finish-step.ts';
import { holdBackReady } from './hold-back.ts';
import { giveBack } from './postpone-step.ts';
import { lockRun } from './run-record.ts';

/** A payload store that is away keeps no hand: the step is looked at again after this, in ms. */
const lookAgainMs = 2000;

/**
 * A claimed step with its input in place. Null while the payload store does not give the input: the step has been handed back then, which
 * is no attempt, and says what it waits for.
 */
export const openOrHandBack = async (app: App, step: ClaimedStep): Promise<ClaimedStep | null> => {
  try {
    return await openInput(app, step);
  } catch (thrown) {
    if (!(isDomainError(thrown) && thrown.retryable)) throw thrown;
    await handBack(app, step, thrown.message);
    return null;
  }
};

/** Not a transition: the values of the run may lie in that same store. */
const handBack = (app: App, step: ClaimedStep, why: string): Promise<void> =>
  inTransaction(app, { organisationId: step.organisationId }, async (tx) => {
    const { pause } = await lockRun(tx, step.organisationId, step.runId);
    if (!(await holdsLease(tx, step))) return;
    giveBack(tx, step, { reason: `its input. ${why}`, delayMs: lookAgainMs });
    if (pause) holdBackReady(tx, step.runId);
  });

/** Says on the step that it is done and why its result is not written yet. Lost with the database; the page says less then. */
export const sayUnwritten = async (app: App, step: ClaimedStep, why: string): Promise<void> => {
  await app.db
    .queryOnce(
      { organisationId: step.organisationId },
      `UPDATE step SET waiting_reason = $3 WHERE id = $1 AND lease_token = $2 AND status = 'running'`,
      [step.id, step.leaseToken, `“${step.name}” is done, and what it gives cannot be stored yet. ${why}`],
    )
    .catch((cause: unknown) => app.log.debug({ err: cause, stepId: step.id }, 'not said why a result is not written'));
};
