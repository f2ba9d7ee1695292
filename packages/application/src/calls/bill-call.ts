import type { CheckResult, Price, TokenUsage } from '@switchyard/domain';
import { type Billing, extraOf } from '@switchyard/routing';
import { rateFields, type WireBilling } from '@switchyard/suppliers';
import type { CallFacts } from './call-facts.ts';
import { type AskedRates, isAtList } from './call-prices.ts';

export interface BilledCall {
  readonly billing: Billing;
  /** Says what the supplier billed and nobody here has a price for; null where all of it has one. */
  readonly doubt: CheckResult | null;
}

/** A rate has a short name; what is longer is noise. */
const nameCharsMax = 40;

const doubtOf = (names: readonly string[]): CheckResult | null =>
  names.length === 0
    ? null
    : {
        name: 'Price',
        kind: 'usage',
        isPassed: false,
        explanation: `The supplier billed ${names.map((name) => `“${name.slice(0, nameCharsMax)}”`).join(', ')}, for which no price is known; accounted without it.`,
      };

type Uses = Readonly<Record<string, number>>;

type UseLimits = Pick<CallFacts, 'hostedUsesMax' | 'limitsUses'>;

/** More than any call does where it names no limit. */
const usesMax = 1000;

/** What has a price by the piece, as often as the call allowed it: what nobody asked for, or a limit excludes, does not count. */
const usesWithin = (
  price: Price,
  uses: Uses,
  { hostedUsesMax, limitsUses }: UseLimits,
): { counted: Uses; doubt: CheckResult | null } => {
  const max = hostedUsesMax === 0 || limitsUses ? hostedUsesMax : usesMax;
  const priced = Object.entries(uses).filter(([name]) => extraOf(price, name) !== undefined);
  const excess = priced.filter(([, count]) => count > max);
  const counted = Object.fromEntries(priced.map(([name, count]) => [name, Math.min(count, max)]));
  if (excess.length === 0) return { counted, doubt: null };
  const said = excess.map(([name, count]) => `${count} uses of “${name}”`).join(', ');
  const explanation = `The supplier reported ${said}, more than can be; cut back to ${max}.`;
  return { counted, doubt: { name: 'Uses', kind: 'usage', isPassed: false, explanation } };
};

/**
 * How a call was billed: by what the reply says of each field, and by what was asked for where it says nothing, so that a
 * reply that was cut counts as the dearer one.
 */
export const billedAs = (price: Price, asked: AskedRates, said: WireBilling | null, limits: UseLimits): BilledCall => {
  const rates: string[] = [];
  const unpriced: string[] = [];
  for (const field of rateFields) {
    const value = said?.served[field] ?? asked[field];
    if (value === undefined || isAtList(field, value)) continue;
    // Labs have several names for one rate: under that which was asked for it has a price.
    const known = [value, asked[field]].find((name) => name !== undefined && extraOf(price, name) !== undefined);
    if (known === undefined) unpriced.push(value);
    else rates.push(known);
  }
  const uses = usesWithin(price, said?.uses ?? {}, limits);
  return { billing: { rates, uses: uses.counted }, doubt: uses.doubt ?? doubtOf(unpriced) };
};

/** Writes to a cache whose time nobody told apart, where a longer one was asked for, count as that. */
export const withAskedClasses = (tokens: TokenUsage, { capabilities }: CallFacts): TokenUsage =>
  tokens.cacheWriteHour === undefined && tokens.cacheWrite > 0 && capabilities.includes('price:cache_1h')
    ? { ...tokens, cacheWriteHour: tokens.cacheWrite }
    : tokens;
