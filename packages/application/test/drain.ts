import type { OrganisationId } from '@switchyard/domain';
import type { App } from '../src/app.ts';
import { claimSteps } from '../src/runs/claim-step.ts';
import { executeStep, type StepHolder } from '../src/runs/execute-step.ts';
import { fireDueTimers } from '../src/runs/fire-timers.ts';
import { sweepFollowUps } from '../src/runs/follow-up.ts';

const holder: StepHolder = { owner: 'test', stopping: new AbortController().signal, mayChain: () => true };

/** Does every step that is due, straight from Postgres and without a queue, until nothing moves. Returns how many. */
export const drain = async (app: App, organisationId: OrganisationId): Promise<number> => {
  let done = 0;
  for (let isIdle = false; !isIdle; ) {
    const claimed = await claimSteps(app, { owner: holder.owner, max: 100, scope: { organisationId } });
    for (const step of claimed) done += await executeStep(app, step, holder);
    isIdle = claimed.length === 0 && (await fireDueTimers(app)) + (await sweepFollowUps(app)) === 0;
  }
  return done;
};
