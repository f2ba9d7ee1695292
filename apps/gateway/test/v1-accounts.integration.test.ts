import { createTask, publishTask } from '@switchyard/application';
import { taskSpecSchema } from '@switchyard/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { completion, type OddLab, startOddLab } from './odd-lab.ts';
import { startV1Fixture, type V1Fixture } from './v1-fixture.ts';

let fixture: V1Fixture;
let odd: OddLab;

// A dollar per million tokens read, four per million written; the other one costs ten times that.
const price = { inputMicroUsdPerMTok: 1_000_000, outputMicroUsdPerMTok: 4_000_000, version: 'cheap' };
const dear = { ...price, inputMicroUsdPerMTok: 10_000_000, outputMicroUsdPerMTok: 40_000_000, version: 'dear' };
const secret = 'test-key-of-odd';

beforeAll(async () => {
  odd = await startOddLab();
  fixture = await startV1Fixture([odd.host]);
  const model = { name: 'Odd', contextTokens: 10_000 };
  await fixture.addSupplier({
    ...{ slug: 'odd', name: 'Odd', kind: 'openai-compatible', baseUrl: `${odd.url}/v1`, dataClassMax: 'restricted' },
    models: [
      { ...model, key: 'small', price },
      { ...model, key: 'large', price: dear, isEnabled: false },
    ],
  });
  const spec = taskSpecSchema.parse({
    ...{ slug: 'triage', name: 'Triage', instructions: 'Say which team.', dataClass: 'restricted' },
    input: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
    output: { type: 'object', properties: { team: { type: 'string' } }, required: ['team'] },
    allowedSuppliers: ['odd'],
    maxOutputTokens: 500,
    qualityTarget: 0,
    maxAttempts: 1,
  });
  await createTask(fixture.app, fixture.owner, { spec });
  await publishTask(fixture.app, fixture.owner, { slug: 'triage' });
  await fixture.untilDecidedAnew();
});
afterAll(async () => {
  await fixture.close();
  odd.close();
});

const answersWith = (content: string, usage: unknown, more: object = {}): void => {
  odd.answer = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ...JSON.parse(completion(content, usage)), model: 'small', ...more }));
  };
};

const ask = async (model: string) => {
  const response = await fetch(`${fixture.openaiUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${fixture.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, max_tokens: 500, messages: [{ role: 'user', content: 'Where is my refund?' }] }),
  });
  const { receipt, costMicroUsd } = await fixture.receipt(response.headers.get('x-switchyard-receipt'));
  const [attempt] = receipt.attempts;
  if (!attempt) throw new Error(`no attempt: ${await response.text()}`);
  return { text: await response.text(), attempt, costMicroUsd };
};

const answer = '{"team":"billing"}';
const usage = (read: number, written: number) => ({ prompt_tokens: read, completion_tokens: written });

describe.each(['odd/small', 'task/triage'])('a supplier asked for %s', (model) => {
  test('that lets another model answer is accounted at that one’s price, and the receipt says so', async () => {
    answersWith(answer, usage(100, 20), { model: 'large' });
    const { attempt, costMicroUsd } = await ask(model);
    expect(costMicroUsd).toBe(100 * 10 + 20 * 40);
    expect(attempt).toMatchObject({ outcome: 'accepted', answeredByModel: 'large', priceVersion: 'dear' });
    expect(attempt.checks).toContainEqual(expect.objectContaining({ name: 'Model', isPassed: false }));
  });

  test.each(['small', 'small-2026-05-01', 'some-other-name'])(
    'that calls its model %s is accounted as asked',
    async (as) => {
      answersWith(answer, usage(100, 20), { model: as });
      const { attempt, costMicroUsd } = await ask(model);
      expect(costMicroUsd).toBe(100 + 20 * 4);
      expect(attempt.checks.filter(({ isPassed }) => !isPassed)).toEqual([]);
    },
  );

  test.each([
    ['nothing of its usage', undefined],
    ['a usage of zero', usage(0, 0)],
  ])('that reports %s costs what was counted', async (_what, reported) => {
    answersWith(answer, reported);
    const { attempt, costMicroUsd } = await ask(model);
    expect(attempt.outcome).toBe('accepted');
    expect(attempt.tokens.input).toBeGreaterThan(3);
    expect(attempt.tokens.output).toBeGreaterThan(3);
    expect(costMicroUsd).toBeGreaterThan(10);
    expect(attempt.checks).toContainEqual(expect.objectContaining({ name: 'Usage', isPassed: false }));
  });

  test('that reports more than can be costs no more than a call can', async () => {
    answersWith(answer, usage(9e14, 9e14));
    const { costMicroUsd } = await ask(model);
    expect(costMicroUsd).toBe(10_000 + 500 * 4);
  });

  test('that repeats its key does not have it in the receipt, nor in what the client is told', async () => {
    odd.answer = (_request, response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: `Bad key ${secret}` } }));
    };
    const { text, attempt } = await ask(model);
    expect(`${text}${JSON.stringify(attempt)}`).not.toContain(secret);
    answersWith(answer, usage(100, 20));
    await ask(model);
  });
});
