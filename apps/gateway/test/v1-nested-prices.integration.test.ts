import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { completion, type OddLab, startOddLab } from './odd-lab.ts';
import { startV1Fixture, type V1Fixture } from './v1-fixture.ts';

let fixture: V1Fixture;
let odd: OddLab;
let sent: Record<string, unknown>[];
let openai: OpenAI;
let anthropic: Anthropic;

const price = { inputMicroUsdPerMTok: 1_000_000, outputMicroUsdPerMTok: 4_000_000, version: 'test' };

beforeAll(async () => {
  odd = await startOddLab();
  fixture = await startV1Fixture([odd.host]);
  const capabilities = ['tools' as const, 'hosted_tools' as const];
  const models = [{ key: 'priced', name: 'Odd', contextTokens: 100_000, price, capabilities }];
  const common = { dataClassMax: 'internal' as const, models };
  await fixture.addSupplier({ ...common, slug: 'lab-a', name: 'A', kind: 'openai', baseUrl: `${odd.url}/v1` });
  await fixture.addSupplier({ ...common, slug: 'lab-b', name: 'B', kind: 'anthropic', baseUrl: odd.url });
  openai = new OpenAI({ apiKey: fixture.key, baseURL: fixture.openaiUrl, maxRetries: 0 });
  anthropic = new Anthropic({ apiKey: fixture.key, authToken: null, baseURL: fixture.anthropicUrl, maxRetries: 0 });
});
beforeEach(() => {
  sent = [];
  odd.answer = (request, response, body) => {
    sent.push(JSON.parse(body));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(request.url?.includes('messages') ? JSON.stringify(message) : completion('Fine.'));
  };
});
afterAll(async () => {
  await fixture.close();
  odd.close();
});

const message = {
  ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'odd', stop_reason: 'end_turn', stop_sequence: null },
  content: [{ type: 'text', text: 'Fine.' }],
  usage: { input_tokens: 20, output_tokens: 10 },
};
const messages = [{ role: 'user' as const, content: 'What is in the receipts of last week?' }];
const chat = (body: object) =>
  openai.chat.completions.create({ model: 'lab-a/priced', messages, max_tokens: 1000, ...body });
const ask = (body: object) =>
  anthropic.beta.messages.create({ model: 'lab-b/priced', messages, max_tokens: 1000, ...body });

const said = (part: object) => ({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Look.' }, part] }] });

test.each([
  ['a dearer way to think', { reasoning: { mode: 'pro' } }, 'reasoning.mode'],
  ['a cache that is kept for long', { prompt_cache_options: { ttl: '12h' } }, 'prompt_cache_options.ttl'],
  ['an effort with something beside it', { text: { verbosity: 'low', model: 'x' } }, 'text.model'],
  ['content of a kind that is not known', said({ type: 'film', film: { url: 'https://x.example/f' } }), 'film'],
  ['tools in the middle of what is said', said({ type: 'additional_tools', tools: [] }), 'additional_tools'],
])('%s, deep in a field that is', async (_what, body, field) => {
  await expect(chat(body)).rejects.toThrow(`What “${field}” costs`);
  await expect(chat(body)).rejects.toMatchObject({ status: 422 });
  expect(sent).toEqual([]);
});

test('what is in such a field and known goes through', async () => {
  await chat({
    reasoning: { effort: 'low', mode: 'standard' },
    prompt_cache_options: { ttl: '30m', mode: 'explicit' },
  });
  await chat(said({ type: 'refusal', refusal: 'No.' }));
  expect(sent).toHaveLength(2);
});

test('a tool without a type that is no client’s, and plugins of a router of models', async () => {
  await expect(chat({ tools: [{ google_search: {} }] })).rejects.toMatchObject({ status: 422 });
  await expect(chat({ tools: [{ type: ['web_search'] }] })).rejects.toMatchObject({ status: 422 });
  await expect(chat({ plugins: [{ id: 'web' }] })).rejects.toThrow('No price is known for “web”');
  expect(sent).toEqual([]);
});

test('a feature of Anthropic’s that nobody here knows; those that cost nothing by themselves go along', async () => {
  await expect(ask({ betas: ['golden-tokens-2027-01-01'] })).rejects.toThrow(
    'What “anthropic-beta golden-tokens-2027-01-01” costs',
  );
  expect(sent).toEqual([]);
  await ask({ betas: ['context-1m-2025-08-07', 'interleaved-thinking-2025-05-14'] });
  expect(sent).toHaveLength(1);
});

test('a header of another format does not go along', async () => {
  let told: unknown = null;
  odd.answer = (request, response) => {
    told = request.headers['anthropic-beta'] ?? request.headers['openai-beta'];
    response.end(completion('Fine.'));
  };
  const headers = { 'anthropic-beta': 'golden-tokens-2027-01-01', 'anthropic-version': '2023-06-01' };
  await openai.chat.completions.create({ model: 'lab-a/priced', messages, max_tokens: 1000 }, { headers });
  expect(told).toBeUndefined();
  await openai.chat.completions.create(
    { model: 'lab-a/priced', messages, max_tokens: 1000 },
    { headers: { 'openai-beta': 'assistants=v2' } },
  );
  expect(told).toBe('assistants=v2');
});

test('a conversation that Anthropic would keep: its SDK is told so, and goes on without', async () => {
  await expect(ask({ thread: { type: 'create' } })).rejects.toMatchObject({
    status: 400,
    error: { error: { details: { error_code: 'thread_unsupported_request', unsupported: ['thread'] } } },
  });
  expect(sent).toEqual([]);
  const done = await anthropic.beta.messages.toolRunner({
    ...{ model: 'lab-b/priced', max_tokens: 100, messages, tools: [] },
    max_iterations: 1,
  });
  expect(done.stop_reason).toBe('end_turn');
  expect(sent).toEqual([expect.not.objectContaining({ thread: expect.anything() })]);
});
