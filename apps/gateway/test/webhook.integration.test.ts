import { archiveWorkflow, getRun, rotateWebhookSecret, signDelivery } from '@switchyard/application';
import { runIdSchema } from '@switchyard/domain';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { type GatewayFixture, publishDoubling, startFixture } from './gateway-fixture.ts';

let fixture: GatewayFixture;
let hook: Awaited<ReturnType<typeof publishDoubling>>;

beforeAll(async () => {
  fixture = await startFixture();
  hook = await publishDoubling(fixture.app, fixture.owner);
});
afterAll(() => fixture.close());

const nowSeconds = () => Math.floor(Date.now() / 1000);
const sign = (
  body: string,
  { secret = hook.webhook.secret, at = nowSeconds(), delivery = null as string | null } = {},
) => ({
  'x-switchyard-signature': `t=${at},v1=${signDelivery(secret, at, delivery, Buffer.from(body)).toString('hex')}`,
  ...(delivery === null ? {} : { 'x-switchyard-delivery': delivery }),
});

const post = async (body: string, headers: Record<string, string>, path = hook.webhook.path) => {
  const response = await fetch(`${fixture.gateway.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return { status: response.status, json: answerSchema.parse(await response.json()) };
};

const answerSchema = z.looseObject({ runId: z.string().optional(), isDuplicate: z.boolean().optional() });

const countRuns = () =>
  fixture.app.db.transaction({ organisationId: fixture.owner.organisationId }, async (tx) => {
    const [row] = await tx.query<{ count: number }>('SELECT count(*) AS count FROM run');
    return row?.count ?? 0;
  });

test('a signed call starts a run with the body as its input', async () => {
  const body = '{"amount": 4}';
  const answer = await post(body, sign(body));
  expect(answer).toMatchObject({ status: 202, json: { status: 'completed', isDuplicate: false } });
  const run = await getRun(fixture.app, fixture.owner, { runId: runIdSchema.parse(answer.json.runId) });
  expect(run).toMatchObject({ trigger: 'webhook', startedBy: 'webhook', output: { doubled: 8 } });
});

test('an integer that a number would round arrives as the text of its digits', async () => {
  const body = '{"amount": 4, "order": {"id": 9007199254740993}}';
  const answer = await post(body, sign(body));
  const run = await getRun(fixture.app, fixture.owner, { runId: runIdSchema.parse(answer.json.runId) });
  expect(run.input).toEqual({ amount: 4, order: { id: '9007199254740993' } });
});

test('the same call sent twenty times at once starts one run', async () => {
  const body = '{"amount": 5}';
  const headers = sign(body);
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(body, headers)));
  expect(new Set(answers.map(({ json }) => json.runId)).size).toBe(1);
});

test('a retry of a numbered delivery with a new timestamp finds the run of the first try', async () => {
  const body = '{"amount": 6}';
  const first = await post(body, sign(body, { delivery: 'order-6', at: nowSeconds() - 60 }));
  const second = await post(body, sign(body, { delivery: 'order-6' }));
  expect(second.json).toEqual({ ...first.json, isDuplicate: true });
});

test('nothing starts without the right signature, whatever else is right', async () => {
  const body = '{"amount": 7}';
  const before = await countRuns();
  const attempts: Record<string, string>[] = [
    {},
    sign('{"amount": 8}'),
    sign(body, { secret: 'guessed' }),
    sign(body, { at: nowSeconds() - 400 }),
    sign(body, { at: nowSeconds() + 400 }),
    { ...sign(body), 'x-switchyard-delivery': 'added' },
    { 'x-switchyard-signature': 'v1=' },
  ];
  for (const headers of attempts) {
    expect(await post(body, headers)).toMatchObject({ status: 401, json: { error: { code: 'unauthenticated' } } });
  }
  expect(await countRuns()).toBe(before);
});

test('GET does nothing, and an unknown token is 404', async () => {
  const before = await countRuns();
  const got = await fetch(`${fixture.gateway.url}${hook.webhook.path}`);
  expect(got.status).toBe(404);
  const body = '{"amount": 9}';
  expect((await post(body, sign(body), '/hooks/abcdefghijklmnopqrstuvwx')).status).toBe(404);
  expect((await post(body, sign(body), '/hooks/..%2f..%2fetc')).status).toBe(404);
  expect(await countRuns()).toBe(before);
});

test('signed text that is not a JSON object is refused, as is JSON under another type', async () => {
  for (const body of ['[]', '"x"', '{', 'null']) {
    expect((await post(body, sign(body))).status).toBe(400);
  }
  const body = '{"amount": 1}';
  expect((await post(body, { ...sign(body), 'content-type': 'multipart/form-data' })).status).toBe(415);
});

test('a webhook that was called a moment ago is not read again, and follows what is published at once', async () => {
  const { app, owner } = fixture;
  const call = async (amount: number) => {
    const body = JSON.stringify({ amount });
    const { json } = await post(body, sign(body));
    return (await getRun(app, owner, { runId: runIdSchema.parse(json.runId) })).output;
  };
  expect(await call(100)).toEqual({ doubled: 200 });
  const read = vi.spyOn(app.db, 'queryOnce');
  // Which organisations have limits is looked up every second.
  const endpointReads = () => read.mock.calls.filter(([, text]) => text.includes('webhook_endpoint')).length;
  expect(await call(101)).toEqual({ doubled: 202 });
  expect(endpointReads()).toBe(0);
  await hook.publish(3);
  expect(await call(102)).toEqual({ doubled: 306 });
  expect(endpointReads()).toBe(1);
  read.mockRestore();
});

test('a webhook of a workflow that is archived starts nothing from then on', async () => {
  const { app, owner } = fixture;
  const other = await publishDoubling(app, owner);
  const call = (amount: number) => {
    const body = JSON.stringify({ amount });
    return post(body, sign(body, { secret: other.webhook.secret }), other.webhook.path);
  };
  expect((await call(1)).status).toBe(202);
  const before = await countRuns();
  await archiveWorkflow(app, owner, { slug: other.slug });
  expect((await call(2)).status).toBe(404);
  expect(await countRuns()).toBe(before);
});

test('a replaced secret counts at once', async () => {
  const { secret } = await rotateWebhookSecret(fixture.app, fixture.owner, { slug: hook.slug });
  const body = '{"amount": 10}';
  expect((await post(body, sign(body))).status).toBe(401);
  expect((await post(body, sign(body, { secret }))).status).toBe(202);
});
