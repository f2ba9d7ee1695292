import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newId } from '@switchyard/db';
import type { OrganisationId, UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createOrganisation,
  createPerson,
  createTestApp,
  listAuditTypes,
  type TestApp,
} from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { publishTaskProcess } from '../../test/publish-task-process.ts';
import { getReceipt, listReceipts } from '../receipts/index.ts';
import { getRun } from '../runs/get-run.ts';
import { startRun } from '../runs/start-run.ts';
import {
  addEndpoint,
  createSupplier,
  getSupplier,
  removeEndpoint,
  removeSupplier,
  setEndpointKey,
  setSupplierKey,
  testSupplier,
  updateEndpoint,
  updateSupplier,
} from './index.ts';

const keys = { main: 'sk-main-0123456789', west: 'sk-west-0123456789', far: 'sk-far-01234567890' } as const;

let fixture: TestApp;
let lab: Server;
let labUrl: string;
let organisationId: OrganisationId;
let olivia: UserActor;
/** Keys that the lab was asked with, and those that it refuses. */
let asked: string[];
let statuses: Map<string, number>;

beforeAll(async () => {
  lab = createServer((request, response) => {
    const key = (request.headers.authorization ?? '').replace('Bearer ', '');
    request.resume().once('end', () => {
      asked.push(key);
      const status = statuses.get(key) ?? 200;
      response.writeHead(status, { 'content-type': 'application/json' });
      if (status !== 200) return response.end(JSON.stringify({ error: { message: 'Not with this key.' } }));
      if (request.method === 'GET') return response.end(JSON.stringify({ data: [{ id: 'one' }] }));
      const message = { role: 'assistant', content: '{"total":3}' };
      const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
      return response.end(JSON.stringify({ model: 'one', choices: [{ finish_reason: 'stop', message }], usage }));
    });
  });
  await new Promise<void>((resolve) => lab.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(lab.address() as AddressInfo).port}`;
  labUrl = `http://${host}/v1`;
  fixture = await createTestApp({ poolSize: 20, allowedHosts: [host] });
});
afterAll(async () => {
  lab.closeAllConnections();
  lab.close();
  await fixture.close();
});
beforeEach(async () => {
  [asked, statuses] = [[], new Map()];
  organisationId = await createOrganisation(fixture.app);
  olivia = await createPerson(fixture.app, organisationId, { name: 'Olivia' });
  const price = { inputMicroUsdPerMTok: 1_000_000, outputMicroUsdPerMTok: 1_000_000, version: 'test' };
  const model = { key: 'one', name: 'One', contextTokens: 10_000, capabilities: ['structured_output' as const], price };
  await createSupplier(fixture.app, olivia, {
    slug: 'lab',
    name: 'Lab',
    kind: 'openai-compatible',
    baseUrl: labUrl,
    dataClassMax: 'internal',
    residency: 'us',
    models: [model],
  });
  await setSupplierKey(fixture.app, olivia, { slug: 'lab', key: keys.main });
});

const add = (label: string, more: object = {}, key: string | null = keys.west) =>
  addEndpoint(fixture.app, olivia, { slug: 'lab', endpoint: { label, ...more }, key });
const seen = async () => (await getSupplier(fixture.app, olivia, { slug: 'lab' })).endpoints;

