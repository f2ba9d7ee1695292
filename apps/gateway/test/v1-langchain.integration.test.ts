import { ChatAnthropic } from '@langchain/anthropic';
import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startV1Fixture, type V1Fixture } from './v1-fixture.ts';

let fixture: V1Fixture;
beforeAll(async () => {
  fixture = await startV1Fixture();
});
afterEach(() => fixture.fault());
afterAll(() => fixture.close());

const openai = (model: string, useResponsesApi = false) =>
  new ChatOpenAI({
    model,
    apiKey: fixture.key,
    configuration: { baseURL: fixture.openaiUrl },
    maxRetries: 0,
    useResponsesApi,
  });
const clients = {
  'ChatOpenAI by chat completions': (model: string) => openai(model),
  'ChatOpenAI by responses': (model: string) => openai(model, true),
  ChatAnthropic: (model: string) =>
    new ChatAnthropic({
      model,
      apiKey: fixture.key,
      anthropicApiUrl: fixture.anthropicUrl,
      maxRetries: 0,
      maxTokens: 500,
    }),
};

const models = ['lab-openai/sim-small', 'lab-anthropic/sim-claude-small', 'own-server/sim-small'];
const cases = Object.entries(clients).flatMap(([name, client]) =>
  models.map((model) => [name, model, client] as const),
);

const weather = tool(() => 'sunny', {
  name: 'weather',
  description: 'The weather of a city',
  schema: z.object({ city: z.string() }),
});

describe.each(cases)('%s with %s', (_name, id, client) => {
  test('invokes, streams and calls tools', async () => {
    const model = client(id);
    const whole = await model.invoke('Hello there');
    expect(whole.text).toContain('Hello there');
    expect(whole.usage_metadata).toMatchObject({ input_tokens: expect.any(Number), output_tokens: expect.any(Number) });
    let text = '';
    for await (const chunk of await model.stream('Stream this')) text += chunk.text;
    expect(text).toContain('Stream this');
    const bound = model.bindTools([weather]);
    const asked = new HumanMessage('Weather in Basel?');
    const called = await bound.invoke([asked]);
    const [call] = called.tool_calls ?? [];
    if (!call?.id) throw new Error('no call');
    expect(call.name).toBe('weather');
    const result = new ToolMessage({ content: 'sunny', tool_call_id: call.id });
    const after = await bound.invoke([asked, called, result]);
    expect(after.text).not.toBe('');
  });

  test('throws what the lab would have thrown', async () => {
    await fixture.fault({ kind: 'rate_limit', retryAfterSeconds: 3 });
    await expect(client(id).invoke('Hi')).rejects.toMatchObject({ status: 429 });
    await fixture.fault({ kind: 'cut' });
    const read = async () => {
      for await (const _chunk of await client(id).stream('A text that is cut in its middle')) {
        // Only the end matters.
      }
    };
    await expect(read()).rejects.toThrow();
  });
});

test('vectors', async () => {
  const embeddings = new OpenAIEmbeddings({
    model: 'lab-openai/sim-embedding',
    apiKey: fixture.key,
    configuration: { baseURL: fixture.openaiUrl },
    maxRetries: 0,
  });
  expect(await embeddings.embedDocuments(['one', 'two'])).toHaveLength(2);
});
