import type { ServerResponse } from 'node:http';
import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chunk, completion, type OddLab, startOddLab } from './odd-lab.ts';
import { startV1Fixture, type V1Fixture } from './v1-fixture.ts';

let fixture: V1Fixture;
let odd: OddLab;

// A dollar per million tokens read, four per million written.
const price = { inputMicroUsdPerMTok: 1_000_000, outputMicroUsdPerMTok: 4_000_000, version: 'test' };
const searching = { ...price, extras: { web_search: { perUseMicroUsd: 10_000 } } };
const secret = 'test-key-of-hostile';
/** Each call names another one: a circuit that opens is another test's concern. */
let models = 0;

beforeAll(async () => {
  odd = await startOddLab();
  fixture = await startV1Fixture([odd.host]);
  const model = { name: 'Odd', contextTokens: 100_000, price };
  const keys = Array.from({ length: 40 }, (_, index) => ({ ...model, key: `m${index}` }));
  const common = { slug: 'hostile', name: 'Hostile', dataClassMax: 'internal' as const };
  await fixture.addSupplier({ ...common, kind: 'openai-compatible', baseUrl: `${odd.url}/v1`, models: keys });
  await fixture.addSupplier({
    ...{ ...common, slug: 'counting', kind: 'anthropic', baseUrl: odd.url },
    models: [{ ...model, key: 'searching', price: searching, capabilities: ['tools', 'hosted_tools'] }],
  });
});
afterAll(async () => {
  await fixture.close();
  odd.close();
});

