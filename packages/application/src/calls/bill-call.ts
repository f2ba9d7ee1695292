import type { CheckResult, Price, TokenUsage } from '@switchyard/domain';
import type { Billing } from '@switchyard/routing';
import { rateFields, type WireBilling } from '@switchyard/suppliers';
import type { CallFacts } from './call-facts.ts';
import { type AskedRates, isAtList } from './call-prices.ts';

export interface BilledCall {
  readonly billing: Billing;
  /** Says what the supplier billed and nobody here has a price for; null where all of it has one. */
  readonly doubt: CheckResult | null;
}

const doubtOf = (names: readonly string[]): CheckResult | null =>
  names.length === 0
    ? null
    : {
        name: 'Price',
        kind: 'usage',
        isPassed: false,
        explanation: `The supplier billed ${names.map((name) => `“${name}”`).join(', ')}, for which no price is known; accounted without it.`,
      };

/**
 * How a call was billed: by what the reply says of each field, and by what was asked for where it says nothing, so that a
 * reply that was cut counts as the dearer one.
 */
export const billedAs = ({ extras }: Price, asked: AskedRates, said: WireBilling | null): BilledCall => {
  const rates: string[] = [];
  const unpriced: string[] = [];
  for (const field of rateFields) {
    const value = said?.served[field] ?? asked[field];
    if (value === undefined || isAtList(field, value)) continue;
    // Labs have several names for one rate: under that which was asked for it has a price.
    const known = [value, asked[field]].find((name) => name !== undefined && extras?.[name] !== undefined);
    if (known === undefined) unpriced.push(value);
    else rates.push(known);
  }
  return { billing: { rates, uses: said?.uses ?? {} }, doubt: doubtOf(unpriced) };
};

/** Writes to a cache whose time nobody told apart, where a longer one was asked for, count as that. */
export const withAskedClasses = (tokens: TokenUsage, { capabilities }: CallFacts): TokenUsage =>
  tokens.cacheWriteHour === undefined && tokens.cacheWrite > 0 && capabilities.includes('price:cache_1h')
    ? { ...tokens, cacheWriteHour: tokens.cacheWrite }
    : tokens;