describe('keys and regions of a supplier', () => {
  test('are added, changed, rotated, tested and removed on record, and their keys never come out', async () => {
    const { app } = fixture;
    expect(await seen()).toEqual([]);
    await add('west', { residency: 'EU', limits: { callsPerMinute: 60 } });
    expect(await seen()).toMatchObject([
      { label: 'main', isMain: true, residency: 'us', place: 1, keyLastFour: '6789' },
      { label: 'west', residency: 'eu', place: 2, baseUrl: labUrl, hasKey: true, limits: { callsPerMinute: 60 } },
    ]);
    await updateEndpoint(app, olivia, { slug: 'lab', label: 'west', changes: { place: 1, weight: 3 } });
    await updateEndpoint(app, olivia, { slug: 'lab', label: 'main', changes: { isEnabled: false } });
    await setEndpointKey(app, olivia, { slug: 'lab', label: 'west', key: keys.far });
    expect(await testSupplier(app, olivia, { slug: 'lab', endpoint: 'west' })).toMatchObject({ isReachable: true });
    statuses.set(keys.main, 401);
    expect(await testSupplier(app, olivia, { slug: 'lab', endpoint: 'main' })).toMatchObject({ isReachable: false });
    expect(asked).toEqual([keys.far, keys.main]);
    expect(await seen()).toMatchObject([
      { label: 'main', isEnabled: false },
      { label: 'west', place: 1, weight: 3 },
    ]);
    const said = JSON.stringify(await getSupplier(app, olivia, { slug: 'lab' }));
    for (const key of Object.values(keys)) expect(said).not.toContain(key);
    // With the last one it is as simple as before, and its own key is used again.
    await removeEndpoint(app, olivia, { slug: 'lab', label: 'west' });
    expect(await seen()).toEqual([]);
    expect((await listAuditTypes(app, organisationId)).slice(2)).toEqual([
      'supplier.endpoint-added',
      'supplier.endpoint-updated',
      'supplier.endpoint-updated',
      'supplier.endpoint-key-set',
      'supplier.tested',
      'supplier.tested',
      'supplier.endpoint-removed',
    ]);
    const left = await app.db.queryOnce<{ name: string }>(
      'system',
      'SELECT name FROM secret WHERE organisation_id = $1',
      [organisationId],
    );
    expect(left).toEqual([{ name: 'supplier-lab' }]);
  });

  test('what makes no sense is refused with a sentence', async () => {
    const { app } = fixture;
    await add('west');
    await expect(add('west')).rejects.toMatchObject({ code: 'conflict' });
    await expect(add('main')).rejects.toThrow('own address and key');
    await expect(add('zero', { limits: { callsPerMinute: 0 } })).rejects.toThrow(
      'A limit of 0 would hold back every call',
    );
    const zero = updateSupplier(app, olivia, { slug: 'lab', changes: { limits: { callsAtOnce: 0 } } });
    await expect(zero).rejects.toThrow('A limit of 0');
    const elsewhere = { baseUrl: 'https://elsewhere.example/v1' };
    const moved = updateEndpoint(app, olivia, { slug: 'lab', label: 'west', changes: elsewhere });
    await expect(moved).rejects.toThrow('leads elsewhere');
    // The key of an endpoint without an address of its own would go along.
    const supplierMoved = updateSupplier(app, olivia, { slug: 'lab', changes: elsewhere });
    await expect(supplierMoved).rejects.toThrow('leads elsewhere');
    const ownAddress = updateEndpoint(app, olivia, { slug: 'lab', label: 'main', changes: elsewhere });
    await expect(ownAddress).rejects.toThrow('Edit the supplier');
    await expect(removeEndpoint(app, olivia, { slug: 'lab', label: 'main' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('go with their supplier, keys included', async () => {
    await add('west');
    await removeSupplier(fixture.app, olivia, { slug: 'lab' });
    const left = await fixture.app.db.queryOnce('system', 'SELECT 1 FROM secret WHERE organisation_id = $1', [
      organisationId,
    ]);
    expect(left).toEqual([]);
  });
});

const spec = {
  slug: 'extract',
  name: 'Read',
  instructions: 'Read the total.',
  input: { type: 'object', properties: { document: { type: 'string' } } },
  output: { type: 'object', properties: { total: { type: 'number' } }, required: ['total'] },
  checks: [{ kind: 'rule', name: 'There is a total', expression: 'output.total > 0.0' }],
  dataClass: 'internal',
};

/** Publishes start → AI step → end, under these rules. */
const publish = async (rules: object = {}): Promise<string> => {
  const { workflowSlug } = await publishTaskProcess(fixture.app, organisationId, spec);
  await fixture.app.db.transaction({ organisationId }, (tx) =>
    tx.execute('INSERT INTO policy (id, organisation_id, number, rules) VALUES ($1, $2, 1, $3)', [
      newId(),
      organisationId,
      JSON.stringify({ v: 1, pauseMsMax: 100, ...rules }),
    ]),
  );
  return workflowSlug;
};

const run = async (workflowSlug: string) => {
  const { runId } = await startRun(fixture.app, olivia, { workflowSlug, input: {} });
  await drain(fixture.app, organisationId);
  return getRun(fixture.app, olivia, { runId });
};

const lastAttempts = async () => {
  const { items } = await listReceipts(fixture.app, olivia, {});
  const [latest] = items;
  if (!latest) throw new Error('There is no receipt.');
  const { receipt } = await getReceipt(fixture.app, olivia, { receiptId: latest.id });
  return receipt.attempts.map(({ endpoint, outcome }) => `${endpoint} ${outcome}`);
};

describe('a step at a supplier with several keys', () => {
  test('goes on with the next key when one is refused; the receipt says which answered', async () => {
    await add('west');
    statuses.set(keys.main, 429);
    expect(await run(await publish())).toMatchObject({ status: 'completed' });
    expect(asked).toEqual([keys.main, keys.west]);
    expect(await lastAttempts()).toEqual(['main error', 'west accepted']);
  });

  test('never asks a region that the policy does not allow, also where the one that it allows fails', async () => {
    await add('near', { residency: 'eu' });
    await add('far', { residency: 'us' }, keys.far);
    statuses.set(keys.west, 401);
    expect(await run(await publish({ residencies: ['eu'] }))).toMatchObject({ status: 'failed' });
    expect(asked).toEqual([keys.west]);
  });

  test('leaves alone a key that failed five times in a row, in every process, and no other', async () => {
    await add('west');
    statuses.set(keys.main, 403);
    const workflow = await publish();
    for (let at = 0; at < 5; at += 1) await run(workflow);
    asked = [];
    await run(workflow);
    expect(asked).toEqual([keys.west]);
  });
});

describe('a step whose supplier has reached its limit', () => {
  const limit = (limits: object) =>
    updateSupplier(fixture.app, olivia, { slug: 'lab', changes: { limits: limits as never } });

  test('waits with the reason in words, has not tried anything, and goes on when there is room', async () => {
    await limit({ callsPerMinute: 1 });
    const workflow = await publish();
    expect(await run(workflow)).toMatchObject({ status: 'completed' });
    const waiting = await run(workflow);
    expect(waiting.status).toBe('running');
    expect(waiting.wait?.reason).toMatch(
      /^“read” waits for Lab: at most 1 call a minute; next at \d\d:\d\d:\d\d UTC\.$/,
    );
    const [step] = await fixture.app.db.queryOnce<{ attempt: number; tried: number }>(
      'system',
      `SELECT attempt, (SELECT count(*)::int FROM step_attempt a WHERE a.step_id = s.id) AS tried
       FROM step s WHERE organisation_id = $1 AND status = 'ready'`,
      [organisationId],
    );
    expect(step).toEqual({ attempt: 0, tried: 0 });
    expect(asked).toHaveLength(1);
    await limit({});
    await fixture.app.db.queryOnce(
      'system',
      `UPDATE step SET available_at = now() WHERE organisation_id = $1 AND status = 'ready'`,
      [organisationId],
    );
    await drain(fixture.app, organisationId);
    expect(await getRun(fixture.app, olivia, { runId: waiting.id })).toMatchObject({ status: 'completed' });
  });

  test('takes the next key while one has had enough', async () => {
    await add('west');
    await updateEndpoint(fixture.app, olivia, {
      slug: 'lab',
      label: 'main',
      changes: { limits: { callsAtOnce: null, callsPerMinute: 1, tokensPerMinute: null } },
    });
    const workflow = await publish({ waitsAtSupplyLimit: true });
    await run(workflow);
    expect(await run(workflow)).toMatchObject({ status: 'completed' });
    expect(asked).toEqual([keys.main, keys.west]);
  });
});
