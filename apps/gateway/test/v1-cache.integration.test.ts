import Anthropic from '@anthropic-ai/sdk';
import {
  clearAnswers,
  createApiKey,
  createBudget,
  createTask,
  getBudget,
  getSpend,
  getTask,
  publishTask,
  revokeApiKey,
  rotateApiKey,
  saveTask,
  updateSupplier,
} from '@switchyard/application';
import { budgetSpecSchema, taskSpecSchema } from '@switchyard/domain';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chunk, completion, type OddLab, startOddLab } from './odd-lab.ts';
import { startV1Fixture, type V1Fixture } from './v1-fixture.ts';

let fixture: V1Fixture;
let odd: OddLab;
let openai: OpenAI;
/** What the lab was asked. */
let asked: string[] = [];

const usage = { prompt_tokens: 1000, completion_tokens: 500, total_tokens: 1500 };
/** Of `usage`, at the price below. */
const costUsd = '0.003000';
beforeAll(async () => {
  odd = await startOddLab();
  fixture = await startV1Fixture([odd.host]);
  await fixture.addSupplier({
    slug: 'odd',
    name: 'Odd lab',
    kind: 'openai-compatible',
    baseUrl: `${odd.url}/v1`,
    dataClassMax: 'confidential',
    residency: 'eu',
    models: [
      {
        key: 'odd-model',
        name: 'Odd',
        contextTokens: 100_000,
        capabilities: ['tools', 'embeddings'],
        price: { inputMicroUsdPerMTok: 1_000_000, outputMicroUsdPerMTok: 4_000_000, version: 'test' },
      },
    ],
  });
  openai = new OpenAI({ apiKey: fixture.key, baseURL: fixture.openaiUrl, maxRetries: 0 });
  await fixture.publishRules({ cache: { lifetimeS: 3600, allowsVaried: false } });
});
beforeEach(() => {
  asked = [];
  odd.answer = (_request, response, body) => {
    asked.push(body);
    if (JSON.parse(body).stream === true) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const end = { id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'odd-model' };
      const stop = { ...end, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
      const used = { ...end, choices: [], usage };
      response.end(
        `${chunk('Stre')}${chunk('amed.')}data: ${JSON.stringify(stop)}\n\ndata: ${JSON.stringify(used)}\n\ndata: [DONE]\n\n`,
      );
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(completion(`Answer ${asked.length}.`, usage));
  };
});
afterAll(async () => {
  await fixture.close();
  odd.close();
});

const body = (content: string) => ({
  model: 'odd/odd-model',
  messages: [{ role: 'user' as const, content }],
  max_tokens: 1000,
});
const chat = (content: string, headers: Record<string, string> = {}, client = openai) =>
  client.chat.completions.create(body(content), { headers }).withResponse();
const header = (response: Response, name: string) => response.headers.get(`x-switchyard-${name}`);

describe('the same call again, by the real packages', () => {
  test('is answered from before, at no cost, with a receipt that says what was saved', async () => {
    const first = await chat('Twice?');
    expect(header(first.response, 'cache')).toBe('miss');
    const second = await chat('Twice?');
    expect(second.data).toEqual(first.data);
    expect(asked).toHaveLength(1);
    expect(header(second.response, 'cache')).toBe('hit');
    expect(header(second.response, 'cost-usd')).toBe('0.000000');
    expect(header(second.response, 'saved-usd')).toBe(costUsd);
    expect(header(second.response, 'model')).toBe('odd/odd-model');
    expect(second.response.headers.get('age')).toMatch(/^\d+$/);
    const receipt = await fixture.receipt(header(second.response, 'receipt'));
    expect(receipt).toMatchObject({ isCacheHit: true, costMicroUsd: 0, attempts: 0, supplierSlug: 'odd' });
    expect(receipt.receipt.cache).toMatchObject({
      originalReceiptId: header(first.response, 'receipt'),
      candidateRef: 'odd/odd-model',
      savedMicroUsd: 3000,
    });
    const { real } = await getSpend(fixture.app, fixture.owner);
    expect(real.cacheHits).toBe(1);
    expect(real.savedMicroUsd).toBe(3000);
  });

  test('is streamed from a whole answer, and given whole from a streamed one', async () => {
    await chat('As a stream?');
    const stream = await openai.chat.completions.create({
      ...body('As a stream?'),
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let tokens = 0;
    for await (const part of stream) {
      text += part.choices[0]?.delta.content ?? '';
      tokens = part.usage?.completion_tokens ?? tokens;
    }
    expect(text).toBe('Answer 1.');
    expect(tokens).toBe(500);
    expect(asked).toHaveLength(1);
    for await (const _part of await openai.chat.completions.create({ ...body('Streamed first?'), stream: true })) {
      // To its end.
    }
    const { data, response } = await chat('Streamed first?');
    expect(data.choices[0]?.message.content).toBe('Streamed.');
    expect(header(response, 'cache')).toBe('hit');
    expect(header(response, 'saved-usd')).toBe(costUsd);
    expect(asked).toHaveLength(2);
  });

  test('works in Anthropic’s format and for vectors', async () => {
    const anthropic = new Anthropic({
      apiKey: fixture.key,
      authToken: null,
      baseURL: fixture.anthropicUrl,
      maxRetries: 0,
    });
    const ask = () => anthropic.messages.create(body('In messages?')).withResponse();
    const first = await ask();
    const second = await ask();
    expect(second.data).toEqual(first.data);
    expect(header(second.response, 'cache')).toBe('hit');
    const final = await anthropic.messages.stream(body('In messages?')).finalMessage();
    expect(final.content[0]).toMatchObject({ type: 'text', text: 'Answer 1.' });
    expect(final.usage.output_tokens).toBe(500);
    expect(asked).toHaveLength(1);
    odd.answer = (_request, response, text) => {
      asked.push(text);
      const data = [{ object: 'embedding', index: 0, embedding: [0.25, asked.length] }];
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ object: 'list', data, model: 'odd-model', usage: { prompt_tokens: 5, total_tokens: 5 } }),
      );
    };
    const embed = () =>
      openai.embeddings.create({ model: 'odd/odd-model', input: 'a text', encoding_format: 'float' }).withResponse();
    const vectors = await embed();
    const again = await embed();
    expect(again.data).toEqual(vectors.data);
    expect(header(again.response, 'cache')).toBe('hit');
  });

  test('identical calls at once make one', async () => {
    const before = odd.answer;
    const { promise, resolve } = Promise.withResolvers<void>();
    odd.answer = (request, response, text) => void promise.then(() => before(request, response, text));
    const all = Array.from({ length: 8 }, () => chat('All at once?'));
    setTimeout(resolve, 300);
    const states = (await Promise.all(all)).map(({ response }) => header(response, 'cache'));
    expect(states.filter((state) => state === 'hit')).toHaveLength(7);
    expect(asked).toHaveLength(1);
  });
});

