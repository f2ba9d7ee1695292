import { setTimeout as delay } from 'node:timers/promises';
import type { OrganisationId } from '@switchyard/domain';
import type { App } from '../src/app.ts';
import { claimSteps } from '../src/runs/claim-step.ts';
import { executeStep, type StepHolder } from '../src/runs/execute-step.ts';
import { fireDueTimers } from '../src/runs/fire-timers.ts';
import { sweepFollowUps } from '../src/runs/follow-up.ts';

const holder: StepHolder = { owner: 'test', stopping: new AbortController().signal, mayChain: () => true };

/** A retry this close is waited for; one further away is left where it is. */
const soonMs = 500;

/** `lookedAt`: when steps were last claimed. What became due since then is next, at once. Server and test share a clock. */
const msUntilNext = async (app: App, organisationId: OrganisationId, lookedAt: Date): Promise<number | undefined> => {
  const [next] = await app.db.transaction({ organisationId }, (tx) =>
    tx.query<{ ms: number }>(
      `SELECT ceil(extract(epoch FROM min(available_at) - now()) * 1000)::int AS ms FROM step
       WHERE organisation_id = $1 AND status = 'ready' AND available_at > $3
         AND available_at < now() + $2 * interval '1 millisecond' HAVING count(*) > 0`,
      [organisationId, soonMs, lookedAt],
    ),
  );
  return next?.ms;
};

/** Does every step that is due, straight from Postgres and without a queue, until nothing moves. Returns how many. */
export const drain = async (app: App, organisationId: OrganisationId): Promise<number> => {
  let done = 0;
  for (;;) {
    const lookedAt = new Date();
    const claimed = await claimSteps(app, { owner: holder.owner, max: 100, scope: { organisationId } });
    for (const step of claimed) done += await executeStep(app, step, holder);
    if (claimed.length + (await fireDueTimers(app)) + (await sweepFollowUps(app)) > 0) continue;
    const ms = await msUntilNext(app, organisationId, lookedAt);
    if (ms === undefined) return done;
    await delay(Math.max(ms, 1));
  }
};
