import { DomainError, noSupplyLimits } from '@switchyard/domain';
import type { VirtualKey } from '../api-keys/resolve-api-key.ts';
import type { App } from '../app.ts';
import { acquireSupply } from '../supply/acquire-supply.ts';
import { sayLimitOf } from '../supply/supply-words.ts';

const never = new AbortController().signal;

/**
 * Counts a call of a key against what it may call in a minute, in all processes together. A key without a limit costs nothing.
 * Throws `rate_limited` with `details.retryAfterMs`, `unavailable`.
 */
export const takeKeyCall = async (app: App, { actor, callsPerMinute }: VirtualKey): Promise<void> => {
  if (callsPerMinute === null) return;
  const subject = { id: `key:${actor.apiKeyId}`, label: actor.name, limits: { ...noSupplyLimits, callsPerMinute } };
  const { organisationId } = actor;
  const answer = await acquireSupply(app, { organisationId, subjects: [subject], tokens: 0, waitMs: 0, signal: never });
  if (answer.kind === 'admitted') return answer.permit.release(0);
  const { retryAfterMs } = answer.shortage;
  const limit = sayLimitOf('callsPerMinute', callsPerMinute);
  const message = `This API key may make at most ${limit}. Try again in ${Math.ceil(retryAfterMs / 1000)} s.`;
  throw new DomainError('rate_limited', message, { details: { reason: 'key_limit', retryAfterMs }, retryable: true });
};
