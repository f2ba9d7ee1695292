import { type Actor, DomainError, isTerminalRunStatus, prioritySchema, runIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { runLabel } from './run-label.ts';
import { lockRun } from './run-record.ts';

export const changePriorityInput = z.object({ runId: runIdSchema, priority: prioritySchema });

/**
 * Gives a run another priority, and with it what waits for a worker. Runs that it has started already keep theirs. Throws
 * `not_permitted_now` for a run that has ended.
 */
export const changePriority = (
  app: App,
  actor: Actor,
  raw: z.input<typeof changePriorityInput>,
): Promise<{ priority: number }> => {
  authorise(actor, 'runs.operate');
  const { runId, priority } = changePriorityInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const run = await lockRun(tx, actor.organisationId, runId);
    if (isTerminalRunStatus(run.status)) {
      throw new DomainError('not_permitted_now', `This run has already ended (${run.status}). It waits for nothing.`);
    }
    if (run.priority === priority) return { priority };
    tx.send('UPDATE run SET priority = $2, revision = revision + 1 WHERE id = $1', [runId, priority]);
    tx.send(`UPDATE step SET priority = $2 WHERE run_id = $1 AND status NOT IN ('completed', 'failed', 'cancelled')`, [
      runId,
      priority,
    ]);
    await appendAudit(tx, actor, app.now(), {
      type: 'run.priority-changed',
      target: { id: runId, label: runLabel(runId) },
      runId,
      payload: { from: run.priority, to: priority },
    });
    return { priority };
  });
};
