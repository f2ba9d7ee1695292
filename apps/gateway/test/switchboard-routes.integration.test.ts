import { apiScopes } from '@switchyard/domain';
import { startLabSimulator } from '@switchyard/lab-simulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKey, type GatewayFixture, startFixture } from './gateway-fixture.ts';

// What a company sets up by program: a supplier with its models and key, a task, and the rules by which it is given to somebody.

let lab: Awaited<ReturnType<typeof startLabSimulator>>;
let fixture: GatewayFixture;
let key: string;
beforeAll(async () => {
  lab = await startLabSimulator({ port: 0, latencyScale: 0 });
  fixture = await startFixture({ SWITCHYARD_OUTBOUND_ALLOW: new URL(lab.url).host });
  key = await createKey(fixture.app, fixture.owner, apiScopes);
});
afterAll(async () => {
  await fixture.close();
  await lab.close();
});

const ask = async (method: string, path: string, body?: unknown) => {
  const response = await fetch(`${fixture.gateway.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
};
const api = (method: string, path: string, body?: unknown) => ask(method, `/api/v1${path}`, body);

const model = {
  key: 'sim-small',
  name: 'Small',
  contextTokens: 128_000,
  capabilities: ['structured_output', 'tools', 'streaming'],
  price: { inputMicroUsdPerMTok: 150_000, outputMicroUsdPerMTok: 600_000, version: 'test' },
};
const secret = 'sk-of-the-lab-1234';

test('a supplier is added, given a key and a price, tested, called and taken out of use', async () => {
  const spec = { slug: 'lab', name: 'Lab', kind: 'openai', baseUrl: `${lab.url}/v1`, dataClassMax: 'restricted' };
  expect(await api('POST', '/suppliers', spec)).toMatchObject({ status: 200, body: { slug: 'lab', hasKey: false } });
  expect((await api('POST', '/suppliers', spec)).status).toBe(409);
  expect((await api('POST', '/suppliers', { ...spec, slug: 'other', typo: 1 })).status).toBe(400);

  const keyed = await api('PUT', '/suppliers/lab/key', { key: secret });
  expect(keyed).toMatchObject({ status: 200, body: { hasKey: true, keyLastFour: '1234' } });
  expect(JSON.stringify(keyed.body)).not.toContain(secret);
  expect(await api('POST', '/suppliers/lab/test')).toMatchObject({ status: 200, body: { isReachable: true } });

  const priced = await api('PUT', '/suppliers/lab', { models: [model], modelsSeen: [] });
  expect(priced).toMatchObject({ status: 200, body: { models: [{ key: 'sim-small' }] } });
  // Somebody else still sees the list without models.
  expect((await api('PUT', '/suppliers/lab', { models: [], modelsSeen: [] })).status).toBe(409);
  expect((await api('GET', '/suppliers/lab')).body.models).toHaveLength(1);

  const call = { model: 'lab/sim-small', messages: [{ role: 'user', content: 'Good morning' }], max_tokens: 50 };
  // Changes hold within a second.
  const answers = (status: number) =>
    expect.poll(async () => (await ask('POST', '/v1/chat/completions', call)).status, { timeout: 10_000 }).toBe(status);
  await answers(200);
  await api('PUT', '/suppliers/lab', { isEnabled: false });
  await answers(422);
  await api('PUT', '/suppliers/lab', { isEnabled: true });
  await answers(200);
  expect((await api('POST', '/suppliers/lab/key/remove')).body).toMatchObject({ hasKey: false });
  await answers(422);

  expect((await api('POST', '/suppliers/lab/remove')).status).toBe(200);
  expect((await api('GET', '/suppliers/lab')).status).toBe(404);
});

const spec = {
  slug: 'sort',
  name: 'Sort mail',
  instructions: 'Say what the message is about.',
  input: { type: 'object', properties: { text: { type: 'string' } } },
  output: { type: 'object', properties: { topic: { type: 'string', enum: ['card', 'refund'] } } },
  dataClass: 'internal',
};

test('a task is described, changed by one of two at once, published once for the same content, and removed', async () => {
  const created = await api('POST', '/tasks', { spec });
  expect(created).toMatchObject({ status: 200, body: { slug: 'sort', problems: [], versions: [] } });
  expect((await api('POST', '/tasks', { spec })).status).toBe(409);
  const baseHash: string = created.body.draftHash;
  const changes = ['Name the topic.', 'Name its topic.'].map((instructions) =>
    api('PUT', '/tasks/sort/draft', { spec: { ...spec, instructions }, baseHash }),
  );
  expect((await Promise.all(changes)).map(({ status }) => status).toSorted()).toEqual([200, 409]);
  const published = await api('POST', '/tasks/sort/publish');
  expect(published).toMatchObject({ status: 200, body: { number: 1 } });
  expect((await api('POST', '/tasks/sort/publish')).body).toEqual(published.body);
  expect((await api('GET', '/tasks')).body.items).toMatchObject([{ slug: 'sort', versionNumber: 1 }]);
  expect((await api('POST', '/tasks/sort/try', { input: { text: 7 } })).status).toBe(400);
  expect((await api('POST', '/tasks/sort/remove')).status).toBe(200);
  expect((await api('GET', '/tasks')).body.items).toEqual([]);
});

test('rules are drafted, assessed, published and rolled back; whoever saw an older draft is told', async () => {
  const scope = {};
  const { base } = (await api('GET', '/policies/rules')).body;
  const stricter = { ...base, confidence: 0.95 };
  expect(await api('PUT', '/policies/rules/draft', { scope, rules: stricter, revision: 0 })).toMatchObject({
    status: 200,
    body: { revision: 1 },
  });
  expect((await api('PUT', '/policies/rules/draft', { scope, rules: base, revision: 0 })).status).toBe(409);
  expect((await api('POST', '/policies/rules/publish', { scope, revision: 7, note: 'Stricter' })).status).toBe(409);
  expect(await api('POST', '/policies/rules/draft/assess', { scope })).toMatchObject({
    status: 200,
    body: { revision: 1, objections: [] },
  });
  const publish = (revision: number, note: string) => api('POST', '/policies/rules/publish', { scope, revision, note });
  expect(await publish(1, 'Stricter')).toMatchObject({ status: 200, body: { number: 1 } });
  expect((await api('GET', '/policies/rules')).body).toMatchObject({ base: { confidence: 0.95 }, draft: null });

  const draft = await api('PUT', '/policies/rules/draft', { scope, rules: base, revision: 0 });
  expect(await publish(draft.body.revision, 'As before')).toMatchObject({ status: 200, body: { number: 2 } });
  expect((await api('GET', '/policies/rules')).body.base).toEqual(base);
  // Going past what the rules in force demand is a person's.
  const overriding = { scope, revision: 1, note: 'Now', overrideReason: 'Because' };
  expect((await api('POST', '/policies/rules/publish', overriding)).status).toBe(400);
});
