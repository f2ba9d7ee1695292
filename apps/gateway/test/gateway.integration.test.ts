import { connect } from 'node:net';
import { listApiKeys, revokeApiKey } from '@switchyard/application';
import { newId } from '@switchyard/db';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorBodySchema } from '../src/http/error-body.ts';
import { createKey, createStranger, type GatewayFixture, publishDoubling, startFixture } from './gateway-fixture.ts';

let fixture: GatewayFixture;
let key: string;
let slug: string;

beforeAll(async () => {
  fixture = await startFixture();
  key = await createKey(fixture.app, fixture.owner, ['runs:start', 'runs:read', 'runs:operate', 'workflows:write']);
  ({ slug } = await publishDoubling(fixture.app, fixture.owner));
});
afterAll(() => fixture.close());

interface Sent {
  readonly method?: string;
  readonly key?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

const call = async (path: string, { method = 'GET', key: used = key, body, headers = {} }: Sent = {}) => {
  const isText = typeof body === 'string';
  const response = await fetch(`${fixture.gateway.url}${path}`, {
    method,
    headers: {
      ...(used === '' ? {} : { authorization: `Bearer ${used}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text.startsWith('{') ? JSON.parse(text) : text };
};
const start = (body: unknown, sent: Sent = {}) =>
  call(`/api/v1/workflows/${slug}/runs`, { method: 'POST', body, ...sent });

describe('starting a run', () => {
  test('answers 202 with where to find it, and the run is there with its result', async () => {
    const started = await start({ input: { amount: 21 } });
    expect(started).toMatchObject({ status: 202, json: { status: 'completed', isDuplicate: false } });
    expect(started.json.url).toBe(`http://127.0.0.1:3001/api/v1/runs/${started.json.runId}`);
    const run = await call(`/api/v1/runs/${started.json.runId}`);
    expect(run).toMatchObject({ status: 200, json: { output: { doubled: 42 }, trigger: 'api', startedBy: 'test' } });
    expect(run.json).not.toHaveProperty('definition');
    const steps = await call(`/api/v1/runs/${started.json.runId}/steps`);
    expect(steps.json.items.map(({ nodeId }: { nodeId: string }) => nodeId)).toEqual(['start', 'end']);
  });

  test('twenty requests at once with one idempotency key start one run', async () => {
    const idempotencyKey = newId();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        n % 2
          ? start({ input: { amount: 1 }, idempotencyKey })
          : start({ input: { amount: 1 } }, { headers: { 'idempotency-key': idempotencyKey } }),
      ),
    );
    expect(new Set(answers.map(({ json }) => json.runId)).size).toBe(1);
    expect(answers.filter(({ json }) => !json.isDuplicate)).toHaveLength(1);
  });

  test('input that does not fit the start form is refused by name, and nothing starts', async () => {
    const before = await call('/api/v1/runs');
    const refused = await start({ input: { amount: 'many' } });
    expect(refused).toMatchObject({ status: 400, json: { error: { code: 'invalid_input' } } });
    expect(refused.json.error.message).toContain('amount');
    expect((await call('/api/v1/runs')).json.items).toHaveLength(before.json.items.length);
  });
});

test('lists are paged without a gap or a repetition', async () => {
  for (let n = 0; n < 5; n += 1) await start({ input: { amount: n } });
  const all = await call('/api/v1/runs?limit=100');
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page = await call(`/api/v1/runs?limit=2${cursor && `&cursor=${cursor}`}`);
    seen.push(...page.json.items.map(({ id }: { id: string }) => id));
    cursor = page.json.nextCursor;
  }
  expect(seen).toEqual(all.json.items.map(({ id }: { id: string }) => id));
});

