import { createTask, publishTask } from '@switchyard/application';
import { taskSpecSchema } from '@switchyard/domain';
import { type OtlpReceiver, startOtlpReceiver } from '@switchyard/testing';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { completion, type OddLab, startOddLab } from './odd-lab.ts';
import { startV1Fixture } from './v1-fixture.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const callerSpan = 'b7ad6b7169203331';
const usage = { prompt_tokens: 120, completion_tokens: 30, prompt_tokens_details: { cached_tokens: 20 } };

let receiver: OtlpReceiver;
let odd: OddLab;
/** What the lab was told of the trace, in the order of calls. */
const seen: unknown[] = [];
let key = '';

/** Makes calls, then ends the gateway, which sends what it has recorded. */
beforeAll(async () => {
  receiver = await startOtlpReceiver();
  odd = await startOddLab();
  const fixture = await startV1Fixture([odd.host], { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  const price = { inputMicroUsdPerMTok: 1_000_000, outputMicroUsdPerMTok: 4_000_000, version: 'test' };
  await fixture.addSupplier({
    slug: 'odd',
    name: 'Odd lab',
    kind: 'openai-compatible',
    baseUrl: `${odd.url}/v1`,
    dataClassMax: 'internal',
    models: [{ key: 'odd-model', name: 'Odd', contextTokens: 100_000, capabilities: [], price }],
  });
  const spec = {
    slug: 'triage',
    name: 'Triage',
    instructions: 'Say which team.',
    input: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
    output: { type: 'object', properties: { team: { type: 'string' } }, required: ['team'] },
    dataClass: 'public',
    allowedSuppliers: ['odd'],
    checks: [{ kind: 'rule', name: 'Known team', expression: 'output.team == "billing"' }],
  };
  await createTask(fixture.app, fixture.owner, { spec: taskSpecSchema.parse(spec) });
  await publishTask(fixture.app, fixture.owner, { slug: 'triage' });
  key = fixture.key;
  const openai = new OpenAI({ apiKey: key, baseURL: fixture.openaiUrl, maxRetries: 0 });
  const headers = { traceparent: `00-${traceId}-${callerSpan}-01` };
  const ask = (model: string) =>
    openai.chat.completions.create(
      { model, messages: [{ role: 'user', content: 'a very private prompt' }], max_tokens: 50 },
      { headers },
    );
  const answer = (content: string) => {
    odd.answer = (request, response) => {
      seen.push(request.headers.traceparent);
      response.writeHead(200, { 'content-type': 'application/json' }).end(completion(content, usage));
    };
  };
  answer('a very private answer');
  await ask('odd/odd-model');
  answer('{"team":"billing"}');
  await ask('task/triage');
  odd.answer = (_request, response) =>
    void response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":{"message":"no"}}');
  await ask('odd/odd-model').catch(() => undefined);
  await fixture.close();
});
afterAll(async () => {
  odd.close();
  await receiver.close();
});

const server = 2;
const client = 3;
const spansOf = (kind: number) => receiver.spans.filter((span) => span.kind === kind);

describe('a call through the gateway', () => {
  test('goes on in its caller’s trace, and the supplier is told of it', () => {
    expect(receiver.spans.every((span) => span.traceId === traceId)).toBe(true);
    const [call] = spansOf(server);
    expect(call).toMatchObject({ name: 'POST /v1/chat/completions', parentSpanId: callerSpan });
    const [attempt] = spansOf(client);
    expect(attempt?.parentSpanId).toBe(call?.spanId);
    expect(seen[0]).toBe(`00-${traceId}-${attempt?.spanId}-01`);
  });

  test('is described by the conventions for GenAI', () => {
    const [attempt] = spansOf(client);
    expect(attempt?.name).toBe('chat odd-model');
    expect(attempt?.attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'odd',
      'gen_ai.request.model': 'odd-model',
      'gen_ai.response.model': 'odd-model',
      'gen_ai.usage.input_tokens': 120,
      'gen_ai.usage.output_tokens': 30,
      'gen_ai.usage.cache_read.input_tokens': 20,
    });
    expect(attempt?.attributes['error.type']).toBeUndefined();
  });

  test('that is a task’s has its models as children too', () => {
    const [, call] = spansOf(server);
    const attempt = spansOf(client).find(({ parentSpanId }) => parentSpanId === call?.spanId);
    expect(attempt?.attributes).toMatchObject({ 'gen_ai.request.model': 'odd-model', 'switchyard.task': 'triage' });
    expect(seen[1]).toBe(`00-${traceId}-${attempt?.spanId}-01`);
  });

  test('that failed says so, in the span of the attempt and of the call', () => {
    const [, , call] = spansOf(server);
    const attempt = spansOf(client).find(({ parentSpanId }) => parentSpanId === call?.spanId);
    expect(attempt).toMatchObject({ statusCode: 2, attributes: { 'error.type': 'declined' } });
    expect(call).toMatchObject({ statusCode: 2, attributes: { 'error.type': 'invalid_input' } });
  });

  test('is measured: how long, and how many tokens, with the bounds of the conventions', () => {
    const durations = receiver.points.filter(({ metric }) => metric === 'gen_ai.client.operation.duration');
    expect(durations.reduce((sum, { count }) => sum + count, 0)).toBe(3);
    expect(durations[0]).toMatchObject({ unit: 's', attributes: { 'gen_ai.provider.name': 'odd' } });
    expect(durations[0]?.bounds[0]).toBe(0.01);
    const tokens = receiver.points.filter(({ metric }) => metric === 'gen_ai.client.token.usage');
    const sumOf = (type: string) =>
      tokens
        .filter(({ attributes }) => attributes['gen_ai.token.type'] === type)
        .reduce((sum, { sum: each }) => sum + each, 0);
    expect([sumOf('input'), sumOf('output')]).toEqual([240, 60]);
    expect(tokens[0]?.bounds.at(-1)).toBe(67_108_864);
  });

  test('leaves nothing of what was said, and no key', () => {
    const text = receiver.text();
    expect(text).toContain('gen_ai.request.model');
    for (const secret of ['private prompt', 'private answer', 'billing', key, 'test-key-of-odd']) {
      expect(text).not.toContain(secret);
    }
  });
});