describe('what is not given again', () => {
  test('what the caller wants anew, or kept out', async () => {
    await chat('Anew?');
    const anew = await chat('Anew?', { 'cache-control': 'no-cache' });
    expect(header(anew.response, 'cache')).toBe('bypass');
    expect(asked).toHaveLength(2);
    const after = await chat('Anew?');
    expect(after.data.choices[0]?.message.content).toBe('Answer 2.');
    const out = await chat('Anew?', { 'cache-control': 'no-store' });
    expect(header(out.response, 'cache')).toBe('bypass');
    expect(asked).toHaveLength(3);
    expect((await chat('Anew?')).data.choices[0]?.message.content).toBe('Answer 2.');
  });

  test('another class of data, other words, other parameters, varied answers', async () => {
    await chat('Exactly?');
    await chat('Exactly?', { 'x-switchyard-data-class': 'confidential' });
    await chat('Exactly? ');
    await openai.chat.completions.create({ ...body('Exactly?'), max_tokens: 999 });
    const varied = { ...body('Exactly?'), temperature: 0.8 };
    await openai.chat.completions.create(varied);
    const { response } = await openai.chat.completions.create(varied).withResponse();
    expect(header(response, 'cache')).toBeNull();
    expect(asked).toHaveLength(6);
    expect(header((await chat('Exactly?')).response, 'cache')).toBe('hit');
  });

  test('calls of tools, and what was cut short', async () => {
    const before = odd.answer;
    const reply = (message: object, finish: string) => {
      odd.answer = (_request, response, text) => {
        asked.push(text);
        const choices = [
          { index: 0, message: { role: 'assistant', content: null, ...message }, finish_reason: finish },
        ];
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify({ id: 'c', object: 'chat.completion', created: 1, model: 'odd-model', choices, usage }),
        );
      };
    };
    const call = { id: 'call_1', type: 'function', function: { name: 'pay', arguments: '{}' } };
    reply({ tool_calls: [call] }, 'tool_calls');
    await chat('Pay?');
    await chat('Pay?');
    reply({ content: 'And so' }, 'length');
    await chat('Long?');
    await chat('Long?');
    expect(asked).toHaveLength(4);
    odd.answer = before;
  });

  test('to a key that may not name the model, or while it stands below today’s floors', async () => {
    const { app, owner } = fixture;
    await chat('Floors?', { 'x-switchyard-data-class': 'confidential' });
    const other = new OpenAI({
      apiKey: await fixture.createCallKey({ models: ['lab-openai/*'] }),
      baseURL: fixture.openaiUrl,
      maxRetries: 0,
    });
    await expect(chat('Floors?', { 'x-switchyard-data-class': 'confidential' }, other)).rejects.toThrow('may not use');
    await updateSupplier(app, owner, { slug: 'odd', changes: { dataClassMax: 'internal' } });
    await fixture.untilDecidedAnew();
    await expect(chat('Floors?', { 'x-switchyard-data-class': 'confidential' })).rejects.toThrow('confidential');
    await updateSupplier(app, owner, { slug: 'odd', changes: { dataClassMax: 'confidential' } });
    await fixture.publishRules({ residencies: ['ch'] });
    await expect(chat('Floors?', { 'x-switchyard-data-class': 'confidential' })).rejects.toThrow('eu');
    await fixture.publishRules({ residencies: [] });
    const again = await chat('Floors?', { 'x-switchyard-data-class': 'confidential' });
    expect(header(again.response, 'cache')).toBe('hit');
    expect(asked).toHaveLength(1);
  });
});

