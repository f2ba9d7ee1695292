import { taskSpecSchema } from '@switchyard/domain';
import {
  type DecideRequest,
  defaultRoutingPolicy,
  type Evidence,
  type RoutableSupplier,
  type RoutingPolicy,
} from '@switchyard/routing';
import { supplierSlug } from './own-outcomes.ts';

const task = taskSpecSchema.parse({
  slug: 'bench',
  name: 'Bench',
  instructions: 'Answer.',
  input: { type: 'object', properties: {} },
  output: { type: 'object', properties: {} },
  dataClass: 'public',
});

const price = {
  inputMicroUsdPerMTok: 1_000_000,
  outputMicroUsdPerMTok: 1_000_000,
  cachedInputMicroUsdPerMTok: null,
  cacheWriteMicroUsdPerMTok: null,
  version: 'bench',
};

/** One supplier that offers every candidate of a table. What a call costs comes from the evidence. */
export const supplierOf = (refs: readonly string[]): RoutableSupplier => ({
  id: supplierSlug,
  slug: supplierSlug,
  name: 'Table',
  kind: 'openai-compatible',
  dataClassMax: 'public',
  residency: '',
  isEnabled: true,
  hasKey: true,
  isSimulated: false,
  human: null,
  models: refs.map((ref) => ({
    id: ref,
    key: ref.slice(supplierSlug.length + 1),
    contextTokens: 1_000_000,
    capabilities: [],
    price,
    isEnabled: true,
  })),
});

/** “At least `share` of what the reference achieves”, decided at the one-sided `confidence`. */
export const policyOf = (reference: string, share: number, confidence: number): RoutingPolicy => ({
  ...defaultRoutingPolicy,
  confidence,
  quality: { kind: 'relative', share, reference },
});

export const requestOf = (supplier: RoutableSupplier, evidence: Evidence, policy: RoutingPolicy): DecideRequest => ({
  task,
  dataClass: 'public',
  facts: { inputTokens: 500 },
  suppliers: [supplier],
  evidence,
  policy,
  health: {},
  now: 0,
});
