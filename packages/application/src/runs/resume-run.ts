import type { Tx } from '@switchyard/db';
import { type Actor, DomainError, type RunId, type RunStatus, runIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { operateRun } from './operate-run.ts';
import { runLabel } from './run-label.ts';
import { describePause, unmarkPaused } from './run-pause.ts';
import { lockRun } from './run-record.ts';
import type { TransitionWork } from './transition-work.ts';

export const resumeRunInput = z.object({ runId: runIdSchema });

/**
 * Gives workers the steps of a paused run again, each at the time it had, and those of the runs paused with it. Throws
 * `not_permitted_now` for a run that is not paused, or whose parent is: that one is to be resumed.
 */
export const resumeRun = (
  app: App,
  actor: Actor,
  raw: z.input<typeof resumeRunInput>,
): Promise<{ status: RunStatus }> => {
  authorise(actor, 'runs.operate');
  const { runId } = resumeRunInput.parse(raw);
  const { organisationId } = actor;
  return inTransaction(app, tenant(actor), async (tx, after) => {
    const { pause, parentRunId } = await lockRun(tx, organisationId, runId);
    if (!pause) throw new DomainError('not_permitted_now', 'This run is not paused; there is nothing to resume.');
    if (pause.with !== null) throw new DomainError('not_permitted_now', describePause(pause));
    await requireMoving(tx, parentRunId);
    unmarkPaused({ tx, after }, runId);
    const apply = async (work: TransitionWork) => {
      work.audit.push({
        type: 'run.resumed',
        target: { id: runId, label: runLabel(runId) },
        runId,
        payload: {},
      });
    };
    const ports = { app, tx, after, actor };
    return { status: await operateRun(ports, { organisationId, runId }, apply, 'There is nothing left to resume.') };
  });
};

const requireMoving = async (tx: Tx, parentRunId: RunId | null): Promise<void> => {
  if (parentRunId === null) return;
  const [paused] = await tx.query<{ id: RunId }>(
    `SELECT id FROM run WHERE id = $1 AND paused_at IS NOT NULL AND status IN ('running', 'waiting')`,
    [parentRunId],
  );
  if (!paused) return;
  throw new DomainError(
    'not_permitted_now',
    `${runLabel(paused.id)}, which started this run, is paused too: resume that one first.`,
  );
};