describe('what is kept is forgotten', () => {
  test.each(['rotated', 'revoked'] as const)('with the key whose call brought it: %s', async (how) => {
    const { app, owner } = fixture;
    const made = { name: how, scopes: ['models:call' as const], expiresInDays: null, dataClass: 'internal' as const };
    const { id, key } = await createApiKey(app, owner, made);
    const said = body(`Of a key that is ${how}`);
    await openai.withOptions({ apiKey: key }).chat.completions.create(said);
    const cacheOf = async () => (await openai.chat.completions.create(said).withResponse()).response.headers;
    await expect.poll(async () => (await cacheOf()).get('x-switchyard-cache')).toBe('hit');
    if (how === 'rotated') await rotateApiKey(app, owner, { id, graceMinutes: 0 });
    else await revokeApiKey(app, owner, { id });
    expect((await cacheOf()).get('x-switchyard-cache')).toBe('miss');
  });

  test('when an admin clears it', async () => {
    const { app, owner } = fixture;
    const said = body('To be cleared');
    const cacheOf = async () => (await openai.chat.completions.create(said).withResponse()).response.headers;
    await cacheOf();
    await expect.poll(async () => (await cacheOf()).get('x-switchyard-cache')).toBe('hit');
    expect((await clearAnswers(app, owner)).answers).toBeGreaterThan(0);
    expect((await cacheOf()).get('x-switchyard-cache')).toBe('miss');
  });
});

