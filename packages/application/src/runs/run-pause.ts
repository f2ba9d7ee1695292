import type { RunId } from '@switchyard/domain';
import { giveBackReady } from './hold-back.ts';
import { runLabel } from './run-label.ts';
import type { RunRecord } from './run-record.ts';
import type { TransitionPorts } from './transition.ts';

type Ports = Pick<TransitionPorts, 'tx' | 'after'>;

/** Marks a run paused, under its lock; the transition that follows holds back what is ready. Runs inside it are told. */
export const markPaused = async ({ tx, after }: Ports, runId: RunId, pause: NonNullable<RunRecord['pause']>) => {
  await tx.execute(
    `UPDATE run SET paused_at = $2, paused_by = $3, paused_with = $4 WHERE id = $1 AND status IN ('running', 'waiting')`,
    [runId, pause.at, pause.by, pause.with],
  );
  after.follow({ kind: 'pauses', runId });
};

/** Takes the mark away and gives workers what was held back, under the run's lock. Runs paused with it are told. */
export const unmarkPaused = ({ tx, after }: Ports, runId: RunId): void => {
  tx.send('UPDATE run SET paused_at = NULL, paused_by = NULL, paused_with = NULL WHERE id = $1', [runId]);
  giveBackReady(tx, runId);
  after.follow({ kind: 'pauses', runId });
  after.ring();
};

/** Why a paused run does not move, and what to do. */
export const describePause = (pause: NonNullable<RunRecord['pause']>): string =>
  pause.with === null
    ? `Paused by ${pause.by} at ${pause.at.toISOString()}.`
    : `Paused with ${runLabel(pause.with)}, which started it, by ${pause.by} at ${pause.at.toISOString()}: resume that run to go on.`;
