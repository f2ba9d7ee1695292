import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { completion, type OddLab, startOddLab } from './odd-lab.ts';
import { createKeyWithin, startV1Fixture, type V1Fixture } from './v1-fixture.ts';

let fixture: V1Fixture;
let odd: OddLab;
let sent: Record<string, unknown>[];
let openai: OpenAI;
let anthropic: Anthropic;

// A dollar per million tokens read, four per million written.
const price = { inputMicroUsdPerMTok: 1_000_000, outputMicroUsdPerMTok: 4_000_000, version: 'test' };
const dearer = {
  ...price,
  tiers: [{ aboveInputTokens: 50_000, inputPercent: 200, outputPercent: 150 }],
  extras: {
    priority: { percent: 250 },
    flex: { percent: 50 },
    fast: { percent: 600 },
    cache_1h: { percent: 200 },
    audio_input: { percent: 1000 },
    web_search: { perUseMicroUsd: 10_000 },
  },
};

beforeAll(async () => {
  odd = await startOddLab();
  fixture = await startV1Fixture([odd.host]);
  const model = { name: 'Odd', contextTokens: 100_000 };
  const models = [
    { ...model, key: 'plain', price, capabilities: ['tools' as const] },
    { ...model, key: 'priced', price: dearer, capabilities: ['tools' as const, 'hosted_tools' as const] },
    { ...model, key: 'free', price: { ...price, inputMicroUsdPerMTok: 0, outputMicroUsdPerMTok: 0 } },
  ];
  const add = (slug: string, kind: 'openai' | 'anthropic' | 'openai-compatible', baseUrl: string) =>
    fixture.addSupplier({ slug, name: slug, kind, baseUrl, dataClassMax: 'internal', models });
  await add('lab-a', 'openai', `${odd.url}/v1`);
  await add('lab-b', 'anthropic', odd.url);
  await add('lab-c', 'openai-compatible', `${odd.url}/v1`);
  openai = new OpenAI({ apiKey: fixture.key, baseURL: fixture.openaiUrl, maxRetries: 0 });
  anthropic = new Anthropic({ apiKey: fixture.key, authToken: null, baseURL: fixture.anthropicUrl, maxRetries: 0 });
});
beforeEach(() => {
  sent = [];
  answerWith(completion('Fine.', usage(1000, 1000)));
});
afterAll(async () => {
  await fixture.close();
  odd.close();
});

const usage = (read: number, written: number, more: object = {}) => ({
  prompt_tokens: read,
  completion_tokens: written,
  total_tokens: read + written,
  ...more,
});

const answerWith = (reply: string, type = 'application/json'): void => {
  odd.answer = (_request, response, body) => {
    sent.push(JSON.parse(body));
    response.writeHead(200, { 'content-type': type }).end(reply);
  };
};

