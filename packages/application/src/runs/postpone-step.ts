import type { Tx } from '@switchyard/db';
import type { ClaimedStep } from './claim-step.ts';
import type { TransitionWork } from './transition-work.ts';

/** Something passes by itself before which the step cannot begin: nothing was tried, and nothing counts as tried. */
export interface Postponed {
  readonly kind: 'postponed';
  /** What it waits for, as a clause: `OpenAI: at most 60 calls a minute; next at 14:03:10 UTC.` */
  readonly reason: string;
  readonly delayMs: number;
}

/** Gives the step back for later, under the lease that is held, as if it had not been claimed. */
export const postponeStep = (work: TransitionWork, step: ClaimedStep, postponed: Postponed): void =>
  giveBack(work.tx, step, postponed);

/** The same outside of a transition, for whoever holds the run's lock and the lease. */
export const giveBack = (tx: Tx, step: ClaimedStep, { reason, delayMs }: Omit<Postponed, 'kind'>): void =>
  tx.send(
    `WITH postponed AS (
       UPDATE step SET status = 'ready', attempt = attempt - 1, waiting_reason = $3, error = NULL, lease_until = NULL,
                       available_at = now() + $2 * interval '1 millisecond'
       WHERE id = $1 RETURNING id, attempt)
     DELETE FROM step_attempt USING postponed WHERE step_id = postponed.id AND number = postponed.attempt + 1`,
    [step.id, delayMs, `“${step.name}” waits for ${reason}`],
  );
