import type { SupplierSummary } from '@switchyard/application';
import { expect, test } from 'vitest';
import { supplierState } from './supplier-words.ts';

type Model = SupplierSummary['models'][number];

const model = (isEnabled: boolean): Model => ({
  ...{
    id: 'm',
    key: 'm',
    name: 'm',
    contextTokens: 1000,
    capabilities: [],
    price: null,
    isPriceEntered: false,
    laterPrices: [],
  },
  isEnabled,
});

const supplier = (kind: SupplierSummary['kind'], models: readonly Model[]): SupplierSummary => ({
  ...{ id: 's', slug: 's', name: 'S', kind, baseUrl: null, dataClassMax: 'internal', residency: '' },
  ...{ isEnabled: true, isSimulated: false, hasKey: true, keyLastFour: null, human: null },
  ...{
    models: [...models],
    limits: { callsAtOnce: null, callsPerMinute: null, tokensPerMinute: null },
    endpoints: [],
    resting: [],
  },
});

test.each([
  ['openai-compatible', [], 'No models'],
  ['openai', [model(false)], 'All models off'],
  ['openai', [model(false), model(true)], 'Ready'],
  ['rules', [], 'Ready'],
  ['human', [], 'Ready'],
] as const)(
  'a supplier that answers nothing as it is does not say that it is ready: %s with %j',
  (kind, models, word) => expect(supplierState(supplier(kind, models)).word).toBe(word),
);
