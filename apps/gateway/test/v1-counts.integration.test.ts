import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startV1Fixture, type V1Fixture } from './v1-fixture.ts';

let fixture: V1Fixture;
let anthropic: Anthropic;
let openai: OpenAI;
beforeAll(async () => {
  fixture = await startV1Fixture();
  anthropic = new Anthropic({ apiKey: fixture.key, baseURL: fixture.anthropicUrl, maxRetries: 0 });
  openai = new OpenAI({ apiKey: fixture.key, baseURL: fixture.openaiUrl, maxRetries: 0 });
});
afterAll(() => fixture.close());

const model = 'lab-openai/sim-small';
const content = 'What is in the receipts of last week? '.repeat(20);
const messages = [{ role: 'user' as const, content }];
const tools = [{ name: 'look', description: 'Looks it up.', input_schema: { type: 'object' as const } }];

const receipts = async (): Promise<number> => {
  const [row] = await fixture.app.db.transaction('system', (tx) =>
    tx.query<{ count: string }>('SELECT count(*)::text AS count FROM receipt', []),
  );
  return Number(row?.count);
};

test('how long a call would be is counted here, with nothing asked, stored or billed', async () => {
  await fixture.fault({ kind: 'server_error' });
  const before = await receipts();
  const { input_tokens: plain } = await anthropic.messages.countTokens({ model, messages });
  const { input_tokens: told } = await anthropic.beta.messages.countTokens({
    model,
    messages,
    tools,
    system: 'Be brief.',
  });
  const counted = await openai.responses.inputTokens.count({ model, input: content });
  expect(plain).toBeGreaterThan(150);
  expect(plain).toBeLessThan(200);
  expect(told).toBeGreaterThan(plain + 10);
  expect(counted).toEqual({ object: 'response.input_tokens', input_tokens: expect.any(Number) });
  expect(Math.abs(counted.input_tokens - plain)).toBeLessThan(10);
  expect(await receipts()).toBe(before);
  await fixture.fault();
});

test('a count is for models that the key may name, and of what can be counted here', async () => {
  const key = await fixture.createCallKey({ models: ['lab-anthropic/*'] });
  const narrow = new Anthropic({ apiKey: key, baseURL: fixture.anthropicUrl, maxRetries: 0 });
  await expect(narrow.messages.countTokens({ model, messages })).rejects.toThrow(Anthropic.PermissionDeniedError);
  await expect(anthropic.messages.countTokens({ model: 'no/such', messages })).rejects.toThrow(Anthropic.NotFoundError);
  const source = { type: 'base64' as const, media_type: 'application/pdf' as const, data: 'AAAA' };
  const file = [{ role: 'user' as const, content: [{ type: 'document' as const, source }] }];
  await expect(anthropic.messages.countTokens({ model, messages: file })).rejects.toThrow(
    /only its supplier can count/,
  );
});

test('what is not here says why, in the words of the client’s family', async () => {
  await expect(openai.responses.retrieve('resp_1')).rejects.toThrow(/answers are not stored.*receipt/);
  await expect(openai.responses.cancel('resp_1')).rejects.toThrow(OpenAI.NotFoundError);
  await expect(openai.chat.completions.retrieve('c1')).rejects.toThrow(/answers are not stored/);
  await expect(openai.completions.create({ model, prompt: 'x' })).rejects.toThrow(/use \/v1\/chat\/completions/);
  await expect(openai.files.list()).rejects.toThrow(/send what is needed with the call/);
  await expect(openai.moderations.create({ input: 'x' })).rejects.toThrow(/not offered here/);
  await expect(anthropic.messages.batches.list()).rejects.toThrow(/one by one/);
  await expect(openai.get('/chat/completions')).rejects.toThrow(/Ask \/v1\/chat\/completions with POST/);
  const refused = await anthropic.messages.batches.list().catch((thrown: unknown) => thrown);
  expect(refused).toBeInstanceOf(Anthropic.NotFoundError);
  expect(refused).toMatchObject({ error: { type: 'error', error: { type: 'not_found_error' } } });
});
