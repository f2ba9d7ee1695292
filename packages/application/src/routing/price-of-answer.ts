import type { CheckResult, Price } from '@switchyard/domain';
import type { RoutableModel } from '@switchyard/routing';
import { findPrice } from '@switchyard/suppliers';
import type { RegisteredSupplier } from './load-routing.ts';

export interface AnswerPrice {
  readonly price: Price | null;
  /** Says that another model answered than was asked, at another price; null where none did. */
  readonly doubt: CheckResult | null;
}

const sameRates = (one: Price, other: Price): boolean =>
  JSON.stringify({ ...one, version: '' }) === JSON.stringify({ ...other, version: '' });

/** The registered model by that name, else what the shipped list says of it where that is not the model that was asked. */
const priceByName = (supplier: RegisteredSupplier, asked: RoutableModel, name: string, at: Date): Price | null => {
  const registered = supplier.models.find(({ key }) => key.toLowerCase() === name.toLowerCase());
  if (registered) return registered.price;
  // A name with a date is the same model: `gpt-5-mini` answers as `gpt-5-mini-2025-08-07`.
  if (name.startsWith(asked.key) && /^-(\d{4}-?\d{2}-?\d{2}|latest|\d{3})$/.test(name.slice(asked.key.length)))
    return null;
  const listed = findPrice(supplier.kind, name, at, supplier.baseUrl);
  return listed === null || !asked.listPrice || sameRates(listed, asked.listPrice) ? null : listed;
};

/**
 * The price at which an answer is accounted: the asked model's, unless the supplier says that another one answered whose price is
 * known here. That one is billed, be it dearer or cheaper, and the receipt says so.
 */
export const priceOfAnswer = (
  supplier: RegisteredSupplier,
  asked: RoutableModel,
  answeredByModel: string | null,
  at: Date,
): AnswerPrice => {
  const { price, key } = asked;
  const unchanged = { price, doubt: null };
  if (price === null || answeredByModel === null || answeredByModel === key) return unchanged;
  const own = priceByName(supplier, asked, answeredByModel, at);
  if (own === null || sameRates(own, price)) return unchanged;
  const explanation = `“${key}” was asked and “${answeredByModel}” answered: accounted at the price of that one.`;
  return { price: own, doubt: { name: 'Model', kind: 'usage', isPassed: false, explanation } };
};