describe('money', () => {
  test('a hit needs no room in a budget', async () => {
    const { app, owner } = fixture;
    await chat('Broke?');
    const { id, key } = await createApiKey(app, owner, {
      name: 'Broke',
      scopes: ['models:call'],
      expiresInDays: null,
      dataClass: 'internal',
    });
    const spec = { name: 'Nothing', scope: 'api_key', targetId: id, period: 'day', capMicroUsd: 1 };
    const budget = await createBudget(app, owner, { spec: budgetSpecSchema.parse(spec) });
    const broke = new OpenAI({ apiKey: key, baseURL: fixture.openaiUrl, maxRetries: 0 });
    expect(header((await chat('Broke?', {}, broke)).response, 'cache')).toBe('hit');
    await expect(chat('Something new?', {}, broke)).rejects.toThrow('not enough');
    const [period] = (await getBudget(app, owner, { id: budget.id })).periods;
    expect(period?.spentMicroUsd ?? 0).toBe(0);
  });
});

describe('a task', () => {
  const spec = taskSpecSchema.parse({
    slug: 'triage',
    name: 'Triage',
    instructions: 'Say which team.',
    input: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
    output: { type: 'object', properties: { team: { type: 'string' } }, required: ['team'] },
    dataClass: 'public',
    allowedSuppliers: ['odd'],
    checks: [{ kind: 'rule', name: 'Known team', expression: 'output.team == "billing"' }],
  });
  const ask = (text: string) =>
    openai.chat.completions
      .create({ model: 'task/triage', messages: [{ role: 'user', content: text }] })
      .withResponse();
  const answerWith = (team: string) => {
    odd.answer = (_request, response, text) => {
      asked.push(text);
      response.writeHead(200, { 'content-type': 'application/json' }).end(completion(JSON.stringify({ team }), usage));
    };
  };

  test('is answered from before only with what passed its checks, says nothing about its candidates, and anew by a new version', async () => {
    const { app, owner } = fixture;
    await createTask(app, owner, { spec });
    await publishTask(app, owner, { slug: 'triage' });
    answerWith('nobody');
    await expect(ask('refund')).rejects.toThrow();
    const failed = asked.length;
    answerWith('billing');
    await ask('refund');
    expect(asked).toHaveLength(failed + 1);
    const before = (await getTask(app, owner, { slug: 'triage' })).evidence;
    const { data, response } = await ask('refund');
    expect(data.choices[0]?.message.content).toBe('{"team":"billing"}');
    expect(header(response, 'cache')).toBe('hit');
    expect(asked).toHaveLength(failed + 1);
    expect((await getTask(app, owner, { slug: 'triage' })).evidence).toEqual(before);
    await saveTask(app, owner, { slug: 'triage', spec: { ...spec, instructions: 'Say which team, in one word.' } });
    await publishTask(app, owner, { slug: 'triage' });
    const anew = await ask('refund');
    expect(header(anew.response, 'cache')).toBeNull();
    expect(asked).toHaveLength(failed + 2);
  });
});

test('switched off, nothing is given and nothing is asked of the database', async () => {
  await fixture.publishRules({ cache: null });
  await chat('Twice?');
  asked = [];
  const { db } = fixture.app;
  const seen: string[] = [];
  const original = db.queryOnce;
  Object.assign(db, {
    queryOnce: (...call: Parameters<typeof original>) => {
      seen.push(call[1]);
      return original(...call);
    },
  });
  const { response } = await chat('Twice?');
  Object.assign(db, { queryOnce: original });
  expect(header(response, 'cache')).toBeNull();
  expect(asked).toHaveLength(1);
  expect(seen.filter((text) => text.includes('cached_answer'))).toEqual([]);
});
