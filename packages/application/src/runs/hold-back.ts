import type { Tx } from '@switchyard/db';

/*
 * A paused run gives workers nothing: its ready steps are due at infinity, so that claims neither see them nor have to look at
 * runs. Everything else still happens; what becomes ready meanwhile is held back by the transition that made it ready.
 */

/** Takes the ready steps of a paused run out of reach of workers, in the transaction that holds the run's lock. */
export const holdBackReady = (tx: Tx, runId: string): void =>
  tx.send(
    `UPDATE step SET paused_due_at = available_at, available_at = 'infinity'
     WHERE run_id = $1 AND status = 'ready' AND available_at < 'infinity'`,
    [runId],
  );

/** Gives them back with the times they had. */
export const giveBackReady = (tx: Tx, runId: string): void =>
  tx.send(
    `UPDATE step SET available_at = coalesce(paused_due_at, now()), paused_due_at = NULL
     WHERE run_id = $1 AND status = 'ready' AND available_at = 'infinity'`,
    [runId],
  );
