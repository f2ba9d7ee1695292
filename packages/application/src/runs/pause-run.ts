import { type Actor, DomainError, type RunStatus, runIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { operateRun } from './operate-run.ts';
import { runLabel } from './run-label.ts';
import { describePause, markPaused } from './run-pause.ts';
import { lockRun } from './run-record.ts';
import type { TransitionWork } from './transition-work.ts';

export const pauseRunInput = z.object({ runId: runIdSchema, reason: z.string().trim().max(500).default('') });

/**
 * Keeps workers from starting anything of a run. What a worker has in hand it finishes; times, messages and decisions are still
 * taken and move the run up to its next step for a worker, which then stays where it is until the run is resumed. Runs that it
 * waits for are paused with it.
 */
export const pauseRun = (
  app: App,
  actor: Actor,
  raw: z.input<typeof pauseRunInput>,
): Promise<{ status: RunStatus }> => {
  authorise(actor, 'runs.operate');
  const { runId, reason } = pauseRunInput.parse(raw);
  const { organisationId } = actor;
  return inTransaction(app, tenant(actor), async (tx, after) => {
    const run = await lockRun(tx, organisationId, runId);
    if (run.pause) {
      throw new DomainError('not_permitted_now', `This run is paused already. ${describePause(run.pause)}`);
    }
    await markPaused({ tx, after }, runId, { at: app.now(), by: actor.name, with: null });
    // The transition sees the pause, holds back what is ready and says why the run does not move.
    const apply = async (work: TransitionWork) => {
      work.audit.push({
        type: 'run.paused',
        target: { id: runId, label: runLabel(runId) },
        runId,
        payload: { reason },
      });
    };
    const ports = { app, tx, after, actor };
    return { status: await operateRun(ports, { organisationId, runId }, apply, 'There is nothing left to pause.') };
  });
};
