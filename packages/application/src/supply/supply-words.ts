import { DomainError, type Failure, type SupplyLimits } from '@switchyard/domain';
import type { App } from '../app.ts';
import type { SupplyShortage } from './acquire-supply.ts';

const nouns: Record<keyof SupplyLimits, readonly [one: string, many: string]> = {
  callsAtOnce: ['call at once', 'calls at once'],
  callsPerMinute: ['call a minute', 'calls a minute'],
  tokensPerMinute: ['token a minute', 'tokens a minute'],
};

/** `60 calls a minute` */
export const sayLimitOf = (limitedBy: keyof SupplyLimits, limit: number): string =>
  `${limit.toLocaleString('en-US')} ${nouns[limitedBy][limit === 1 ? 0 : 1]}`;

/** `5 calls at once, 60 calls a minute`; `no limit`. For the audit log. */
export const saySupplyLimits = (limits: SupplyLimits): string => {
  const said = (['callsAtOnce', 'callsPerMinute', 'tokensPerMinute'] as const).flatMap((name) => {
    const limit = limits[name];
    return limit === null ? [] : [sayLimitOf(name, limit)];
  });
  return said.length === 0 ? 'no limit' : said.join(', ');
};

const sayTime = (at: Date): string => `${at.toISOString().slice(11, 19)} UTC`;

/** Why a call is held back, as `rate_limited`: `OpenAI: at most 60 calls a minute; next at 14:03:10 UTC.` */
export const supplyLimitError = (app: App, { subject, limitedBy, retryAfterMs }: SupplyShortage): DomainError => {
  const limit = `${subject.label}: at most ${sayLimitOf(limitedBy, subject.limits[limitedBy] ?? 0)}`;
  const then =
    limitedBy === 'callsAtOnce'
      ? 'and as many are under way.'
      : `next at ${sayTime(new Date(app.now().getTime() + retryAfterMs))}.`;
  const separator = limitedBy === 'callsAtOnce' ? ', ' : '; ';
  return new DomainError('rate_limited', limit + separator + then, {
    details: { reason: 'supply_limit', retryAfterMs },
    retryable: true,
  });
};

/** Why nobody is asked who has said himself that there is nothing left: `OpenAI: its own limit is used up; next at 14:03:10 UTC.` */
export const supplyRestError = (app: App, label: string, restMs: number): DomainError => {
  const next = sayTime(new Date(app.now().getTime() + restMs));
  return new DomainError('rate_limited', `${label}: its own limit is used up; next at ${next}.`, {
    details: { reason: 'supply_limit', retryAfterMs: Math.ceil(restMs) },
    retryable: true,
  });
};

/** Whether a limit of ours held everything back: it passes by itself. When to try again, in ms from now; null: it is something else. */
export const findSupplyWait = (failure: Failure | null): number | null => {
  const { reason, retryAfterMs } = failure?.details ?? {};
  return reason === 'supply_limit' && typeof retryAfterMs === 'number' ? retryAfterMs : null;
};