const message = (more: object): string =>
  JSON.stringify({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'odd',
    content: [{ type: 'text', text: 'Fine.' }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: {
      input_tokens: 1000,
      output_tokens: 1000,
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 0,
      ...more,
    },
  });

const messages = [
  { role: 'user' as const, content: 'What is in the receipts of last week? Say it in a thousand words.' },
];
const chat = (body: object) =>
  openai.chat.completions.create({ model: 'lab-a/priced', messages, max_tokens: 1000, ...body });
const ask = (body: object) =>
  anthropic.beta.messages.create({ model: 'lab-b/priced', messages, max_tokens: 1000, ...body });

const costOf = async (call: { withResponse(): Promise<{ response: Response }> }): Promise<number> => {
  const { response } = await call.withResponse();
  return Math.round(Number(response.headers.get('x-switchyard-cost-usd')) * 1_000_000);
};

const tiered = (tier: string): string => {
  const body = JSON.parse(completion('Fine.', usage(1000, 1000)));
  return JSON.stringify({ ...body, service_tier: tier });
};

describe('a rate that a request chooses', () => {
  test.each([
    ['service_tier', 'lab-a/plain', { service_tier: 'priority' }],
    ['service_tier, of a compatible server', 'lab-c/plain', { service_tier: 'turbo' }],
    ['speed', 'lab-c/plain', { speed: 'fast' }],
  ])('%s is not sent where it has no price, with what to do', async (_what, model, body) => {
    const refused = chat({ model, ...body });
    await expect(refused).rejects.toMatchObject({ status: 422 });
    await expect(chat({ model, ...body })).rejects.toThrow(
      /No price is known for “\w+” at .* Leave it out of the call, or enter its price/,
    );
    expect(sent).toEqual([]);
  });

  test('Anthropic’s fast mode and place of inference likewise', async () => {
    await expect(ask({ model: 'lab-b/plain', speed: 'fast' })).rejects.toThrow('No price is known for “fast”');
    await expect(ask({ model: 'lab-b/plain', inference_geo: 'eu' })).rejects.toThrow('No price is known for “eu”');
    expect(sent).toEqual([]);
  });

  test.each([
    ['priority', 'priority', 12_500],
    ['flex', 'flex', 2500],
    // What was asked for was not to be had.
    ['priority', 'default', 5000],
    // The lab’s other name for the same.
    ['fast', 'priority', 12_500],
  ])('service_tier %s served as %s is billed as it was served', async (asked, served, cost) => {
    answerWith(tiered(served));
    const call = chat({ service_tier: asked as 'priority' });
    const receipt = await fixture.receipt((await call.withResponse()).response.headers.get('x-switchyard-receipt'));
    expect(receipt.costMicroUsd).toBe(cost);
    expect(sent).toEqual([expect.objectContaining({ service_tier: asked })]);
    const version = receipt.receipt.attempts[0]?.priceVersion;
    expect(version).toBe(served === 'default' ? 'test' : `test + ${served}`);
  });

  test('what was asked for counts where the reply does not say how it was served', async () => {
    expect(await costOf(chat({ service_tier: 'priority' }))).toBe(12_500);
  });

  test('what a project’s settings would choose at OpenAI is the list price, outright', async () => {
    await chat({});
    await chat({ service_tier: 'auto' });
    await chat({ model: 'lab-c/plain' });
    expect(sent.map(({ service_tier }) => service_tier)).toEqual(['default', 'default', undefined]);
  });

  test('a rate without a price that is billed all the same is said in the receipt', async () => {
    answerWith(tiered('scale'));
    const { response } = await chat({}).withResponse();
    const { receipt } = await fixture.receipt(response.headers.get('x-switchyard-receipt'));
    expect(receipt.attempts[0]?.checks).toEqual([expect.objectContaining({ name: 'Price', isPassed: false })]);
  });

  test('fast mode and inference in one country multiply', async () => {
    answerWith(message({ speed: 'fast', inference_geo: 'us', service_tier: 'standard' }));
    expect(await costOf(ask({ speed: 'fast' }))).toBe(Math.round(5000 * 6 * 1.1));
  });
});

describe('tokens that cost more than others', () => {
  test('writes to the cache for an hour, by what the lab counts; all of them where it does not tell them apart', async () => {
    const system = [
      { type: 'text' as const, text: 'Rules.', cache_control: { type: 'ephemeral' as const, ttl: '1h' as const } },
    ];
    const written = { cache_creation_input_tokens: 1000 };
    answerWith(
      message({ ...written, cache_creation: { ephemeral_5m_input_tokens: 400, ephemeral_1h_input_tokens: 600 } }),
    );
    // 1,000 read at 1, 400 written at 1.25, 600 at 2, 1,000 answered at 4.
    expect(await costOf(ask({ system }))).toBe(1000 + 500 + 1200 + 4000);
    answerWith(message(written));
    expect(await costOf(ask({ system }))).toBe(1000 + 2000 + 4000);
    await expect(ask({ model: 'lab-c/plain', system })).rejects.toThrow('No price is known for “cache_1h”');
  });

  test('sound', async () => {
    const spoken = [{ role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }] }];
    answerWith(completion('Fine.', usage(1000, 1000, { prompt_tokens_details: { audio_tokens: 900 } })));
    expect(await costOf(chat({ messages: spoken }))).toBe(100 + 9000 + 4000);
    await expect(chat({ messages: spoken, model: 'lab-a/plain' })).rejects.toThrow('audio_input');
    await expect(chat({ modalities: ['text', 'audio'], audio: { voice: 'x', format: 'mp3' } })).rejects.toThrow(
      'audio_output',
    );
  });

  test('a request longer than a step of the price is billed at that step, whole', async () => {
    answerWith(completion('Fine.', usage(60_000, 1000)));
    const text = 'Words of a contract. '.repeat(9000);
    expect(await costOf(chat({ messages: [{ role: 'user', content: text }] }))).toBe(60_000 * 2 + 4000 * 1.5);
  });

  test('what a model thinks beside its answer is billed where the total shows it', async () => {
    answerWith(completion('Fine.', { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 2000 }));
    expect(await costOf(chat({}))).toBe(1000 + 4000);
  });

  test('rounds that a sum leaves out', async () => {
    const round = (input: number, output: number, type: string) => ({
      type,
      input_tokens: input,
      output_tokens: output,
    });
    answerWith(message({ iterations: [round(20_000, 500, 'compaction'), round(1000, 1000, 'message')] }));
    const edits = [{ type: 'compact_20260112' as const }];
    expect(await costOf(ask({ context_management: { edits } }))).toBe(21_000 + 6000);
  });

  test('searches by the piece', async () => {
    answerWith(message({ server_tool_use: { web_search_requests: 3, web_fetch_requests: 1 } }));
    const tools = [{ type: 'web_search_20250305' as const, name: 'web_search' as const, max_uses: 3 }];
    expect(await costOf(ask({ tools }))).toBe(5000 + 30_000);
    await expect(ask({ tools: [{ type: 'code_execution_20250825', name: 'code_execution' }] })).rejects.toThrow(
      'No price is known for “code_execution”',
    );
  });
});

