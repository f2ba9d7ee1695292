import {
  addEndpoint,
  createApiKey,
  listApiKeys,
  revokeApiKey,
  rotateApiKey,
  updateApiKey,
  updateEndpoint,
  updateSupplier,
} from '@switchyard/application';
import { type ApiKeyId, apiScopes } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningGateway, startGateway } from '../src/start-gateway.ts';
import { chunk, completion, type OddLab, startOddLab } from './odd-lab.ts';
import { startV1Fixture, type V1Fixture } from './v1-fixture.ts';

let fixture: V1Fixture;
let odd: OddLab;
/** A gateway in another process, as far as what it remembers goes. */
let other: RunningGateway;
let asked: string[];
/** What was read a second ago may still hold. */
const soon = { timeout: 30_000 };
const ownKey = 'test-key-of-odd';
const westKey = 'test-key-of-west';

const price = { inputMicroUsdPerMTok: 1000, outputMicroUsdPerMTok: 4000, version: 'test' };
const oddSpec = () => ({
  slug: 'odd',
  name: 'Odd lab',
  kind: 'openai-compatible' as const,
  baseUrl: `${odd.url}/v1`,
  dataClassMax: 'internal' as const,
  models: [{ key: 'plain', name: 'Odd', contextTokens: 100_000, capabilities: [], price }],
});

beforeAll(async () => {
  odd = await startOddLab();
  fixture = await startV1Fixture([odd.host]);
  await fixture.addSupplier(oddSpec());
  const rate = { perSecond: 1000, burst: 1000 };
  other = await startGateway({ app: { ...fixture.app }, host: '127.0.0.1', port: 0, rate, graceMs: 1000 });
});
beforeEach(() => {
  asked = [];
  odd.answer = (request, response) => {
    asked.push((request.headers.authorization ?? '').replace('Bearer ', ''));
    response.writeHead(200, { 'content-type': 'application/json' }).end(completion('Fine.'));
  };
});
afterAll(async () => {
  await other.stop();
  await fixture.close();
  odd.close();
});

interface Sent {
  readonly key?: string;
  readonly model?: string;
  readonly at?: { readonly url: string };
  readonly stream?: boolean;
}

