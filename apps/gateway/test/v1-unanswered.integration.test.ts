import { createApiKey, createBudget, getBudget, sweepBudgets } from '@switchyard/application';
import { budgetSpecSchema } from '@switchyard/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chunk, type OddLab, startOddLab } from './odd-lab.ts';
import { startV1Fixture, type V1Fixture } from './v1-fixture.ts';

let fixture: V1Fixture;
let odd: OddLab;

beforeAll(async () => {
  odd = await startOddLab();
  fixture = await startV1Fixture([odd.host]);
  const price = { inputMicroUsdPerMTok: 1_000_000, outputMicroUsdPerMTok: 4_000_000, version: 'test' };
  await fixture.addSupplier({
    slug: 'odd',
    name: 'Odd lab',
    kind: 'openai-compatible',
    baseUrl: `${odd.url}/v1`,
    dataClassMax: 'internal',
    models: [{ key: 'odd-model', name: 'Odd', contextTokens: 100_000, capabilities: [], price }],
  });
});
afterAll(async () => {
  await fixture.close();
  odd.close();
});

const call = (key: string, signal: AbortSignal | null = null, stream = false) =>
  fetch(`${fixture.gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ model: 'odd/odd-model', messages: [{ role: 'user', content: 'Hello?' }], max_tokens: 100 },
      stream,
    }),
    signal,
  });

describe('what a call cost of which no answer began', () => {
  const spendOn = async (answer: typeof odd.answer, ask: (key: string) => Promise<unknown>) => {
    const { app, owner } = fixture;
    const { id, key } = await createApiKey(app, owner, {
      name: 'Watched',
      scopes: ['models:call'],
      expiresInDays: null,
      dataClass: 'internal',
    });
    const spec = { name: 'Watch', scope: 'api_key', targetId: id, period: 'day', capMicroUsd: 10_000_000 };
    const budget = await createBudget(app, owner, { spec: budgetSpecSchema.parse(spec) });
    odd.answer = answer;
    await ask(key);
    return async () => {
      // Counted by whoever reserves next, or by the worker.
      await sweepBudgets(app);
      const [period] = (await getBudget(app, owner, { id: budget.id })).periods;
      return period === undefined ? null : [period.unknownMicroUsd > 0, period.spentMicroUsd];
    };
  };

  test('is unknown when the client leaves meanwhile', async () => {
    let arrived: () => void = () => {};
    const hasArrived = new Promise<void>((done) => {
      arrived = done;
    });
    const look = await spendOn(
      () => arrived(),
      async (key) => {
        const leaving = new AbortController();
        const asked = call(key, leaving.signal).catch(() => null);
        await hasArrived;
        leaving.abort();
        await asked;
      },
    );
    await expect.poll(look, { timeout: 10_000 }).toEqual([true, 0]);
  });

  test('is unknown when the connection breaks', async () => {
    const look = await spendOn(
      (request) => request.socket.destroy(),
      (key) => call(key),
    );
    await expect.poll(look, { timeout: 10_000 }).toEqual([true, 0]);
  });

  test('is unknown when the client leaves while a model still thinks unseen', async () => {
    const look = await spendOn(
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(chunk(''));
      },
      async (key) => {
        const leaving = new AbortController();
        const response = await call(key, leaving.signal, true);
        await response.body?.getReader().read();
        leaving.abort();
      },
    );
    await expect.poll(look, { timeout: 10_000 }).toEqual([true, 0]);
  });

  test('is nothing when the supplier says in its stream that it failed', async () => {
    const look = await spendOn(
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end('data: {"error":{"message":"Overloaded."}}\n\n');
      },
      async (key) => void (await (await call(key, null, true)).text()),
    );
    await expect.poll(async () => (await look())?.[0], { timeout: 10_000 }).toBe(false);
  });

  test('is nothing when the supplier says that it failed', async () => {
    const look = await spendOn(
      (_request, response) => void response.writeHead(400, { 'content-type': 'application/json' }).end('{}'),
      (key) => call(key),
    );
    await expect.poll(look, { timeout: 10_000 }).toEqual([false, 0]);
  });
});