test('a draft is replaced only by who knows its revision, then published', async () => {
  const draft = await call(`/api/v1/workflows/${slug}/draft`);
  const { revision, draft: content } = draft.json;
  const saved = await call(`/api/v1/workflows/${slug}/draft`, { method: 'PUT', body: { revision, draft: content } });
  expect(saved.status).toBe(200);
  const changed = { ...content, nodes: content.nodes.map((node: object) => ({ ...node, name: 'Renamed' })) };
  const late = await call(`/api/v1/workflows/${slug}/draft`, { method: 'PUT', body: { revision, draft: changed } });
  expect(late).toMatchObject({ status: 409, json: { error: { code: 'conflict' } } });
});

describe('a key', () => {
  test.each([
    ['missing', ''],
    ['unknown', `sy_${'x'.repeat(43)}`],
    ['no key at all', "sy_' OR '1'='1"],
  ])('that is %s opens nothing', async (_name, used) => {
    const answer = await call('/api/v1/runs', { key: used });
    expect(answer).toMatchObject({ status: 401, json: { error: { code: 'unauthenticated' } } });
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
  });

  test('does only what its scopes say', async () => {
    const reader = await createKey(fixture.app, fixture.owner, ['runs:read']);
    expect((await call('/api/v1/runs', { key: reader })).status).toBe(200);
    const attempts = [
      start({ input: { amount: 1 } }, { key: reader }),
      call(`/api/v1/runs/${newId()}/cancel`, { method: 'POST', key: reader }),
      call('/api/v1/workflows', { key: reader }),
      call('/api/v1/sources', { key: reader }),
      call('/api/v1/audit/events', { key: reader }),
      call('/api/v1/approvals', { key: reader }),
      call(`/api/v1/workflows/${slug}/publish`, { method: 'POST', key: reader, body: { revision: 1, note: 'x' } }),
    ];
    for (const answer of await Promise.all(attempts)) {
      expect(answer).toMatchObject({ status: 403, json: { error: { code: 'forbidden' } } });
    }
  });

  test('that was revoked is refused from the next request on', async () => {
    const short = await createKey(fixture.app, fixture.owner, ['runs:read']);
    expect((await call('/api/v1/runs', { key: short })).status).toBe(200);
    const [newest] = await listApiKeys(fixture.app, fixture.owner);
    if (newest) await revokeApiKey(fixture.app, fixture.owner, { id: newest.id });
    expect((await call('/api/v1/runs', { key: short })).status).toBe(401);
  });

  test('of another organisation finds nothing of this one', async () => {
    const stranger = await createStranger(fixture.app);
    const foreign = await createKey(fixture.app, stranger, [
      'runs:start',
      'runs:read',
      'runs:operate',
      'workflows:write',
      'sources:write',
    ]);
    const { json } = await start({ input: { amount: 1 } });
    const attempts = [
      call(`/api/v1/runs/${json.runId}`, { key: foreign }),
      call(`/api/v1/runs/${json.runId}/steps`, { key: foreign }),
      call(`/api/v1/runs/${json.runId}/cancel`, { method: 'POST', key: foreign }),
      start({ input: { amount: 1 } }, { key: foreign }),
      call(`/api/v1/workflows/${slug}/draft`, { key: foreign }),
      call(`/api/v1/workflows/${slug}/publish`, { method: 'POST', key: foreign, body: { revision: 1, note: 'x' } }),
    ];
    for (const answer of await Promise.all(attempts)) {
      expect(answer).toMatchObject({ status: 404, json: { error: { code: 'not_found' } } });
    }
    expect((await call('/api/v1/runs', { key: foreign })).json.items).toEqual([]);
    expect((await call('/api/v1/workflows', { key: foreign })).json.items).toEqual([]);
  });
});