const post = ({ key = fixture.key, model = 'odd/plain', at = fixture.gateway, stream = false }: Sent = {}) =>
  fetch(`${at.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, stream, messages: [{ role: 'user', content: 'Hello' }] }),
  });

describe('a supplier with several keys', () => {
  test('is asked at its own first, and the receipt says so, once the other is known', async () => {
    await addEndpoint(fixture.app, fixture.owner, { slug: 'odd', endpoint: { label: 'west' }, key: westKey });
    await expect.poll(async () => (await attemptsOf(await post()))[0]?.endpoint, soon).toBe('main');
  });

  const attemptsOf = async (response: Response) => {
    await response.text();
    return (await fixture.receipt(response.headers.get('x-switchyard-receipt'))).receipt.attempts;
  };

  test.each([401, 403, 429, 402])('goes on with the next at once when one is refused with %d', async (status) => {
    odd.answer = (request, response) => {
      const isOwn = request.headers.authorization === `Bearer ${ownKey}`;
      response.writeHead(isOwn ? status : 200, { 'content-type': 'application/json', 'retry-after': '60' });
      response.end(isOwn ? JSON.stringify({ error: { message: 'No.' } }) : completion('Fine.'));
    };
    const response = await post();
    expect(response.status).toBe(200);
    const attempts = await attemptsOf(response);
    expect(attempts.map(({ endpoint, outcome }) => [endpoint, outcome])).toEqual([
      ['main', 'error'],
      ['west', 'accepted'],
    ]);
    expect(JSON.stringify(attempts)).not.toContain(westKey);
    odd.answer = (_request, reply) => reply.end(completion('Fine.'));
    await (await post()).text();
  });
});

describe('a supplier that has reached its limit', () => {
  test('is waited for a moment, then the client is told when to come back; every gateway sees the change', async () => {
    const { app, owner } = fixture;
    const set = (callsPerMinute: number | null) =>
      updateSupplier(app, owner, {
        slug: 'odd',
        changes: { limits: { callsAtOnce: null, callsPerMinute, tokensPerMinute: null } },
      });
    await set(1);
    await expect.poll(async () => (await post({ at: other })).status, soon).toBe(429);
    const refused = await post();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(10);
    expect(refused.headers.get('x-should-retry')).toBe('true');
    expect(await refused.text()).toContain('Odd lab: at most 1 call a minute; next at ');
    const before = asked.length;
    await (await post({ at: other })).text();
    expect(asked).toHaveLength(before);
    await set(null);
    await expect.poll(async () => (await post({ at: other })).status, soon).toBe(200);
  });

  test('has its places back when streams are left, or cut', async () => {
    const { app, owner } = fixture;
    await fixture.addSupplier({ ...oddSpec(), slug: 'narrow', name: 'Narrow lab', isEnabled: false });
    const limits = { callsAtOnce: 1, callsPerMinute: null, tokensPerMinute: null };
    await updateSupplier(app, owner, { slug: 'narrow', changes: { limits, isEnabled: true } });
    const model = 'narrow/plain';
    odd.answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk('one'));
    };
    const open: Response[] = [];
    const openStatus = async () => open[open.push(await post({ model, stream: true })) - 1]?.status;
    await expect.poll(openStatus, soon).toBe(200);
    await expect.poll(async () => (await post({ model, at: other })).status, soon).toBe(429);
    await open.at(-1)?.body?.cancel();
    odd.answer = (_request, response) => response.destroy();
    await expect.poll(async () => (await post({ model })).status, soon).toBe(502);
    odd.answer = (_request, response) => response.end(completion('Fine.'));
    expect((await post({ model, at: other })).status).toBe(200);
  });
});

describe('an API key', () => {
  const make = async (more: object = {}) => {
    const made = { name: 'Bot', scopes: ['models:call' as const], expiresInDays: null, dataClass: 'internal' as const };
    return createApiKey(fixture.app, fixture.owner, { ...made, ...more });
  };
  const viewOf = async (id: ApiKeyId) => {
    const found = (await listApiKeys(fixture.app, fixture.owner)).find((each) => each.id === id);
    if (!found) throw new Error('The key is not listed.');
    return found;
  };
  const change = async (id: ApiKeyId, changes: Parameters<typeof updateApiKey>[2]['changes']) =>
    updateApiKey(fixture.app, fixture.owner, { id, revision: (await viewOf(id)).revision, changes });

  test('makes no more calls in a minute than it may, whichever gateways it uses', async () => {
    const { key } = await make({ callsPerMinute: 5 });
    const gateways = [fixture.gateway, other];
    const all = Array.from({ length: 12 }, (_, at) => post({ key, at: gateways[at % 2] ?? other }));
    const statuses = (await Promise.all(all)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(7);
  });

  test('is edited with effect in every gateway within a second, and its budget with it', async () => {
    const { id, key } = await make();
    expect((await post({ key, at: other })).status).toBe(200);
    await change(id, { name: 'Small bot', models: ['auto'], microUsdPerDay: 5_000_000 });
    await expect.poll(async () => (await post({ key, at: other })).status, soon).toBe(403);
    await change(id, { models: [], callsPerMinute: 1, microUsdPerDay: 7_000_000 });
    await expect.poll(async () => (await post({ key, at: other })).status, soon).toBe(429);
    expect(await viewOf(id)).toMatchObject({ name: 'Small bot', callsPerMinute: 1, microUsdPerDay: 7_000_000 });
    await change(id, { microUsdPerDay: null, expiresAt: new Date(Date.now() + 86_400_000).toISOString() });
    expect(await viewOf(id)).toMatchObject({ microUsdPerDay: null, isLive: true });
    const stale = updateApiKey(fixture.app, fixture.owner, { id, revision: 1, changes: { name: 'Late' } });
    await expect(stale).rejects.toMatchObject({ code: 'conflict' });
    await expect(change(id, { expiresAt: '2020-01-01T00:00:00Z' })).rejects.toThrow('in the past');
    await expect(change(id, { callsPerMinute: 0 })).rejects.toThrow('A limit of 0');
  });

  test('keeps what it is when its secret is rotated; the old one is good for the time of grace only', async () => {
    const { id, key: first } = await make();
    const { key: second } = await rotateApiKey(fixture.app, fixture.owner, { id, graceMinutes: 60 });
    for (const key of [first, second]) expect((await post({ key, at: other })).status).toBe(200);
    expect(await viewOf(id)).toMatchObject({ name: 'Bot', previousUntil: expect.any(String) });
    const { key: third } = await rotateApiKey(fixture.app, fixture.owner, { id, graceMinutes: 0 });
    await expect.poll(async () => (await post({ key: second, at: other })).status, soon).toBe(401);
    await expect.poll(async () => (await post({ key: first, at: other })).status, soon).toBe(401);
    expect((await post({ key: third, at: other })).status).toBe(200);
    await revokeApiKey(fixture.app, fixture.owner, { id });
    await expect.poll(async () => (await post({ key: third, at: other })).status, soon).toBe(401);
  });

  test('that manages keys manages none that may do more, gives nothing it has not, and does not change itself', async () => {
    const { app, owner, gateway } = fixture;
    const manager = await make({ scopes: ['keys:write', 'runs:read'] });
    const { id: small } = await make({ scopes: ['runs:read'] });
    const { id: strong } = await make({ scopes: [...apiScopes] });
    const put = (id: string, changes: object) =>
      fetch(`${gateway.url}/api/v1/keys/${id}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${manager.key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ revision: 1, changes }),
      }).then(({ status }) => status);
    expect(await put(strong, { name: 'Mine' })).toBe(403);
    expect(await put(manager.id, { name: 'Me' })).toBe(403);
    expect(await put(small, { scopes: ['runs:read', 'models:call'] })).toBe(403);
    expect(await put(small, { name: 'Smaller' })).toBe(200);
    expect((await listApiKeys(app, owner)).find(({ id }) => id === small)?.name).toBe('Smaller');
  });
});

