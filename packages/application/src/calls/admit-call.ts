import { DomainError } from '@switchyard/domain';
import { circuitKeyOf } from '@switchyard/routing';
import { acquireSupply, type SupplyPermit } from '../supply/acquire-supply.ts';
import { supplySubjectsOf } from '../supply/admit-supply.ts';
import { waitForRest } from '../supply/rests.ts';
import { supplyLimitError, supplyRestError } from '../supply/supply-words.ts';
import type { CallSession } from './call-session.ts';
import type { AskedCandidate } from './exchange.ts';

/** Assumed for a call that names no limit of its answer; what it really wrote is counted afterwards. */
const answerTokensGuess = 1000;

/**
 * Room for a call under the limits of its supplier and endpoint, waited for as long as a pause may be where there is no other
 * endpoint; or the failure that says when there is room. Throws `unavailable` when the limits cannot be counted.
 */
export const admitCall = async (
  session: CallSession,
  { supplier, endpoint, ref }: AskedCandidate,
  hasOtherEndpoint: boolean,
): Promise<SupplyPermit | DomainError> => {
  const { app, key, facts, policy, call } = session;
  const { organisationId } = key.actor;
  const waitMs = hasOtherEndpoint ? 0 : policy.pauseMsMax;
  const { signal } = call;
  try {
    const restMs = await waitForRest(app, { organisationId, circuitKey: circuitKeyOf(ref, endpoint), waitMs, signal });
    if (restMs > 0) return supplyRestError(app, supplier.name, restMs);
    const answer = await acquireSupply(app, {
      organisationId,
      subjects: supplySubjectsOf(supplier, endpoint),
      tokens: facts.inputTokens + (facts.answerTokensMax ?? answerTokensGuess) * facts.answers,
      waitMs,
      signal,
    });
    return answer.kind === 'admitted' ? answer.permit : supplyLimitError(app, answer.shortage);
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
    return new DomainError('invalid_input', 'The client went away.', { details: { reason: 'client_left' } });
  }
};
