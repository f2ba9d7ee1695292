import { createBudget, getBudget, sweepBudgets } from '@switchyard/application';
import { budgetSpecSchema } from '@switchyard/domain';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chunk, completion, type OddLab, startOddLab } from './odd-lab.ts';
import { startV1Fixture, type V1Fixture } from './v1-fixture.ts';

let fixture: V1Fixture;
let slow: OddLab;
let quick: OddLab;
let openai: OpenAI;

const usage = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 };

/** The cheaper one is asked first. */
const addLab = (slug: string, lab: OddLab, factor: number, dataClassMax: 'internal' | 'restricted') =>
  fixture.addSupplier({
    slug,
    name: slug,
    kind: 'openai-compatible',
    baseUrl: `${lab.url}/v1`,
    dataClassMax,
    models: [
      {
        key: 'twin',
        name: 'Twin',
        contextTokens: 100_000,
        capabilities: ['tools'],
        price: { inputMicroUsdPerMTok: factor * 1_000_000, outputMicroUsdPerMTok: factor * 4_000_000, version: 'test' },
      },
    ],
  });

beforeAll(async () => {
  [slow, quick] = await Promise.all([startOddLab(), startOddLab()]);
  fixture = await startV1Fixture([slow.host, quick.host]);
  await addLab('slow', slow, 1, 'restricted');
  await addLab('quick', quick, 2, 'internal');
  openai = new OpenAI({
    apiKey: await fixture.createCallKey({ models: ['auto', 'slow/*', 'quick/*'] }),
    baseURL: fixture.openaiUrl,
    maxRetries: 0,
  });
  await fixture.publishRules({ hedge: { after: 'ms', ms: 50 } });
});
beforeEach(() => {
  quick.answer = (_request, response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(completion('Quick.', usage));
});
afterAll(async () => {
  await fixture.close();
  slow.close();
  quick.close();
});

const body = { model: 'auto', messages: [{ role: 'user' as const, content: 'Hello?' }], max_tokens: 100 };
const ask = (model = 'auto', headers: Record<string, string> = {}, client = openai) =>
  client.chat.completions.create({ ...body, model }, { headers }).withResponse();
const receiptOf = async (response: Response) =>
  (await fixture.receipt(response.headers.get('x-switchyard-receipt'))).receipt;

/** Says nothing, and tells when its caller hangs up. */
const silent = (lab: OddLab): Promise<void> =>
  new Promise((hungUp) => {
    lab.answer = (_request, response) => void response.once('close', hungUp);
  });

describe('a call that is slow to be answered', () => {
  test('is answered by the next candidate of the same decision; the slow call is broken off, both are in the receipt', async () => {
    const hungUp = silent(slow);
    const { data, response } = await ask();
    expect(data.choices[0]?.message.content).toBe('Quick.');
    await hungUp;
    const { attempts, outcome } = await receiptOf(response);
    expect(outcome).toBe('accepted');
    expect(attempts.map(({ candidateRef, outcome: each, isHedge }) => [candidateRef, each, isHedge])).toEqual([
      ['slow/twin', 'declined', undefined],
      ['quick/twin', 'accepted', true],
    ]);
    expect(attempts[0]?.error).toContain('Another answer was quicker');
    expect(attempts.map(({ isOvertaken = false }) => isOvertaken)).toEqual([true, false]);
  });

  test('keeps its own answer where that comes first', async () => {
    let answerSlow: () => void = () => undefined;
    slow.answer = (_request, response) => {
      answerSlow = () =>
        void response.writeHead(200, { 'content-type': 'application/json' }).end(completion('Slow.', usage));
    };
    const hungUp = new Promise<void>((done) => {
      quick.answer = (_request, response) => {
        response.once('close', done);
        answerSlow();
      };
    });
    const { data, response } = await ask();
    expect(data.choices[0]?.message.content).toBe('Slow.');
    await hungUp;
    const { attempts } = await receiptOf(response);
    expect(attempts.map(({ candidateRef, outcome, isHedge }) => [candidateRef, outcome, isHedge])).toEqual([
      ['quick/twin', 'declined', true],
      ['slow/twin', 'accepted', undefined],
    ]);
  });

  test('streams from whoever begins first', async () => {
    const hungUp = silent(slow);
    quick.answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const stop = { id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'odd-model' };
      const end = { ...stop, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
      response.end(`${chunk('Quick ')}${chunk('stream.')}data: ${JSON.stringify(end)}\n\ndata: [DONE]\n\n`);
    };
    const { data: stream, response } = await openai.chat.completions.create({ ...body, stream: true }).withResponse();
    let text = '';
    for await (const part of stream) text += part.choices[0]?.delta.content ?? '';
    expect(text).toBe('Quick stream.');
    await hungUp;
    expect((await receiptOf(response)).attempts.map(({ outcome }) => outcome)).toEqual(['declined', 'accepted']);
  });

  test('a named model is asked once more, and no more than that', async () => {
    let asked = 0;
    const keys = new Set<unknown>();
    slow.answer = (request, response) => {
      asked += 1;
      keys.add(request.headers['idempotency-key']);
      if (asked === 1) return;
      setTimeout(() => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(completion('Again.', usage));
      }, 200);
    };
    const { data } = await ask('slow/twin');
    expect(data.choices[0]?.message.content).toBe('Again.');
    expect(asked).toBe(2);
    expect(keys.size).toBe(2);
  });

  test('nobody below the floors is asked beside it', async () => {
    let wasAsked = false;
    quick.answer = (_request, response) => {
      wasAsked = true;
      response.writeHead(200, { 'content-type': 'application/json' }).end(completion('Leaked.', usage));
    };
    let asked = 0;
    slow.answer = (_request, response) => {
      asked += 1;
      if (asked === 1) return;
      response.writeHead(200, { 'content-type': 'application/json' }).end(completion('Stayed.', usage));
    };
    const { data } = await ask('auto', { 'x-switchyard-data-class': 'restricted' });
    expect(data.choices[0]?.message.content).toBe('Stayed.');
    expect(wasAsked).toBe(false);
  });

  test('both are held in a budget; what was broken off stays unknown there', async () => {
    const { app, owner } = fixture;
    const spec = { name: 'Both', scope: 'organisation', targetId: null, period: 'day', capMicroUsd: 1_000_000 };
    const budget = await createBudget(app, owner, { spec: budgetSpecSchema.parse(spec) });
    const hungUp = silent(slow);
    await ask();
    await hungUp;
    await expect
      .poll(async () => {
        await sweepBudgets(app);
        const [period] = (await getBudget(app, owner, { id: budget.id })).periods;
        return [(period?.unknownMicroUsd ?? 0) > 0, (period?.spentMicroUsd ?? 0) > 0];
      })
      .toEqual([true, true]);
  });
});

test('all attempts together end when the rules say so', async () => {
  await fixture.publishRules({ hedge: null, workMsMax: 300, transientRetries: 5 });
  const hungUp = silent(slow);
  await expect(ask('slow/twin')).rejects.toMatchObject({ status: 504 });
  await hungUp;
});