describe('what cannot be counted is not sent', () => {
  test('an answer that goes on after the call', async () => {
    const call = openai.responses.create({ model: 'lab-a/priced', input: 'Write a book.', background: true });
    await expect(call).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('“background” cannot be passed on'),
    });
    expect(sent).toEqual([]);
  });

  test.each([
    ['another model', { models: ['lab/expensive'] }, 'What “models” costs'],
    ['fallbacks', { fallbacks: 'default' }, 'What “fallbacks” costs'],
  ])('%s in a field that is not known here', async (_what, body, words) => {
    await expect(chat(body)).rejects.toThrow(words);
    await expect(chat(body)).rejects.toMatchObject({ status: 422 });
    expect(sent).toEqual([]);
  });

  test('a model that costs nothing may be sent anything', async () => {
    await chat({ model: 'lab-c/free', models: ['x'], service_tier: 'turbo' });
    expect(sent).toEqual([expect.objectContaining({ models: ['x'], service_tier: 'turbo' })]);
  });

  test.each([
    ['n', { n: '40' }],
    ['n', { n: 100_000 }],
    ['best_of', { best_of: 2.5 }],
    ['max_tokens', { max_tokens: '90000' }],
    ['max_completion_tokens', { max_completion_tokens: 1e300 }],
    ['stream', { stream: 'true' }],
    ['service_tier', { service_tier: ['priority'] }],
  ])('a %s that a lenient server may read in another way', async (field, body) => {
    const response = await fetch(`${fixture.openaiUrl}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${fixture.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'lab-c/priced', messages, max_tokens: 10, ...body }),
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(`${field}:`);
    expect(sent).toEqual([]);
  });
});

describe('what is held is enough', () => {
  /** Clients whose key may spend so much today. */
  const clientWith = async (capMicroUsd: number) => {
    const key = await createKeyWithin(fixture, capMicroUsd);
    const own = { openai: openai.withOptions({ apiKey: key }), anthropic: anthropic.withOptions({ apiKey: key }) };
    return own;
  };
  const body = { model: 'lab-a/priced', messages, max_tokens: 1000 };

  test('for a dearer rate, which may be served in full', async () => {
    const { openai: own } = await clientWith(6000);
    await expect(own.chat.completions.create({ ...body, service_tier: 'priority' })).rejects.toMatchObject({
      status: 429,
    });
    expect(sent).toEqual([]);
    await own.chat.completions.create(body);
  });

  test('for a cheaper rate, which may be served at list price', async () => {
    const { openai: own } = await clientWith(3000);
    await expect(own.chat.completions.create({ ...body, service_tier: 'flex' })).rejects.toMatchObject({ status: 429 });
  });

  test('for a prediction, whose wrong tokens are billed as written', async () => {
    const { openai: own } = await clientWith(10_000);
    const prediction = { type: 'content' as const, content: 'x = 1;\n'.repeat(2000) };
    await expect(own.chat.completions.create({ ...body, prediction })).rejects.toMatchObject({ status: 429 });
    await own.chat.completions.create(body);
  });

  test.each([
    ['letters without any space', 'qxzj'.repeat(4000)],
    ['signs that no tokenizer joins', '䶮龘靐齉爨癵驫鱻'.repeat(500)],
    ['figures', '8675309'.repeat(2000)],
  ])('for a prompt of %s', async (_what, content) => {
    // Ten thousand tokens are worth a cent.
    const { openai: own } = await clientWith(7500);
    const tight = { ...body, max_tokens: 1, messages: [{ role: 'user' as const, content }] };
    await expect(own.chat.completions.create(tight)).rejects.toMatchObject({ status: 429 });
    expect(sent).toEqual([]);
  });

  test('for images that are only named, and files whose content is not known', async () => {
    const { openai: own } = await clientWith(90_000);
    const image = { type: 'image_url' as const, image_url: { url: 'https://pictures.example/a.png' } };
    const file = { type: 'file' as const, file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } };
    const with_ = (part: typeof image | typeof file) =>
      own.chat.completions.create({ ...body, max_tokens: 1, messages: [{ role: 'user', content: [part, part] }] });
    await expect(with_(image)).rejects.toMatchObject({ status: 429 });
    await expect(with_(file)).rejects.toMatchObject({ status: 429 });
    expect(sent).toEqual([]);
  });

  test('for what the supplier’s tools read each time, as often as they may be used', async () => {
    const { anthropic: own } = await clientWith(400_000);
    const search = (more: object) => ({
      ...{ model: 'lab-b/priced', max_tokens: 10, messages },
      tools: [{ type: 'web_search_20250305' as const, name: 'web_search' as const, ...more }],
    });
    await expect(own.messages.create(search({}))).rejects.toThrow('limit them with max_tool_calls or max_uses');
    answerWith(message({ server_tool_use: { web_search_requests: 1 } }));
    await own.messages.create(search({ max_uses: 1 })).catch(() => undefined);
  });

  test('a limit that is imposed is the only one that is sent', async () => {
    const { openai: own } = await clientWith(60_000);
    await own.chat.completions.create({ ...body, model: 'lab-c/plain', max_tokens: -1, max_completion_tokens: 0 });
    expect(sent).toEqual([expect.objectContaining({ max_tokens: 8000 })]);
    expect(sent[0]).not.toHaveProperty('max_completion_tokens');
  });

  test('a lying lab, whatever it says of its usage, costs no more than a call can, and never less than nothing', async () => {
    for (const lie of [-5, 1e308, 2 ** 60, 'NaN', null, 1.5, '9', {}, []]) {
      answerWith(completion('Fine.', { prompt_tokens: lie, completion_tokens: lie, total_tokens: lie }));
      const cost = await costOf(chat({ max_tokens: 10 }));
      expect(cost).toBeGreaterThan(0);
      expect(cost).toBeLessThanOrEqual(100_000 * 2 + 10 * 4 * 1.5);
    }
  });
});

describe('in a stream', () => {
  const part = (more: object): string =>
    `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'odd', choices: [{ index: 0, delta: { content: 'Fine. ' }, finish_reason: null }], ...more })}\n\n`;
  const last = (more: object): string =>
    `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'odd', choices: [], ...more })}\n\n`;

  const streamCost = async (reply: string, body: object): Promise<number> => {
    answerWith(reply, 'text/event-stream');
    const response = await fetch(`${fixture.openaiUrl}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${fixture.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'lab-a/priced', messages, max_tokens: 2000, stream: true, ...body }),
    });
    await response.text();
    return (await fixture.receipt(response.headers.get('x-switchyard-receipt'))).costMicroUsd;
  };

  test('usage that is said twice counts once, and the rate as it was served', async () => {
    const said = last({ usage: usage(1000, 1000), service_tier: 'priority' });
    const reply = `${part({ service_tier: 'auto' })}${said}${said}data: [DONE]\n\n`;
    expect(await streamCost(reply, { service_tier: 'priority' })).toBe(12_500);
    const standard = `${part({})}${last({ usage: usage(1000, 1000), service_tier: 'default' })}data: [DONE]\n\n`;
    expect(await streamCost(standard, { service_tier: 'priority' })).toBe(5000);
  });

  test('that is cut counts at the rate that was asked for', async () => {
    const plain = await streamCost(part({}), {});
    expect(await streamCost(part({}), { service_tier: 'priority' })).toBeGreaterThan(plain * 2);
  });
});
