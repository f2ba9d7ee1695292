import Anthropic, {
  APIError,
  AuthenticationError,
  InternalServerError,
  NotFoundError,
  RateLimitError,
} from '@anthropic-ai/sdk';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startV1Fixture, type V1Fixture } from './v1-fixture.ts';

let fixture: V1Fixture;
let client: Anthropic;
beforeAll(async () => {
  fixture = await startV1Fixture();
  client = new Anthropic({ apiKey: fixture.key, authToken: null, baseURL: fixture.anthropicUrl, maxRetries: 0 });
});
afterEach(() => fixture.fault());
afterAll(() => fixture.close());

const weather = {
  name: 'weather',
  description: 'The weather of a city',
  input_schema: { type: 'object' as const, properties: { city: { type: 'string' } }, required: ['city'] },
};
const ask = (text: string) => [{ role: 'user' as const, content: text }];

describe.each(['lab-anthropic/sim-claude-small', 'lab-openai/sim-small', 'own-server/sim-small'])(
  'messages by %s',
  (model) => {
    test('answer, with model, cost and receipt', async () => {
      const { data, response } = await client.messages
        .create({ model, max_tokens: 200, system: 'Be brief.', messages: ask('Hello there') })
        .withResponse();
      expect(data.content[0]).toMatchObject({ type: 'text', text: expect.stringContaining('Hello there') });
      expect(data.stop_reason).toBe('end_turn');
      expect(data.usage.input_tokens).toBeGreaterThan(0);
      const receipt = await fixture.receipt(response.headers.get('x-switchyard-receipt'));
      expect(receipt.outputTokens).toBe(data.usage.output_tokens);
      expect(response.headers.get('x-switchyard-model')).toBe(model);
    });

    test('stream, tools included', async () => {
      const stream = client.messages.stream({ model, max_tokens: 200, messages: ask('Stream this') });
      let text = '';
      stream.on('text', (delta) => {
        text += delta;
      });
      const final = await stream.finalMessage();
      expect(text).toContain('Stream this');
      expect(final.stop_reason).toBe('end_turn');
      expect(final.usage.output_tokens).toBeGreaterThan(0);
      const called = await client.messages
        .stream({
          model,
          max_tokens: 200,
          messages: ask('Weather in Bern?'),
          tools: [weather],
          tool_choice: { type: 'any' },
        })
        .finalMessage();
      expect(called.stop_reason).toBe('tool_use');
      expect(called.content).toContainEqual(expect.objectContaining({ type: 'tool_use', name: 'weather' }));
    });

    test('take the results of tools', async () => {
      const first = await client.messages.create({
        model,
        max_tokens: 200,
        messages: ask('Weather?'),
        tools: [weather],
      });
      const use = first.content.find(({ type }) => type === 'tool_use');
      if (use?.type !== 'tool_use') throw new Error('no call');
      const second = await client.messages.create({
        model,
        max_tokens: 200,
        tools: [weather],
        messages: [
          ...ask('Weather?'),
          { role: 'assistant', content: [use] },
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: use.id, content: 'sunny' }] },
        ],
      });
      expect(second.content[0]?.type).toBe('text');
    });

    test('a stream that is cut throws', async () => {
      await fixture.fault({ kind: 'cut' });
      const stream = client.messages.stream({
        model,
        max_tokens: 200,
        messages: ask('A text that is cut in its middle'),
      });
      await expect(stream.finalMessage()).rejects.toThrow(/cut/);
    });
  },
);

describe('errors are the SDK’s own', () => {
  const create = (model: string) => client.messages.create({ model, max_tokens: 50, messages: ask('Hi') });

  test('status, type and Retry-After', async () => {
    await fixture.fault({ kind: 'rate_limit', retryAfterSeconds: 5 });
    const error = await create('lab-anthropic/sim-claude-small').catch((thrown: unknown) => thrown);
    if (!(error instanceof RateLimitError)) throw error;
    expect(error.headers.get('retry-after')).toBe('5');
    expect(error.error).toMatchObject({ type: 'error', error: { type: 'rate_limit_error' } });
    await fixture.fault({ kind: 'server_error' });
    await expect(create('lab-anthropic/sim-claude-large')).rejects.toBeInstanceOf(InternalServerError);
    await fixture.fault();
    await expect(create('nobody')).rejects.toBeInstanceOf(NotFoundError);
    const stranger = new Anthropic({
      apiKey: 'sy_wrong',
      authToken: null,
      baseURL: fixture.anthropicUrl,
      maxRetries: 0,
    });
    await expect(
      stranger.messages.create({ model: 'auto', max_tokens: 5, messages: ask('Hi') }),
    ).rejects.toBeInstanceOf(AuthenticationError);
  });

  test('what cannot be translated is named', async () => {
    const thinking = client.messages.create({
      model: 'lab-openai/sim-small',
      max_tokens: 4000,
      thinking: { type: 'enabled', budget_tokens: 2000 },
      messages: ask('Hi'),
    });
    const error = await thinking.catch((thrown: unknown) => thrown);
    if (!(error instanceof APIError)) throw error;
    expect(error.status).toBe(400);
    expect(error.message).toContain('“thinking” cannot be passed on');
  });
});

test('models in the shape of this SDK', async () => {
  const ids: string[] = [];
  for await (const { id } of client.models.list()) ids.push(id);
  expect(ids).toContain('lab-anthropic/sim-claude-small');
  expect((await client.models.retrieve('auto')).type).toBe('model');
});
