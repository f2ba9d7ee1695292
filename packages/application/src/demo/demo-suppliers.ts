import type { SupplierSpec } from '@switchyard/domain';
import { supplierSpecSchema } from '@switchyard/domain';

const chat = ['structured_output', 'tools', 'streaming'];

/** Suppliers of the demo organisation. The two labs are answered by the simulator until a key is stored. */
export const demoSuppliers: readonly SupplierSpec[] = [
  { slug: 'rules', name: 'Rules', kind: 'rules', dataClassMax: 'restricted', residency: 'here' },
  { slug: 'own', name: 'Own classifiers', kind: 'classifier', dataClassMax: 'restricted', residency: 'here' },
  {
    slug: 'openai',
    name: 'OpenAI',
    kind: 'openai',
    dataClassMax: 'confidential',
    residency: 'us',
    models: [
      { key: 'gpt-5-nano', name: 'GPT-5 nano', contextTokens: 400_000, capabilities: chat },
      { key: 'gpt-5-mini', name: 'GPT-5 mini', contextTokens: 400_000, capabilities: chat },
    ],
  },
  {
    slug: 'anthropic',
    name: 'Anthropic',
    kind: 'anthropic',
    dataClassMax: 'confidential',
    residency: 'us',
    models: [
      { key: 'claude-haiku-4-5', name: 'Claude Haiku 4.5', contextTokens: 200_000, capabilities: chat },
      { key: 'claude-sonnet-5', name: 'Claude Sonnet 5', contextTokens: 200_000, capabilities: chat },
    ],
  },
  {
    slug: 'people',
    name: 'People',
    kind: 'human',
    dataClassMax: 'restricted',
    residency: 'here',
    human: { microUsdPerMinute: 700_000, minutesPerTask: 2, roles: ['operator', 'approver'] },
  },
].map((spec) => supplierSpecSchema.parse(spec));
