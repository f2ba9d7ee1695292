import type { Price, PriceExtra, PriceTier } from '@switchyard/domain';
import type { RoutableModel } from './routable-supplier.ts';

/*
 * What a request costs beyond its tokens at list price has a name: `priority`, `flex`, `fast` (rates of the whole request),
 * `cache_1h`, `audio_input`, `audio_output` (tokens of a dearer kind), `web_search` (something the supplier does, by the piece).
 * A call requires the names of what it asks for; a model whose price does not name one of them is not asked.
 */

/** How a supplier billed a call, beside its tokens. */
export interface Billing {
  /** Names of rates of the whole request; what the price does not name counts at list price. */
  readonly rates: readonly string[];
  /** Name of what the supplier did → how often. */
  readonly uses: Readonly<Record<string, number>>;
}

export const listBilling: Billing = { rates: [], uses: {} };

const flat: PriceTier = { aboveInputTokens: 0, inputPercent: 100, outputPercent: 100 };

/** The percentages at which a request that reads so many tokens is billed. */
export const tierOf = ({ tiers }: Price, inputTokens: number): PriceTier => {
  let found = flat;
  for (const tier of tiers ?? []) if (inputTokens > tier.aboveInputTokens) found = tier;
  return found;
};

/** What a price names by this name, which a client or a supplier may have chosen. */
export const extraOf = ({ extras }: Pick<Price, 'extras'>, name: string): PriceExtra | undefined =>
  extras !== undefined && Object.hasOwn(extras, name) ? extras[name] : undefined;

/** The percentage at which all tokens of a request are billed, by the names of its rates. */
export const percentOfRates = (price: Price, rates: readonly string[]): number => {
  let percent = 100;
  for (const name of rates) {
    const extra = extraOf(price, name);
    if (extra && 'percent' in extra) percent *= extra.percent / 100;
  }
  return percent;
};

/** Asks for something at a price of its own, by name: `price:priority`. */
export type PriceRequirement = `price:${string}`;
/** Says something that nobody here knows, by the field's name: `field:models`. */
export type FieldRequirement = `field:${string}`;

const after = (requirement: string): string => requirement.slice(requirement.indexOf(':') + 1);

const costsNothing = ({ price }: RoutableModel): boolean =>
  price !== null && price.inputMicroUsdPerMTok === 0 && price.outputMicroUsdPerMTok === 0;

/**
 * Why a model may not be sent a request that requires this, as a sentence; null where it may. A model without any price per token,
 * such as one on a machine of one's own, may be sent everything.
 */
export const findPriceGap = (
  requirement: PriceRequirement | FieldRequirement,
  model: RoutableModel,
  label: string,
): string | null => {
  if (costsNothing(model)) return null;
  const name = after(requirement);
  if (requirement.startsWith('price:')) {
    if (model.price && extraOf(model.price, name) !== undefined) return null;
    return `No price is known for “${name}” at ${label}, so it is not sent. Leave it out of the call, or enter its price with the model.`;
  }
  if (model.capabilities.includes('other_fields')) return null;
  return `What “${name}” costs at ${label} is not known, so it is not sent. Leave it out of the call, or allow the model fields that are not known here.`;
};
