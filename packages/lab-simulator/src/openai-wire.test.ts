import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { receiptText, startTestLab, type TestLab } from '../test/start-test-lab.ts';

let lab: TestLab;
let client: OpenAI;
beforeAll(async () => {
  lab = await startTestLab();
  client = new OpenAI({ apiKey: 'k', baseURL: `${lab.url}/v1`, maxRetries: 0 });
});
afterAll(() => lab.close());
beforeEach(() => lab.fault());

const schema = {
  type: 'object',
  properties: { total: { type: 'number' }, date: { type: 'string' } },
  required: ['total', 'date'],
  additionalProperties: false,
};
const tools: OpenAI.ChatCompletionTool[] = [
  { type: 'function', function: { name: 'post_receipt', parameters: schema } },
];
const messages = [{ role: 'user' as const, content: receiptText }];
const chat = { model: 'sim-large', messages };

describe('the simulator on the OpenAI wire', () => {
  it('answers a schema with structured output, usage and the simulated mark', async () => {
    const { data, response } = await client.chat.completions
      .create({
        ...chat,
        response_format: { type: 'json_schema', json_schema: { name: 'receipt', strict: true, schema } },
      })
      .withResponse();
    expect(JSON.parse(data.choices[0]?.message.content ?? '')).toEqual({ total: 42.5, date: '2026-03-05' });
    expect(data.usage?.prompt_tokens).toBeGreaterThan(40);
    expect(response.headers.get('x-switchyard-simulated')).toBe('true');
    expect(data.model).toBe('sim-large');
  });

  it('stands in for a real model by its name, and says which simulated one answered', async () => {
    const models = ['gpt-5-nano', 'gpt-5-mini', 'gpt-5'];
    const answers = await Promise.all(models.map((model) => client.chat.completions.create({ ...chat, model })));
    expect(answers.map(({ model }) => model)).toEqual(['sim-small', 'sim-medium', 'sim-large']);
  });

  it('gives the same answer to the same input', async () => {
    const ask = () => client.chat.completions.create({ ...chat, model: 'sim-small' });
    expect((await ask()).choices).toEqual((await ask()).choices);
  });

  it('streams text, and usage when asked for it', async () => {
    const stream = await client.chat.completions.create({
      ...chat,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let tokens = 0;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      tokens = chunk.usage?.total_tokens ?? tokens;
    }
    expect(text).toContain('Simulated answer of sim-large');
    expect(tokens).toBeGreaterThan(0);
  });

  it('calls a tool, takes its result and then answers in words', async () => {
    const first = await client.chat.completions.create({ ...chat, tools });
    const call = first.choices[0]?.message.tool_calls?.[0];
    if (call?.type !== 'function') throw new Error('no tool call');
    expect(JSON.parse(call.function.arguments)).toEqual({ total: 42.5, date: '2026-03-05' });
    const second = await client.chat.completions.create({
      ...chat,
      tools,
      messages: [
        ...messages,
        { role: 'assistant', tool_calls: [call] },
        { role: 'tool', tool_call_id: call.id, content: 'posted' },
      ],
    });
    expect(second.choices[0]?.finish_reason).toBe('stop');
  });

  it('streams a tool call in pieces that join to its arguments', async () => {
    const stream = client.chat.completions.stream({ ...chat, tools });
    const final = await stream.finalChatCompletion();
    const call = final.choices[0]?.message.tool_calls?.[0];
    expect(call?.type === 'function' && JSON.parse(call.function.arguments)).toMatchObject({ total: 42.5 });
  });

  it('speaks the Responses API, whole and streamed', async () => {
    const whole = await client.responses.create({
      model: 'sim-large',
      input: receiptText,
      text: { format: { type: 'json_schema', name: 'receipt', schema, strict: true } },
    });
    expect(JSON.parse(whole.output_text)).toMatchObject({ total: 42.5 });
    const stream = client.responses.stream({ model: 'sim-large', input: receiptText });
    expect((await stream.finalResponse()).output_text).toContain('Simulated answer');
  });

  it('embeds the same text to the same vector and lists its models', async () => {
    const { data } = await client.embeddings.create({
      model: 'sim-embedding',
      input: ['late card', 'late card', 'refund'],
    });
    expect(data[0]?.embedding).toHaveLength(256);
    expect(data[0]?.embedding).toEqual(data[1]?.embedding);
    expect(data[0]?.embedding).not.toEqual(data[2]?.embedding);
    const models = await client.models.list();
    expect(models.data.every(({ id }) => id.startsWith('sim-'))).toBe(true);
  });

  it('refuses an invalid key and an unknown model as OpenAI does', async () => {
    const wrongKey = new OpenAI({ apiKey: 'invalid', baseURL: `${lab.url}/v1`, maxRetries: 0 });
    await expect(wrongKey.chat.completions.create(chat)).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
    await expect(client.chat.completions.create({ ...chat, model: 'not-a-model' })).rejects.toBeInstanceOf(
      OpenAI.NotFoundError,
    );
  });

  it('limits calls with Retry-After, fails with 500, and recovers after so many times', async () => {
    await lab.fault({ kind: 'rate_limit', times: 1, retryAfterSeconds: 7 });
    const limited = await client.chat.completions.create(chat).catch((failure: unknown) => failure);
    if (!(limited instanceof OpenAI.RateLimitError)) throw limited;
    expect(limited.headers.get('retry-after')).toBe('7');
    await client.chat.completions.create(chat);
    await lab.fault({ kind: 'server_error', times: 1 });
    await expect(client.chat.completions.create(chat)).rejects.toBeInstanceOf(OpenAI.InternalServerError);
  });

  it('hangs, cuts streams and bodies, and sends broken JSON', async () => {
    await lab.fault({ kind: 'hang' });
    await expect(client.chat.completions.create(chat, { timeout: 100 })).rejects.toBeInstanceOf(
      OpenAI.APIConnectionTimeoutError,
    );
    await lab.fault({ kind: 'cut' });
    await expect(client.chat.completions.create(chat)).rejects.toThrow();
    const stream = await client.chat.completions.create({ ...chat, stream: true });
    const readAll = async () => {
      for await (const chunk of stream) expect(chunk.object).toBe('chat.completion.chunk');
    };
    await expect(readAll()).rejects.toThrow();
    await lab.fault({ kind: 'malformed' });
    await expect(client.chat.completions.create(chat)).rejects.toThrow();
  });
});
