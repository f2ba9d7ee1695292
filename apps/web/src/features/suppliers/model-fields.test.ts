import { describe, expect, it } from 'vitest';
import { fromModelForm, type SupplierModel, saysFree, toModelForm, toModelSpec } from './model-fields.ts';

const model: SupplierModel = {
  id: '01a1ffa3-5800-7000-a13c-7688cb1b507e',
  key: 'gpt-x',
  name: 'GPT X',
  contextTokens: 400_000,
  capabilities: ['tools'],
  price: {
    inputMicroUsdPerMTok: 2_000_000,
    outputMicroUsdPerMTok: 8_000_000,
    cachedInputMicroUsdPerMTok: 200_000,
    cacheWriteMicroUsdPerMTok: 2_500_000,
    tiers: [{ aboveInputTokens: 272_000, inputPercent: 200, outputPercent: 150 }],
    extras: { priority: { percent: 200 }, web_search: { perUseMicroUsd: 10_000 } },
    version: 'entered-2026-11-21',
  },
  isPriceEntered: true,
  laterPrices: [],
  isEnabled: false,
};
const known = { now: new Date('2026-11-21T12:00:00Z'), before: model, later: [] };

describe('the form of a model', () => {
  it('loses nothing of an entered price, and leaves a model that is switched off switched off', () => {
    expect(fromModelForm(toModelForm(model), known)).toEqual(toModelSpec(model));
  });

  it('takes no price for free that was left out', () => {
    const form = { ...toModelForm(model), output: undefined };
    expect(() => fromModelForm(form, known)).toThrow('Give both prices');
    expect(fromModelForm({ ...form, output: 0 }, known).price).toMatchObject({
      outputMicroUsdPerMTok: 0,
    });
    expect([saysFree(form), saysFree({ ...form, output: 0 })]).toEqual([false, true]);
  });

  it.each([1e21, -1, 1_000_001])('says what is wrong with a price of %d', (cacheWrite) => {
    expect(() => fromModelForm({ ...toModelForm(model), cacheWrite }, known)).toThrow('A price is from $0');
  });

  it('keeps what holds now where the prices of the form hold later, in the order of their days', () => {
    const form = { ...toModelForm(model), input: 3, output: 9 };
    const first = fromModelForm({ ...form, from: '2027-01-01' }, known);
    expect(first.price).toEqual(model.price);
    const second = fromModelForm(
      { from: '2026-12-01', key: 'gpt-x', contextTokens: 1 },
      { ...known, later: first.laterPrices },
    );
    expect(
      second.laterPrices.map(({ from, price }) => [new Date(from).getDate(), price?.inputMicroUsdPerMTok]),
    ).toEqual([
      [1, undefined],
      [1, 3_000_000],
    ]);
    const again = fromModelForm({ ...form, input: 4, from: '2027-01-01' }, { ...known, later: second.laterPrices });
    expect(again.laterPrices.map(({ price }) => price?.inputMicroUsdPerMTok)).toEqual([undefined, 4_000_000]);
    // A day that has begun: at once.
    const atOnce = fromModelForm({ ...form, from: '2026-11-20' }, known);
    expect([atOnce.price?.inputMicroUsdPerMTok, atOnce.laterPrices]).toEqual([3_000_000, []]);
  });

  it('leaves the price to the list where none is entered', () => {
    const listed = { ...model, isPriceEntered: false };
    expect(fromModelForm(toModelForm(listed), { ...known, before: listed }).price).toBeNull();
  });
});
