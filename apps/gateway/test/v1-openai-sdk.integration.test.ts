import OpenAI, { BadRequestError, InternalServerError, NotFoundError, RateLimitError } from 'openai';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startV1Fixture, type V1Fixture } from './v1-fixture.ts';

let fixture: V1Fixture;
let client: OpenAI;
beforeAll(async () => {
  fixture = await startV1Fixture();
  client = new OpenAI({ apiKey: fixture.key, baseURL: fixture.openaiUrl, maxRetries: 0 });
});
afterEach(() => fixture.fault());
afterAll(() => fixture.close());

const weather = {
  type: 'function',
  function: {
    name: 'weather',
    description: 'The weather of a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
} as const;

const ask = (text: string) => [{ role: 'user' as const, content: text }];

/** Own format, another lab's, and a server of one's own. */
const models = ['lab-openai/sim-small', 'lab-anthropic/sim-claude-small', 'own-server/sim-small'];

describe.each(models)('chat completions by %s', (model) => {
  test('answer, with model, cost and receipt in the headers and the receipt durable', async () => {
    const { data, response } = await client.chat.completions
      .create({ model, messages: [{ role: 'system', content: 'Be brief.' }, ...ask('Hello there')], user: 'u1' })
      .withResponse();
    expect(data.choices[0]?.message.content).toContain('Hello there');
    expect(data.choices[0]?.finish_reason).toBe('stop');
    expect(data.usage?.prompt_tokens).toBeGreaterThan(0);
    expect(data.usage?.total_tokens).toBe((data.usage?.prompt_tokens ?? 0) + (data.usage?.completion_tokens ?? 0));
    expect(response.headers.get('x-switchyard-model')).toBe(model);
    const receipt = await fixture.receipt(response.headers.get('x-switchyard-receipt'));
    expect(receipt.outcome).toBe('accepted');
    expect(receipt.inputTokens).toBe(data.usage?.prompt_tokens);
    expect(Number(response.headers.get('x-switchyard-cost-usd'))).toBeCloseTo(receipt.costMicroUsd / 1e6, 6);
    expect(JSON.stringify(receipt)).not.toContain('Hello there');
  });

  test('stream; the usage comes to who asks for it, and to nobody else', async () => {
    const read = async (includesUsage: boolean) => {
      const stream = await client.chat.completions.create({
        model,
        messages: ask('Stream this'),
        stream: true,
        ...(includesUsage ? { stream_options: { include_usage: true } } : {}),
      });
      let text = '';
      const usages: unknown[] = [];
      for await (const chunk of stream) {
        text += chunk.choices[0]?.delta.content ?? '';
        if ('usage' in chunk) usages.push(chunk.usage);
      }
      return { text, usages };
    };
    const asked = await read(true);
    expect(asked.text).toContain('Stream this');
    expect(asked.usages.at(-1)).toMatchObject({ prompt_tokens: expect.any(Number) });
    const plain = await read(false);
    expect(plain.text).toBe(asked.text);
    expect(plain.usages).toEqual([]);
  });

  test('call tools and take their results, whole and streamed', async () => {
    const { choices } = await client.chat.completions.create({
      model,
      messages: ask('Weather in Basel?'),
      tools: [weather],
      tool_choice: 'required',
    });
    const call = choices[0]?.message.tool_calls?.[0];
    expect(choices[0]?.finish_reason).toBe('tool_calls');
    if (call?.type !== 'function') throw new Error('no call');
    expect(JSON.parse(call.function.arguments)).toBeTypeOf('object');
    const after = await client.chat.completions.create({
      model,
      messages: [
        ...ask('Weather in Basel?'),
        { role: 'assistant', tool_calls: [call] },
        { role: 'tool', tool_call_id: call.id, content: 'sunny' },
      ],
      tools: [weather],
    });
    expect(after.choices[0]?.message.content).toBeTruthy();
    const runner = client.chat.completions.stream({ model, messages: ask('Weather in Bern?'), tools: [weather] });
    const final = await runner.finalMessage();
    expect(final.tool_calls?.[0]).toMatchObject({ type: 'function', function: { name: 'weather' } });
  });

  test('give structured output', async () => {
    const schema = {
      type: 'object',
      properties: { total: { type: 'number' } },
      required: ['total'],
      additionalProperties: false,
    };
    const { choices } = await client.chat.completions.create({
      model,
      messages: ask('TOTAL 42.50'),
      response_format: { type: 'json_schema', json_schema: { name: 'receipt', schema, strict: true } },
    });
    expect(JSON.parse(choices[0]?.message.content ?? '')).toHaveProperty('total');
  });

  test('a limit that cuts the answer is told as such', async () => {
    const { choices } = await client.chat.completions.create({
      model,
      messages: ask('Say a lot'),
      max_completion_tokens: 2,
    });
    expect(choices[0]?.finish_reason).toBe('length');
  });
});

describe.each(models)('responses by %s', (model) => {
  test('answer and stream', async () => {
    const { data, response } = await client.responses
      .create({ model, instructions: 'Be brief.', input: 'Hello' })
      .withResponse();
    expect(data.output_text).toContain('Hello');
    expect(data.status).toBe('completed');
    expect(response.headers.get('x-switchyard-receipt')).toBeTruthy();
    const stream = client.responses.stream({ model, input: 'Hello' });
    let text = '';
    for await (const event of stream) if (event.type === 'response.output_text.delta') text += event.delta;
    const final = await stream.finalResponse();
    expect(text).toBe(data.output_text);
    expect(final.output_text).toBe(text);
    expect(final.usage?.input_tokens).toBeGreaterThan(0);
  });

  test('call tools and take their results', async () => {
    const tool = { type: 'function', name: 'weather', parameters: weather.function.parameters, strict: false } as const;
    const first = await client.responses.create({ model, input: 'Weather in Basel?', tools: [tool] });
    const call = first.output.find(({ type }) => type === 'function_call');
    if (call?.type !== 'function_call') throw new Error('no call');
    const second = await client.responses.create({
      model,
      input: [
        { role: 'user', content: 'Weather in Basel?' },
        call,
        { type: 'function_call_output', call_id: call.call_id, output: 'sunny' },
      ],
      tools: [tool],
    });
    expect(second.output_text).toBeTruthy();
    const streamed = await client.responses.stream({ model, input: 'Weather in Bern?', tools: [tool] }).finalResponse();
    expect(streamed.output[0]).toMatchObject({ type: 'function_call', name: 'weather' });
  });
});

test('embeddings', async () => {
  const { data, response } = await client.embeddings
    .create({ model: 'sim-embedding', input: ['one', 'two'], dimensions: 16 })
    .withResponse();
  expect(data.data.map(({ embedding }) => embedding.length)).toEqual([16, 16]);
  const receipt = await fixture.receipt(response.headers.get('x-switchyard-receipt'));
  expect(receipt).toMatchObject({ outputTokens: 0, outcome: 'accepted' });
});

test('models are listed and found, tasks and auto among them', async () => {
  const ids: string[] = [];
  for await (const { id } of client.models.list()) ids.push(id);
  expect(ids).toEqual(expect.arrayContaining(['auto', ...models]));
  expect((await client.models.retrieve('lab-openai/sim-small')).id).toBe('lab-openai/sim-small');
  await expect(client.models.retrieve('nobody')).rejects.toBeInstanceOf(NotFoundError);
});

test('auto takes the cheapest that may answer', async () => {
  const { response } = await client.chat.completions.create({ model: 'auto', messages: ask('Hi') }).withResponse();
  expect(response.headers.get('x-switchyard-model')).toMatch(/sim-small$/);
});

describe('errors are the SDK’s own', () => {
  const create = (model = 'lab-openai/sim-small', messages: OpenAI.ChatCompletionMessageParam[] = ask('Hi')) =>
    client.chat.completions.create({ model, messages });

  test('a limit: status, type, Retry-After', async () => {
    await fixture.fault({ kind: 'rate_limit', retryAfterSeconds: 7 });
    const error = await create('lab-openai/sim-medium').catch((thrown: unknown) => thrown);
    if (!(error instanceof RateLimitError)) throw error;
    expect(error.status).toBe(429);
    expect(error.headers.get('retry-after')).toBe('7');
    expect(error.headers.get('x-should-retry')).toBe('true');
    expect(error.message).toContain('too many requests');
    const receipt = await fixture.receipt(error.headers.get('x-switchyard-receipt'));
    expect(receipt).toMatchObject({ outcome: 'failed', costMicroUsd: 0 });
  });

  test('a failing supplier is asked again, and then the failure is told', async () => {
    await fixture.fault({ kind: 'server_error', model: 'sim-medium', times: 1 });
    const { response } = await create('lab-openai/sim-medium').withResponse();
    const mended = await fixture.receipt(response.headers.get('x-switchyard-receipt'));
    expect(mended.receipt.attempts.map(({ outcome }) => outcome)).toEqual(['error', 'accepted']);
    await fixture.fault({ kind: 'server_error', model: 'sim-medium' });
    await expect(create('lab-openai/sim-medium')).rejects.toBeInstanceOf(InternalServerError);
  });

  test('auto falls back to the next candidate', async () => {
    await fixture.fault({ kind: 'server_error', model: 'sim-small' });
    const { response } = await create('auto').withResponse();
    expect(response.headers.get('x-switchyard-model')).toBe('lab-openai/sim-medium');
  });

  test.each(['malformed', 'html', 'cut'] as const)(
    'a reply that is %s is a failure, and what it may cost is counted',
    async (kind) => {
      await fixture.fault({ kind });
      const error = await create('lab-openai/sim-large').catch((thrown: unknown) => thrown);
      if (!(error instanceof InternalServerError)) throw error;
      const receipt = await fixture.receipt(error.headers.get('x-switchyard-receipt'));
      expect(receipt.outcome).toBe('failed');
      expect(receipt.receipt.attempts[0]?.tokens.input).toBeGreaterThan(0);
    },
  );

  test('a hanging supplier ends at the time the client set', async () => {
    await fixture.fault({ kind: 'hang', model: 'sim-claude-large' });
    const hanging = client.chat.completions.create(
      { model: 'lab-anthropic/sim-claude-large', messages: ask('Hi') },
      { headers: { 'x-switchyard-timeout-ms': '200' } },
    );
    await expect(hanging).rejects.toMatchObject({ status: 504 });
  });

  test('a stream that is cut throws, after what arrived', async () => {
    await fixture.fault({ kind: 'cut' });
    for (const model of models) {
      const { data: stream, response } = await client.chat.completions
        .create({ model, messages: ask('A long text that is cut in the middle of it'), stream: true })
        .withResponse();
      let text = '';
      const read = async () => {
        for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
      };
      await expect(read()).rejects.toThrow('cut');
      expect(text).not.toBe('');
      const receipt = await fixture.receipt(response.headers.get('x-switchyard-receipt'));
      expect(receipt.outcome).toBe('failed');
      expect(receipt.outputTokens).toBeGreaterThan(0);
    }
  });

  test('unknown models, ambiguous names and what cannot be translated', async () => {
    await expect(create('nobody/nothing')).rejects.toBeInstanceOf(NotFoundError);
    await expect(create('sim-small')).rejects.toThrow('name one of lab-openai/sim-small, own-server/sim-small');
    const biased = client.chat.completions.create({
      model: 'lab-anthropic/sim-claude-small',
      messages: ask('Hi'),
      logit_bias: { 50256: -100 },
    });
    const error = await biased.catch((thrown: unknown) => thrown);
    if (!(error instanceof BadRequestError)) throw error;
    expect(error.message).toContain('“logit_bias” cannot be passed on: lab-anthropic speaks the messages format');
  });

  test('a body that the supplier refuses is refused in its words', async () => {
    const odd = client.chat.completions.create({ model: 'lab-openai/sim-small', messages: ask('Hi'), max_tokens: -1 });
    await expect(odd).rejects.toBeInstanceOf(BadRequestError);
  });
});

test('a client that leaves in the middle is accounted with what went by', async () => {
  const { data: stream, response } = await client.chat.completions
    .create({ model: 'lab-openai/sim-small', messages: ask('Leave in the middle'), stream: true })
    .withResponse();
  for await (const _chunk of stream) break;
  await expect
    .poll(() =>
      fixture.receipt(response.headers.get('x-switchyard-receipt')).then(
        ({ outcome }) => outcome,
        () => 'none',
      ),
    )
    .toMatch(/aborted|accepted/);
});