describe('bad input', () => {
  test.each([
    ['unfinished JSON', '{"input": {'],
    ['no JSON', 'amount=1'],
    ['bytes that are not text', '\udc00'],
    ['an array', '[]'],
    ['an unknown field', '{"inputs": {}}'],
    ['nesting without end', `{"input":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ])('%s: 400 that says what is wrong', async (_name, body) => {
    const answer = await start(body);
    expect(answer.status).toBe(400);
    expect(errorBodySchema.parse(answer.json).error.code).toBe('invalid_input');
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json-patch+json',
    'multipart/form-data; boundary=application/json',
  ])('a body of type %s is not read as JSON', async (type) => {
    const answer = await start('{"input":{"amount":1}}', { headers: { 'content-type': type } });
    expect(answer).toMatchObject({ status: 415, json: { error: { code: 'unsupported_media_type' } } });
  });

  test.each([
    ['an integer that would be rounded', '{"input":{"amount":9007199254740993}}', '9007199254740993 is beyond 2^53'],
    ['a field that would be lost', '{"input":{"amount":1,"__proto__":{"a":1}}}', 'may not be called __proto__'],
  ])('%s is refused in words', async (_, body, message) => {
    const answer = await start(body);
    expect(answer).toMatchObject({ status: 400, json: { error: { code: 'invalid_input' } } });
    expect(answer.json.error.message).toContain(message);
  });

  test('a packed body is refused in words, and one that says that it is not packed is read', async () => {
    const body = '{"input":{"amount":1}}';
    const answer = await start(body, { headers: { 'content-encoding': 'gzip' } });
    expect(answer).toMatchObject({ status: 415, json: { error: { code: 'unsupported_media_type' } } });
    expect(JSON.stringify(answer.json)).toContain('Content-Encoding: gzip');
    expect((await start(body, { headers: { 'content-encoding': 'Identity' } })).status).toBe(202);
  });

  test.each([
    `/api/v1/runs/${newId()}`,
    '/api/v1/runs/1',
    "/api/v1/runs/'%20OR%201=1",
    '/api/v1/nothing',
    '/',
    '/api/v1/runs.json',
  ])('unknown address %s: 404 in the one shape', async (path) => {
    const answer = await call(path);
    expect(answer.status).toBe(404);
    expect(errorBodySchema.parse(answer.json).error.code).toBe('not_found');
  });

  test('a body of 20 MB is refused with 413, also for a sender that reads the answer only once it has sent everything', async () => {
    const body = `{"input":{"text":"${'x'.repeat(20 * 1024 * 1024)}"}}`;
    for (let round = 0; round < 10; round += 1) expect((await start(body)).status).toBe(413);
  });

  test('a body that announces 20 MB is refused before it is sent', async () => {
    const text = await sendRaw(`content-length: ${20 * 1024 * 1024}\r\n\r\n{"input":`);
    expect(text).toContain('413');
    expect(text).toContain('"code":"too_large"');
  });

  test('a body that hides its size is refused at the first byte too many', async () => {
    const chunk = `100000\r\n${'x'.repeat(0x100000)}\r\n`;
    const text = await sendRaw(
      'transfer-encoding: chunked\r\n\r\n',
      Array.from({ length: 20 }, () => chunk),
    );
    expect(text).toContain('"code":"too_large"');
  });
});

/** Headers and body as written, answer as read: nothing between the test and the socket. */
const sendRaw = (rest: string, chunks: readonly string[] = []): Promise<string> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(fixture.gateway.url);
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (data) => {
      answer += data.toString();
      if (answer.includes('"requestId"')) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
    socket.write(
      `POST /api/v1/workflows/${slug}/runs HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\n${rest}`,
    );
    for (const chunk of chunks) socket.write(chunk);
  });

test('health and readiness answer without a key', async () => {
  expect(await call('/healthz', { key: '' })).toMatchObject({ status: 200, json: { status: 'ok' } });
  expect(await call('/readyz', { key: '' })).toMatchObject({ status: 200, json: { status: 'ready' } });
});

test('the documentation is a page without script or foreign asset', async () => {
  const { status, json, headers } = await call('/api/v1/docs', { key: '' });
  expect(status).toBe(200);
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(json).toContain('POST');
  expect(json).not.toMatch(/<script|<link|<img|url\(/);
});
