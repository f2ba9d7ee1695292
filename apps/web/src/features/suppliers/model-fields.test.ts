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
  isEnabled: false,
};

describe('the form of a model', () => {
  it('loses nothing of an entered price, and leaves a model that is switched off switched off', () => {
    expect(fromModelForm(toModelForm(model), '2026-11-21', model)).toEqual(toModelSpec(model));
  });

  it('takes no price for free that was left out', () => {
    const form = { ...toModelForm(model), output: undefined };
    expect(() => fromModelForm(form, '2026-11-22', model)).toThrow('Give both prices');
    expect(fromModelForm({ ...form, output: 0 }, '2026-11-22', model).price).toMatchObject({
      outputMicroUsdPerMTok: 0,
    });
    expect([saysFree(form), saysFree({ ...form, output: 0 })]).toEqual([false, true]);
  });

  it.each([1e21, -1, 1_000_001])('says what is wrong with a price of %d', (cacheWrite) => {
    expect(() => fromModelForm({ ...toModelForm(model), cacheWrite }, '2026-11-22', model)).toThrow(
      'A price is from $0',
    );
  });

  it('leaves the price to the list where none is entered', () => {
    const listed = { ...model, isPriceEntered: false };
    expect(fromModelForm(toModelForm(listed), '2026-11-22', listed).price).toBeNull();
  });
});
