import type { App, FollowUp } from '../app.ts';
import { cancelOrphans } from './cancel-orphans.ts';
import { deliverMessages } from './deliver-messages.ts';
import { freeEndedTurns, grantTurns } from './grant-turns.ts';
import { alignPauses } from './pause-children.ts';

/** Does what a committed change made possible elsewhere. Returns how much there was. */
export const followUp = (app: App, request: FollowUp): Promise<number> => {
  if (request.kind === 'messages') return deliverMessages(app, request);
  if (request.kind === 'turns') return grantTurns(app, request);
  return request.kind === 'pauses' ? alignPauses(app, request) : cancelOrphans(app, request);
};

/**
 * Finds whatever a lost follow-up left behind: messages with a taker, free turns, runs nobody wants any more, runs to be paused with another. `since` keeps to
 * messages and waits that came after it, so that many old ones cost nothing.
 */
export const sweepFollowUps = async (app: App, { since }: { readonly since?: Date } = {}): Promise<number> =>
  (await deliverMessages(app, since ? { since } : {})) +
  (since ? 0 : await freeEndedTurns(app)) +
  (await grantTurns(app)) +
  (await cancelOrphans(app)) +
  (since ? 0 : await alignPauses(app));
