import type { OrganisationId, RunId, StepId } from '@switchyard/domain';
import type { App } from '../src/app.ts';
import { executeStep } from '../src/runs/execute-step.ts';
import { fireDueTimers } from '../src/runs/fire-timers.ts';

/** Does every step that is due, straight from Postgres and without a queue, until nothing moves. Returns how many. */
export const drain = async (app: App, organisationId: OrganisationId): Promise<number> => {
  let done = 0;
  for (let isIdle = false; !isIdle; ) {
    const due = await app.db.transaction({ organisationId }, (tx) =>
      tx.query<{ id: StepId; run_id: RunId }>(
        `SELECT id, run_id FROM step WHERE organisation_id = $1 AND status = 'ready' AND available_at <= now()`,
        [organisationId],
      ),
    );
    const signal = new AbortController().signal;
    for (const { id } of due) if (await executeStep(app, { organisationId, stepId: id }, 'test', signal)) done += 1;
    isIdle = due.length === 0 && (await fireDueTimers(app)) === 0;
  }
  return done;
};
