import { setTimeout as delay } from 'node:timers/promises';
import { type Actor, DomainError, isTerminalRunStatus, type RunStatus, runIdSchema } from '@switchyard/domain';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';

export interface RunChange {
  readonly revision: number;
  readonly status: RunStatus;
}

/** How often a watched run is looked at. One indexed read; nobody watches, nothing is read. */
const intervalMs = 400;

/**
 * Yields each time the run has changed, beginning with how it is now; ends when the run does, or with the signal.
 * Polling rather than NOTIFY: a notification would serialise the commits of every run to serve the few that are watched.
 */
export async function* watchRun(
  app: App,
  actor: Actor,
  rawRunId: string,
  signal: AbortSignal,
): AsyncGenerator<RunChange> {
  authorise(actor, 'runs.read');
  const runId = runIdSchema.parse(rawRunId);
  let seen = '';
  while (!signal.aborted) {
    const [run] = await app.db.transaction(tenant(actor), (tx) =>
      tx.query<RunChange & { stamp: string }>(
        `SELECT r.revision, r.status,
                (SELECT string_agg(s.ordinal || s.status || s.attempt, ',' ORDER BY s.ordinal) FROM step s
                 WHERE s.run_id = r.id AND s.status IN ('ready', 'running', 'waiting', 'unknown')) AS stamp
         FROM run r WHERE r.organisation_id = $1 AND r.id = $2`,
        [actor.organisationId, runId],
      ),
    );
    if (!run) throw new DomainError('not_found', 'This run does not exist.');
    const now = `${run.revision}/${run.status}/${run.stamp}`;
    if (now !== seen) yield { revision: run.revision, status: run.status };
    seen = now;
    if (isTerminalRunStatus(run.status)) return;
    await delay(intervalMs, undefined, { signal }).catch(() => undefined);
  }
}
