import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOrganisation, createPerson, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import {
  prepareAgents,
  type ScriptedModel,
  shopTool,
  startAgent,
  startScriptedModel,
  startToolServer,
  type ToolServer,
} from '../agents/agents.fixture.ts';
import { createSupplier } from '../suppliers/create-supplier.ts';
import { whatIf } from './what-if.ts';

let model: ScriptedModel;
let server: ToolServer;
let fixture: TestApp;

beforeAll(async () => {
  model = await startScriptedModel();
  server = await startToolServer();
  fixture = await createTestApp({ poolSize: 10, allowedHosts: [model.host, server.host] });
});
afterAll(async () => {
  await fixture.close();
  await server.close();
  await model.close();
});

test('a turn of an agent step is replayed on those who call tools only, as it was asked', async () => {
  const { app } = fixture;
  const petra = await createPerson(app, await createOrganisation(app), { roles: ['owner'] });
  const digests = await prepareAgents(app, petra, { model, server });
  const price = { inputMicroUsdPerMTok: 1, outputMicroUsdPerMTok: 1, version: 'test' };
  const wordless = { key: 'cheap', name: 'Cheap', contextTokens: 32_000, price };
  await createSupplier(app, petra, {
    ...{ slug: 'cheap', name: 'Cheap', kind: 'openai-compatible', baseUrl: model.url, dataClassMax: 'internal' },
    models: [wordless],
  });
  await startAgent(app, petra, { tools: [shopTool(digests, 'order_status')] });
  const { replayed, looked } = await whatIf(app, petra, { policy: {} });
  expect(looked).toBeGreaterThan(0);
  expect(replayed.map(({ from, to }) => [from, to])).toEqual(replayed.map(() => ['lab/scripted', 'lab/scripted']));
});