const answers = (how: (response: ServerResponse) => void): void => {
  odd.answer = (_request, response) => how(response);
};
const streams = (text: string): void =>
  answers((response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(text));

const messages = [{ role: 'user', content: 'What is in the receipts of last week?' }];

const post = (body: object, path = '/chat/completions'): Promise<Response> => {
  models += 1;
  return fetch(`${fixture.openaiUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${fixture.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: `hostile/m${models}`, messages, max_tokens: 2000, ...body }),
  });
};

const receiptOf = (response: Response) => fixture.receipt(response.headers.get('x-switchyard-receipt'));

const delta = (more: object, finish: string | null = null): string =>
  `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'odd', choices: [{ index: 0, delta: more, finish_reason: finish }] })}\n\n`;
const toolCall = (index: number, call: object): string => delta({ tool_calls: [{ index, ...call }] });
const usageOf = (usage: object): string =>
  `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'odd', choices: [], usage })}\n\n`;
const done = 'data: [DONE]\n\n';

describe('the key of a supplier that repeats it', () => {
  const failing = (status: number): void =>
    answers((response) => {
      const said = { message: `Wrong key: Bearer ${secret}`, type: secret, code: secret, param: secret };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error: said }));
    });

  test.each([400, 404, 429, 500, 200])('with status %d is neither told to the client nor kept', async (status) => {
    failing(status);
    for (const stream of [false, true]) {
      const response = await post({ stream });
      expect(await response.text()).not.toContain(secret);
      expect(JSON.stringify(await receiptOf(response))).not.toContain(secret);
    }
  });

  test('in the middle of a stream likewise', async () => {
    answers((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(chunk('Fine so far. '));
      setTimeout(() => response.end(`data: ${JSON.stringify({ error: { message: `Key ${secret}` } })}\n\n`), 50);
    });
    const response = await post({ stream: true });
    const text = await response.text();
    expect(text).toContain('Key [key]');
    expect(text).not.toContain(secret);
    expect(JSON.stringify(await receiptOf(response))).not.toContain(secret);
  });

  test('as the name of the model is not in headers and receipts, and a name of any length is cut', async () => {
    const named = JSON.parse(completion('Fine.'));
    answers((response) => response.end(JSON.stringify({ ...named, model: `${secret}${'m'.repeat(1_000_000)}` })));
    const response = await post({});
    expect(response.status).toBe(200);
    expect(response.headers.get('x-switchyard-answered-by')).toMatch(/^\[key\]m{195}$/);
    expect(JSON.stringify(await receiptOf(response))).not.toContain(secret);
  });
});

describe('a stream', () => {
  test('whose calls have any index stops nobody', async () => {
    const tool = { id: 't', type: 'function', function: { name: 'look', arguments: '{}' } };
    streams(toolCall(4_294_967_290, tool) + delta({}, 'tool_calls') + done);
    const answer = await (await post({ stream: true, tools: [] })).text();
    expect(answer).toContain('look');
    streams(toolCall(4_294_967_290, tool) + delta({}, 'tool_calls') + done);
    expect(await (await post({ stream: true }, '/messages')).text()).toContain('"stop_reason":"tool_use"');
  });

  test('of calls written at once reaches an Anthropic client whole', async () => {
    const begin = (index: number, name: string, json: string) =>
      toolCall(index, { id: `t${index}`, type: 'function', function: { name, arguments: json } });
    const goOn = (index: number, json: string) => toolCall(index, { function: { arguments: json } });
    const pieces = [begin(0, 'first', '{"a":'), begin(1, 'second', '{"b":'), goOn(0, '1}'), goOn(1, '2}')];
    streams([...pieces, delta({}, 'stop'), done].join(''));
    const client = new Anthropic({ apiKey: fixture.key, baseURL: fixture.anthropicUrl, maxRetries: 0 });
    models += 1;
    const tool = (name: string) => ({ name, input_schema: { type: 'object' as const } });
    const message = await client.messages
      .stream({
        model: `hostile/m${models}`,
        max_tokens: 100,
        tools: [tool('first'), tool('second')],
        messages: [{ role: 'user', content: 'Look at both.' }],
      })
      .finalMessage();
    expect(message.stop_reason).toBe('tool_use');
    expect(message.content).toEqual([
      expect.objectContaining({ name: 'first', input: { a: 1 } }),
      expect.objectContaining({ name: 'second', input: { b: 2 } }),
    ]);
  });

  test('that does not hang up after its last word is ended all the same', async () => {
    answers((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk('Fine.') + delta({}, 'stop') + usageOf({ prompt_tokens: 20, completion_tokens: 10 }) + done);
    });
    const response = await post({ stream: true });
    expect(await response.text()).toMatch(/data: \[DONE\]\n\n$/);
    expect(await receiptOf(response)).toMatchObject({ outcome: 'accepted', costMicroUsd: 60 });
  });

  test('that says why it stopped and then ends without the last word is whole', async () => {
    streams(chunk('Fine.') + delta({}, 'stop') + usageOf({ prompt_tokens: 20, completion_tokens: 10 }));
    const response = await post({ stream: true });
    expect(await response.text()).toMatch(/data: \[DONE\]\n\n$/);
    expect(await receiptOf(response)).toMatchObject({ outcome: 'accepted', costMicroUsd: 60 });
  });

  test('says nothing after its last word', async () => {
    streams(chunk('Fine.') + delta({}, 'stop') + done + chunk('And more.') + done);
    const text = await (await post({ stream: true })).text();
    expect(text).not.toContain('And more.');
    expect(text.match(/\[DONE\]/g)).toHaveLength(1);
  });

  test('of comments only, of which nothing goes to a client of another format, has an end', async () => {
    const comments = Buffer.from(': still there\n\n'.repeat(5000));
    let sent = 0;
    answers((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const write = (): void => {
        while (response.write(comments)) sent += comments.length;
        response.once('drain', write);
      };
      write();
    });
    const response = await post({ stream: true }, '/messages');
    expect(response.status).toBe(502);
    expect(await response.text()).toContain('larger than 64 MB');
    expect(sent).toBeLessThan(80_000_000);
  }, 30_000);

  const cutAfter = (text: string): void =>
    answers((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(text);
      setTimeout(() => response.destroy(), 50);
    });

  test('that is cut after it told its usage costs what it told', async () => {
    const usage = {
      ...{ prompt_tokens: 20, completion_tokens: 1500 },
      completion_tokens_details: { reasoning_tokens: 1490 },
    };
    cutAfter(chunk('Fine.') + usageOf(usage));
    const response = await post({ stream: true });
    await response.text().catch(() => '');
    expect((await receiptOf(response)).receipt.attempts[0]?.tokens).toMatchObject({ input: 20, output: 1500 });
  });

  test('that is cut while it thinks aloud costs what it thought', async () => {
    cutAfter(delta({ reasoning_content: 'I think of many different things. '.repeat(100) }));
    const response = await post({ stream: true });
    await response.text().catch(() => '');
    expect((await receiptOf(response)).receipt.attempts[0]?.tokens.output).toBeGreaterThan(500);
  });
});

describe('a reply', () => {
  test('that is too large is the supplier’s failure, not the client’s', async () => {
    answers((response) => response.end(Buffer.alloc(33_000_000, 0x61)));
    const response = await post({});
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ error: { type: 'server_error', code: 'upstream_failed' } });
  });

  test('that redirects elsewhere is not followed, and the client is not told the supplier’s address', async () => {
    answers((response) => response.writeHead(307, { location: 'http://169.254.169.254/latest' }).end());
    const response = await post({});
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain(odd.host);
  });

  test('of status 201 is a reply', async () => {
    answers((response) => response.writeHead(201).end(completion('Fine.')));
    expect((await post({})).status).toBe(200);
  });

  test('that is an error with status 200 is told in the supplier’s words', async () => {
    answers((response) => response.end(JSON.stringify({ error: { message: 'The model is asleep.' } })));
    const response = await post({});
    expect(response.status).toBe(502);
    expect(await response.text()).toContain('The model is asleep.');
  });

  test.each([
    ['a year', { 'retry-after': '31536000' }],
    ['for ever', { 'retry-after-ms': '1e308' }],
    ['a date in another age', { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' }],
  ])('that asks to come back after %s is believed for a day', async (_what, headers) => {
    answers((response) => response.writeHead(429, headers).end('{}'));
    const response = await post({});
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('86400');
  });

  test('of four answers without a usage costs all four', async () => {
    const one = JSON.parse(completion('A word of it. '.repeat(100)));
    const choices = [0, 1, 2, 3].map((index) => ({ ...one.choices[0], index }));
    answers((response) => response.end(JSON.stringify({ ...one, choices })));
    const four = await receiptOf(await post({ n: 4 }));
    answers((response) => response.end(JSON.stringify(one)));
    const single = await receiptOf(await post({}));
    const written = ({ receipt }: typeof four) => receipt.attempts[0]?.tokens.output ?? 0;
    expect(written(four)).toBeGreaterThan(written(single) * 3.9);
  });

  test('that reports searches beyond all measure costs those that the call allowed', async () => {
    const message = (searches: number) => ({
      ...{
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'odd',
        stop_reason: 'end_turn',
        stop_sequence: null,
      },
      content: [{ type: 'text', text: 'Fine.' }],
      usage: { input_tokens: 20, output_tokens: 10, server_tool_use: { web_search_requests: searches } },
    });
    const ask = async (searches: number, body: object) => {
      answers((response) => response.end(JSON.stringify(message(searches))));
      return receiptOf(await post({ model: 'counting/searching', ...body }, '/messages'));
    };
    const search = { type: 'web_search_20250305', name: 'web_search' };
    expect((await ask(1e15, {})).costMicroUsd).toBe(60);
    expect((await ask(1e15, { tools: [{ ...search, max_uses: 3 }] })).costMicroUsd).toBe(60 + 30_000);
    const unlimited = await ask(15, { tools: [search] });
    expect(unlimited.costMicroUsd).toBe(60 + 150_000);
    expect(unlimited.receipt.attempts[0]?.checks).toEqual([]);
    const lie = await ask(1e15, { tools: [search] });
    expect(lie.receipt.attempts[0]?.checks).toEqual([expect.objectContaining({ name: 'Uses', isPassed: false })]);
  });
});