test('endpoints and their limits are managed over the API', async () => {
  const { app, owner, gateway } = fixture;
  const { key } = await createApiKey(app, owner, { name: 'Ops', scopes: ['suppliers:write'], expiresInDays: null });
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${gateway.url}/api/v1/suppliers/own-server${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  const endpoint = { label: 'two', residency: 'eu' };
  expect((await call('POST', '/endpoints', { endpoint, key: 'sk-of-two-0123456789' })).status).toBe(200);
  expect((await call('PUT', '/endpoints/two', { limits: { callsAtOnce: 4 } })).body.endpoints).toMatchObject([
    { label: 'main' },
    { label: 'two', residency: 'eu', keyLastFour: '6789', limits: { callsAtOnce: 4 } },
  ]);
  expect((await call('PUT', '/endpoints/two/key', { key: 'sk-of-two-9876543210' })).body.endpoints[1].keyLastFour).toBe(
    '3210',
  );
  expect((await call('POST', '/endpoints/two/test')).body).toMatchObject({ isReachable: true });
  expect((await call('PUT', '/limits', { tokensPerMinute: 0 })).status).toBe(400);
  expect((await call('PUT', '/limits', { tokensPerMinute: 90_000 })).body.limits.tokensPerMinute).toBe(90_000);
  expect((await call('POST', '/endpoints/two/remove')).body.endpoints).toEqual([]);
  await updateEndpoint(app, owner, { slug: 'odd', label: 'west', changes: { isEnabled: true } });
});
