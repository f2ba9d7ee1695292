import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, embedMany, generateText, jsonSchema, Output, stepCountIs, streamText, tool } from 'ai';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startV1Fixture, type V1Fixture } from './v1-fixture.ts';

let fixture: V1Fixture;
Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });
beforeAll(async () => {
  fixture = await startV1Fixture();
});
afterEach(() => fixture.fault());
afterAll(() => fixture.close());

const providers = {
  'responses (the default of @ai-sdk/openai)': (model: string) =>
    createOpenAI({ apiKey: fixture.key, baseURL: fixture.openaiUrl })(model),
  'chat of @ai-sdk/openai': (model: string) =>
    createOpenAI({ apiKey: fixture.key, baseURL: fixture.openaiUrl }).chat(model),
  '@ai-sdk/anthropic': (model: string) =>
    createAnthropic({ apiKey: fixture.key, baseURL: `${fixture.anthropicUrl}/v1` })(model),
};

const models = ['lab-openai/sim-small', 'lab-anthropic/sim-claude-small', 'own-server/sim-small'];
const cases = Object.entries(providers).flatMap(([name, provider]) =>
  models.map((model) => [name, model, provider] as const),
);

describe.each(cases)('%s with %s', (_name, id, provider) => {
  test('generates, streams, calls tools and gives objects', async () => {
    const model = provider(id);
    const whole = await generateText({ model, prompt: 'Hello there', maxRetries: 0 });
    expect(whole.text).toContain('Hello there');
    expect(whole.usage.inputTokens).toBeGreaterThan(0);
    expect(whole.response.headers?.['x-switchyard-model']).toBe(id);

    const stream = streamText({ model, prompt: 'Stream this', maxRetries: 0 });
    let text = '';
    for await (const delta of stream.textStream) text += delta;
    expect(text).toContain('Stream this');
    expect((await stream.usage).outputTokens).toBeGreaterThan(0);

    const cities: unknown[] = [];
    const called = await generateText({
      model,
      prompt: 'Weather in Basel?',
      maxRetries: 0,
      stopWhen: stepCountIs(2),
      tools: {
        weather: tool({
          description: 'The weather of a city',
          inputSchema: jsonSchema<{ city: string }>({
            type: 'object',
            properties: { city: { type: 'string' } },
            required: ['city'],
            additionalProperties: false,
          }),
          execute: (input) => {
            cities.push(input);
            return 'sunny';
          },
        }),
      },
    });
    expect(cities).toHaveLength(1);
    expect(called.steps).toHaveLength(2);
    expect(called.text).not.toBe('');

    const { output } = await generateText({
      model,
      prompt: 'TOTAL 42.50',
      maxRetries: 0,
      output: Output.object({
        schema: jsonSchema<{ total: number }>({
          type: 'object',
          properties: { total: { type: 'number' } },
          required: ['total'],
          additionalProperties: false,
        }),
      }),
    });
    expect(output).toHaveProperty('total');
  });

  test('errors carry status, Retry-After and whether to try again; a cut stream ends in an error', async () => {
    await fixture.fault({ kind: 'rate_limit', retryAfterSeconds: 9 });
    const error = await generateText({ model: provider(id), prompt: 'Hi', maxRetries: 0 }).catch(
      (thrown: unknown) => thrown,
    );
    if (!APICallError.isInstance(error)) throw error;
    expect(error).toMatchObject({ statusCode: 429, isRetryable: true });
    expect(error.responseHeaders?.['retry-after']).toBe('9');
    await fixture.fault({ kind: 'cut' });
    const errors: unknown[] = [];
    const stream = streamText({
      model: provider(id),
      prompt: 'A text that is cut in its middle',
      maxRetries: 0,
      onError: ({ error: each }) => void errors.push(each),
    });
    await stream.consumeStream();
    expect(errors).toHaveLength(1);
  });
});

test('vectors', async () => {
  const model = createOpenAI({ apiKey: fixture.key, baseURL: fixture.openaiUrl }).embedding('lab-openai/sim-embedding');
  const { embeddings } = await embedMany({ model, values: ['one', 'two'], maxRetries: 0 });
  expect(embeddings).toHaveLength(2);
});
