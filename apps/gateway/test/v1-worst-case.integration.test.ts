import { createApiKey, createBudget, removeBudget } from '@switchyard/application';
import { budgetSpecSchema } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { completion, type OddLab, startOddLab } from './odd-lab.ts';
import { createKeyWithin, startV1Fixture, type V1Fixture } from './v1-fixture.ts';

let fixture: V1Fixture;
let odd: OddLab;
let sent: Record<string, unknown>[];
// A dollar per million tokens read, four per million written: the window of 100,000 tokens is worth up to $0.40.
const price = { inputMicroUsdPerMTok: 1_000_000, outputMicroUsdPerMTok: 4_000_000, version: 'test' };
const free = { perUseMicroUsd: 0 };
const toolPrices = { web_search: { perUseMicroUsd: 10_000 }, teleport: free };

beforeAll(async () => {
  odd = await startOddLab();
  fixture = await startV1Fixture([odd.host]);
  const model = { name: 'Odd', contextTokens: 100_000, price };
  await fixture.addSupplier({
    slug: 'odd',
    name: 'Odd lab',
    kind: 'openai-compatible',
    baseUrl: `${odd.url}/v1`,
    dataClassMax: 'internal',
    models: [
      { ...model, key: 'plain', capabilities: ['tools'] },
      { ...model, key: 'roaming', price: { ...price, extras: toolPrices }, capabilities: ['tools', 'hosted_tools'] },
    ],
  });
});
beforeEach(() => {
  sent = [];
  odd.answer = (_request, response, body) => {
    sent.push(JSON.parse(body));
    response.writeHead(200, { 'content-type': 'application/json' }).end(completion('Fine.'));
  };
});
afterAll(async () => {
  await fixture.close();
  odd.close();
});

const keyWith = (capMicroUsd: number) => createKeyWithin(fixture, capMicroUsd);

test('a key on behalf of a person counts against that person’s budget; one of another organisation’s is not found', async () => {
  const { app, owner } = fixture;
  const made = { name: 'Hers', scopes: ['models:call' as const], expiresInDays: null, dataClass: 'internal' as const };
  const { key } = await createApiKey(app, owner, { ...made, personId: owner.userId });
  const spec = { name: 'Her own', scope: 'person', targetId: owner.userId, period: 'day', capMicroUsd: 100 };
  const { id } = await createBudget(app, owner, { spec: budgetSpecSchema.parse(spec) });
  const refused = await post({ max_tokens: 5000 }, key);
  expect(refused.status).toBe(429);
  expect(await refused.text()).toContain('Her own');
  expect((await post({ max_tokens: 5000 })).status).toBe(200);
  await removeBudget(app, owner, { id });
  const stranger = { ...made, personId: '01a1ffa3-5800-7000-a13c-7688cb1b507e' };
  await expect(createApiKey(app, owner, stranger)).rejects.toMatchObject({ code: 'not_found' });
});

const messages = [{ role: 'user', content: 'What is in the receipts of last week?' }];
const post = (body: object, key: string = fixture.key) =>
  fetch(`${fixture.gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'odd/plain', messages, ...body }),
  });

describe('what a call may cost at most', () => {
  test('without a limit is all that the window leaves; nothing is added where a budget has room for that', async () => {
    expect((await post({}, await keyWith(500_000))).status).toBe(200);
    expect(sent).toHaveLength(1);
    expect(sent[0]).not.toHaveProperty('max_tokens');
  });

  test('without a limit, with less room than that: the call is sent with a limit that there is room for', async () => {
    expect((await post({}, await keyWith(50_000))).status).toBe(200);
    expect(sent[0]).toMatchObject({ max_tokens: 8000 });
  });

  test('without a limit, and without room for a short answer either, is refused before anything is sent', async () => {
    expect((await post({}, await keyWith(5000))).status).toBe(429);
    expect(sent).toEqual([]);
  });

  test('counts each of the answers that are asked for at once, and the largest of several limits', async () => {
    // 1,000 tokens are worth $0.004.
    const key = await keyWith(10_000);
    expect((await post({ max_tokens: 1000, n: 4 }, key)).status).toBe(429);
    expect((await post({ max_completion_tokens: 1, max_tokens: 9000 }, key)).status).toBe(429);
    expect((await post({ max_tokens: 1000, n: 2 }, key)).status).toBe(200);
    expect(sent).toEqual([expect.objectContaining({ max_tokens: 1000, n: 2 })]);
  });

  test('counts the whole window as read where a supplier may read on its own account', async () => {
    const key = await keyWith(100_000);
    const search = { model: 'odd/roaming', max_tokens: 10, tools: [{ type: 'web_search' }] };
    expect((await post(search, key)).status).toBe(429);
    expect((await post({ ...search, tools: [] }, key)).status).toBe(200);
  });
});

describe('what a supplier would fetch, run or remember by itself', () => {
  test.each([
    ['a hosted tool', { tools: [{ type: 'function', function: { name: 'look' } }, { type: 'web_search' }] }],
    ['a tool server', { tools: [{ type: 'mcp', server_url: 'https://elsewhere.example' }] }],
    ['a search', { web_search_options: {} }],
    ['a stored conversation', { previous_response_id: 'resp_1' }],
    ['a stored file', { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'file-1' } }] }] }],
    ['a tool that nobody here knows', { tools: [{ type: 'teleport' }] }],
  ])('%s is not sent to a model that is not allowed to, also when it is named', async (_what, body) => {
    const refused = await post({ max_tokens: 10, ...body });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('hosted tools');
    expect(sent).toEqual([]);
    expect((await post({ max_tokens: 10, ...body, model: 'odd/roaming' })).status).toBe(200);
    expect(sent).toEqual([expect.objectContaining({ ...body, model: 'roaming' })]);
  });

  test('tools that the client runs are sent to every model', async () => {
    const tools = [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }];
    expect((await post({ max_tokens: 10, tools })).status).toBe(200);
  });
});
