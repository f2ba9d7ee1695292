import { type Price, type TaskSpec, taskSpecSchema } from '@switchyard/domain';
import {
  type DecideRequest,
  defaultRoutingPolicy,
  noEvidence,
  type RoutableModel,
  type RoutableSupplier,
} from '../src/index.ts';

export const priceOf = (microUsdPerMTok: number): Price => ({
  inputMicroUsdPerMTok: microUsdPerMTok,
  outputMicroUsdPerMTok: microUsdPerMTok,
  cachedInputMicroUsdPerMTok: null,
  cacheWriteMicroUsdPerMTok: null,
  version: 'test-2026',
});

export const modelOf = (key: string, more: Partial<RoutableModel> = {}): RoutableModel => ({
  id: `model-${key}`,
  key,
  contextTokens: 100_000,
  capabilities: ['structured_output'],
  price: priceOf(1_000_000),
  isEnabled: true,
  ...more,
});

export const supplierOf = (slug: string, more: Partial<RoutableSupplier> = {}): RoutableSupplier => ({
  id: `supplier-${slug}`,
  slug,
  name: slug,
  kind: 'openai',
  dataClassMax: 'internal',
  residency: '',
  isEnabled: true,
  hasKey: true,
  isSimulated: false,
  human: null,
  models: [modelOf('m')],
  ...more,
});

export const personOf = (slug = 'people'): RoutableSupplier =>
  supplierOf(slug, {
    kind: 'human',
    dataClassMax: 'restricted',
    models: [],
    human: {
      microUsdPerMinute: 500_000,
      minutesPerTask: 2,
      roles: ['operator'],
    },
  });

export const taskOf = (more: Partial<TaskSpec> = {}): TaskSpec => ({
  ...taskSpecSchema.parse({
    slug: 'extract',
    name: 'Extract',
    instructions: 'Extract the total.',
    input: { type: 'object', properties: { text: { type: 'string' } } },
    output: {
      type: 'object',
      required: ['total'],
      properties: { total: { type: 'number' } },
    },
    checks: [
      {
        kind: 'occursIn',
        name: 'Total is in the text',
        field: 'total',
        inputField: 'text',
      },
    ],
    dataClass: 'internal',
  }),
  ...more,
});

export const requestOf = (more: Partial<DecideRequest> = {}): DecideRequest => ({
  task: taskOf(),
  dataClass: 'internal',
  facts: { inputTokens: 1000 },
  suppliers: [supplierOf('a')],
  evidence: noEvidence,
  policy: defaultRoutingPolicy,
  health: {},
  now: 1_000_000,
  ...more,
});
