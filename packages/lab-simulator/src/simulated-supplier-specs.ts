import { type DataClass, type SupplierSpec, supplierSpecSchema } from '@switchyard/domain';
import { type SimulatedModel, simulatedModels, simulatedPriceVersion } from './simulated-models.ts';

const modelSpecOf = (model: SimulatedModel) => ({
  key: model.key,
  name: model.name,
  contextTokens: model.contextTokens,
  capabilities: ['structured_output', 'tools', 'streaming'],
  price: {
    inputMicroUsdPerMTok: model.inputMicroUsdPerMTok,
    outputMicroUsdPerMTok: model.outputMicroUsdPerMTok,
    version: simulatedPriceVersion,
  },
});

/** Key that the simulator takes; it takes any but `invalid`. */
export const simulatorKey = 'simulated';

/** The simulator as two registered suppliers, ready to seed. `url` is what `startLabSimulator` gave back. */
export const simulatedSupplierSpecs = (url: string, dataClassMax: DataClass = 'confidential'): SupplierSpec[] => {
  const base = { dataClassMax, residency: 'this machine (simulated)' };
  const of = (wire: SimulatedModel['wire']) => simulatedModels.filter((each) => each.wire === wire).map(modelSpecOf);
  return [
    {
      ...base,
      slug: 'lab-openai',
      name: 'OpenAI lab (simulated)',
      kind: 'openai',
      baseUrl: `${url}/v1`,
      models: of('openai'),
    },
    {
      ...base,
      slug: 'lab-anthropic',
      name: 'Anthropic lab (simulated)',
      kind: 'anthropic',
      baseUrl: url,
      models: of('anthropic'),
    },
  ].map((spec) => supplierSpecSchema.parse(spec));
};
