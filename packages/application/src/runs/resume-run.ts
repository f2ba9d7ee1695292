import { type Actor, DomainError, type RunStatus, runIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { giveBackReady } from './hold-back.ts';
import { operateRun } from './operate-run.ts';
import { runLabel } from './run-label.ts';
import { lockRun } from './run-record.ts';
import type { TransitionWork } from './transition-work.ts';

export const resumeRunInput = z.object({ runId: runIdSchema });

/** Gives workers the steps of a paused run again, each at the time it had. Throws `not_permitted_now` for a run that is not paused. */
export const resumeRun = (
  app: App,
  actor: Actor,
  raw: z.input<typeof resumeRunInput>,
): Promise<{ status: RunStatus }> => {
  authorise(actor, 'runs.operate');
  const { runId } = resumeRunInput.parse(raw);
  const { organisationId } = actor;
  return inTransaction(app, tenant(actor), async (tx, after) => {
    const { pause } = await lockRun(tx, organisationId, runId);
    if (!pause) throw new DomainError('not_permitted_now', 'This run is not paused; there is nothing to resume.');
    tx.send('UPDATE run SET paused_at = NULL, paused_by = NULL WHERE id = $1', [runId]);
    giveBackReady(tx, runId);
    const apply = async (work: TransitionWork) => {
      work.audit.push({
        type: 'run.resumed',
        target: { id: runId, label: runLabel(runId) },
        runId,
        payload: {},
      });
      work.after.ring();
    };
    const ports = { app, tx, after, actor };
    return { status: await operateRun(ports, { organisationId, runId }, apply, 'There is nothing left to resume.') };
  });
};
