import { setTimeout as delay } from 'node:timers/promises';
import {
  createApiKey,
  createBudget,
  createSupplier,
  getPolicy,
  getReceipt,
  type PolicyDetail,
  publishPolicy,
  type ReceiptDetail,
  savePolicyDraft,
  setSupplierKey,
} from '@switchyard/application';
import { budgetSpecSchema, supplierSpecSchema, type UserActor } from '@switchyard/domain';
import { type Fault, simulatedSupplierSpecs, startLabSimulator } from '@switchyard/lab-simulator';
import type { z } from 'zod';
import { type GatewayFixture, startFixture } from './gateway-fixture.ts';

type KeyOptions = Partial<Omit<Parameters<typeof createApiKey>[2], 'name' | 'scopes'>>;

export interface V1Fixture extends GatewayFixture {
  readonly labUrl: string;
  /** Where clients of OpenAI's format point, and those of Anthropic's SDK. */
  readonly openaiUrl: string;
  readonly anthropicUrl: string;
  /** A key that calls models and reads receipts. */
  readonly key: string;
  /** What goes wrong next at the lab; none ends it. */
  fault(...faults: Partial<Fault>[]): Promise<void>;
  createCallKey(options: KeyOptions): Promise<string>;
  /** A supplier that is somewhere else. */
  addSupplier(spec: z.input<typeof supplierSpecSchema>): Promise<void>;
  receipt(id: string | null | undefined): Promise<ReceiptDetail>;
  /** Publishes changed rules of the organisation, and waits until calls are decided by them. */
  publishRules(change: Partial<PolicyDetail['base']>): Promise<void>;
  /** What calls are decided by is up to a second old. */
  untilDecidedAnew(): Promise<void>;
}

const embeddingModel = {
  key: 'sim-embedding',
  name: 'Simulated embedding',
  contextTokens: 8000,
  capabilities: ['embeddings'],
  price: { inputMicroUsdPerMTok: 20_000, outputMicroUsdPerMTok: 0, version: 'test' },
};

const addSupplier = async (fixture: GatewayFixture, owner: UserActor, spec: unknown): Promise<void> => {
  const parsed = supplierSpecSchema.parse(spec);
  await createSupplier(fixture.app, owner, parsed);
  await setSupplierKey(fixture.app, owner, { slug: parsed.slug, key: `test-key-of-${parsed.slug}` });
};

const untilDecidedAnew = () => delay(1100);

/** The gateway with the lab simulator as an OpenAI, an Anthropic and a compatible supplier. */
export const startV1Fixture = async (
  allowedHosts: readonly string[] = [],
  settings: Readonly<Record<string, string>> = {},
): Promise<V1Fixture> => {
  const lab = await startLabSimulator({ port: 0, latencyScale: 0 });
  const hosts = [new URL(lab.url).host, ...allowedHosts].join(',');
  const fixture = await startFixture({ SWITCHYARD_OUTBOUND_ALLOW: hosts, ...settings });
  const { app, owner, gateway } = fixture;
  const [openai, anthropic] = simulatedSupplierSpecs(lab.url);
  if (!openai || !anthropic) throw new Error('two suppliers');
  await addSupplier(fixture, owner, { ...openai, models: [...openai.models, embeddingModel] });
  await addSupplier(fixture, owner, anthropic);
  await addSupplier(fixture, owner, {
    ...openai,
    slug: 'own-server',
    name: 'Own server',
    kind: 'openai-compatible',
    dataClassMax: 'restricted',
    models: openai.models.filter(({ key }) => key === 'sim-small'),
  });
  const createCallKey = async (options: KeyOptions): Promise<string> => {
    const made = {
      name: 'SDK',
      scopes: ['models:call', 'runs:read'],
      expiresInDays: null,
      dataClass: 'internal',
    } as const;
    return (await createApiKey(app, owner, { ...made, scopes: [...made.scopes], ...options })).key;
  };
  return {
    ...fixture,
    labUrl: lab.url,
    openaiUrl: `${gateway.url}/v1`,
    anthropicUrl: gateway.url,
    key: await createCallKey({}),
    createCallKey,
    fault: async (...faults) => {
      await fetch(`${lab.url}/__control`, { method: 'POST', body: JSON.stringify({ faults }) });
    },
    addSupplier: (spec) => addSupplier(fixture, owner, spec),
    receipt: (id) => {
      if (!id) throw new Error('The answer names no receipt.');
      return getReceipt(app, owner, { receiptId: id as Parameters<typeof getReceipt>[2]['receiptId'] });
    },
    publishRules: async (change) => {
      const scope = { workflowId: null, taskId: null };
      const { base, draft } = await getPolicy(app, owner, scope);
      const rules = { ...base, ...change };
      const { revision } = await savePolicyDraft(app, owner, { scope, rules, revision: draft?.revision ?? 0 });
      await publishPolicy(app, owner, { scope, revision, note: 'Changed by a test' });
      await untilDecidedAnew();
    },
    untilDecidedAnew,
    close: async () => {
      await fixture.close();
      await lab.close();
    },
  };
};

/** A key that may spend so much today. */
export const createKeyWithin = async ({ app, owner }: V1Fixture, capMicroUsd: number): Promise<string> => {
  const { id, key } = await createApiKey(app, owner, {
    name: 'Counted',
    scopes: ['models:call'],
    expiresInDays: null,
    dataClass: 'internal',
  });
  const spec = { name: 'Allowance', scope: 'api_key', targetId: id, period: 'day', capMicroUsd };
  await createBudget(app, owner, { spec: budgetSpecSchema.parse(spec) });
  return key;
};
