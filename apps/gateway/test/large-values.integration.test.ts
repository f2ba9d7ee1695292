import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signDelivery } from '@switchyard/application';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKey, createStranger, type GatewayFixture, publishDoubling, startFixture } from './gateway-fixture.ts';

let directory: string;
let fixture: GatewayFixture;
let key: string;
let workflow: Awaited<ReturnType<typeof publishDoubling>>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'switchyard-payloads-'));
  fixture = await startFixture({ SWITCHYARD_PAYLOADS: `disk:${directory}` });
  key = await createKey(fixture.app, fixture.owner, ['runs:start', 'runs:read']);
  workflow = await publishDoubling(fixture.app, fixture.owner);
});
afterAll(async () => {
  await fixture.close();
  await rm(directory, { recursive: true, force: true });
});

const someText = (bytes: number): string => randomBytes(bytes / 2).toString('hex');

const get = async (path: string, used = key) => {
  const response = await fetch(`${fixture.gateway.url}/api/v1${path}`, {
    headers: { authorization: `Bearer ${used}` },
  });
  return { status: response.status, json: JSON.parse(await response.text()) };
};

const start = async (input: object): Promise<string> => {
  const response = await fetch(`${fixture.gateway.url}/api/v1/workflows/${workflow.slug}/runs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ input }),
  });
  return JSON.parse(await response.text()).runId;
};

test('a webhook of 200 kB starts a run whose answer carries it, and leaves its row', async () => {
  const input = { amount: 3, document: someText(200_000) };
  const body = JSON.stringify(input);
  const at = Math.floor(Date.now() / 1000);
  const signature = signDelivery(workflow.webhook.secret, at, null, Buffer.from(body)).toString('hex');
  const response = await fetch(`${fixture.gateway.url}${workflow.webhook.path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-switchyard-signature': `t=${at},v1=${signature}` },
    body,
  });
  const { runId } = JSON.parse(await response.text());
  expect((await get(`/runs/${runId}`)).json).toMatchObject({ input, output: { doubled: 6 }, largeValues: [] });
  const { organisationId } = fixture.owner;
  const [row] = await fixture.app.db.transaction({ organisationId }, (tx) =>
    tx.query<{ bytes: number }>('SELECT length(input::text) AS bytes FROM run WHERE id = $1', [runId]),
  );
  expect(row?.bytes).toBeLessThan(1000);
});

test('what does not fit into the answer is listed with its size and read whole by its hash', async () => {
  const input = { amount: 1, document: someText(3_000_000) };
  const runId = await start(input);
  const run = await get(`/runs/${runId}`);
  expect(run.json.input).toEqual({ amount: 1 });
  expect(run.json.largeValues).toMatchObject([{ place: 'input', field: 'document', bytes: 3_000_002 }]);
  const [{ hash }] = run.json.largeValues;
  expect((await get(`/runs/${runId}/values/${hash}`)).json).toEqual({ hash, bytes: 3_000_002, value: input.document });
  const stranger = await createKey(fixture.app, await createStranger(fixture.app), ['runs:read']);
  expect((await get(`/runs/${runId}/values/${hash}`, stranger)).status).toBe(404);
});
