import { type Actor, DomainError, type RunStatus, runIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { runLabel } from './run-label.ts';
import { lockRun } from './run-record.ts';
import type { TransitionPorts } from './transition.ts';

export const setAsideRunInput = z.object({
  runId: runIdSchema,
  reason: z.string().trim().min(1, 'Say why nothing is to be done about it.').max(500),
});

/** Says that nothing is to be done about a failed run: it no longer asks for attention. It can still be run again. */
export const setAsideRun = (
  app: App,
  actor: Actor,
  raw: z.input<typeof setAsideRunInput>,
): Promise<{ status: RunStatus }> => {
  authorise(actor, 'runs.operate');
  const input = setAsideRunInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx, after) => ({
    status: await setAsideRunIn({ app, tx, after, actor }, input),
  }));
};

/** The same inside the caller's transaction. */
export const setAsideRunIn = async (
  { app, tx, actor }: TransitionPorts,
  { runId, reason }: z.output<typeof setAsideRunInput>,
): Promise<RunStatus> => {
  const run = await lockRun(tx, actor.organisationId, runId);
  if (run.status !== 'failed') {
    throw new DomainError('not_permitted_now', `Only a failed run is set aside; this one is ${run.status}.`);
  }
  const changed = await tx.execute(
    'UPDATE run SET handled_at = $2, handled_by = $3, revision = revision + 1 WHERE id = $1 AND handled_at IS NULL',
    [runId, app.now(), actor.name],
  );
  if (changed === 0) throw new DomainError('not_permitted_now', 'This run has been dealt with already.');
  await appendAudit(tx, actor, app.now(), {
    type: 'run.set-aside',
    target: { id: runId, label: runLabel(runId) },
    runId,
    payload: { reason },
  });
  return run.status;
};
