import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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
import { defineWorkflow, publishDefinition } from '../../test/publish-definition.ts';
import { storeSecret } from '../secrets/store-secret.ts';
import { cancelRun } from './cancel-run.ts';
import { type ClaimedStep, claimSteps } from './claim-step.ts';
import { finishStep } from './finish-step.ts';
import { getRun } from './get-run.ts';
import { listRuns } from './list-runs.ts';
import { startRun } from './start-run.ts';
import { releaseExpiredLeases } from './sweep-steps.ts';

let fixture: TestApp;
let organisationId: OrganisationId;
let ana: UserActor;
let server: Server;
let url: string;
let answers: number[];
let keys: string[];
let bearers: string[];

beforeAll(async () => {
  server = createServer((request, response) => {
    keys.push(String(request.headers['idempotency-key']));
    if (request.headers.authorization) bearers.push(request.headers.authorization);
    const status = answers.shift() ?? 200;
    response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '0' });
    response.end(JSON.stringify({ posted: status === 200 }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}/ledger`;
  fixture = await createTestApp({ poolSize: 30, allowedHosts: [`127.0.0.1:${port}`] });
});
afterAll(async () => {
  server.close();
  await fixture.close();
});
beforeEach(async () => {
  answers = [];
  keys = [];
  bearers = [];
  organisationId = await createOrganisation(fixture.app);
  ana = await createPerson(fixture.app, organisationId, { roles: ['process_owner'] });
});

const input = { type: 'object' as const, properties: { amount: { type: 'number' as const } }, required: ['amount'] };
const start = { id: 'start', kind: 'start' as const, config: { input } };
const end = { id: 'end', kind: 'end' as const, config: { output: [{ name: 'total', value: 'vars.total' }] } };
const set = (id: string, value: string) => ({
  id,
  kind: 'set' as const,
  config: { assignments: [{ name: 'total', value }] },
});

const publish = (nodes: Parameters<typeof defineWorkflow>[0], edges: Parameters<typeof defineWorkflow>[1]) =>
  publishDefinition(fixture.app, organisationId, defineWorkflow(nodes, edges));

/** Takes what is due; `stepId` must be among it. */
const claim = async (stepId: string, owner: string): Promise<ClaimedStep | null> => {
  const claimed = await claimSteps(fixture.app, { owner, max: 10, scope: { organisationId } });
  return claimed.find(({ id }) => id === stepId) ?? null;
};

const run = async (workflowSlug: string, amount: number) => {
  const { runId } = await startRun(fixture.app, ana, { workflowSlug, input: { amount } });
  await drain(fixture.app, organisationId);
  return getRun(fixture.app, ana, { runId });
};

const http = (config: object = {}) => ({
  id: 'post',
  kind: 'http' as const,
  config: {
    url,
    body: '{"amount": input.amount}',
    retry: { maxAttempts: 3, initialDelayMs: 10, maxDelayMs: 10 },
    ...config,
  },
});

describe('a chain of cheap nodes', () => {
  test('runs to its end in the transaction that starts it, with every step recorded', async () => {
    const slug = await publish(
      [start, set('one', 'input.amount + 1'), set('two', 'vars.total * 2'), end],
      [
        { from: 'start', to: 'one' },
        { from: 'one', to: 'two' },
        { from: 'two', to: 'end' },
      ],
    );
    const started = await startRun(fixture.app, ana, { workflowSlug: slug, input: { amount: 4 } });
    expect(started.status).toBe('completed');
    const detail = await getRun(fixture.app, ana, { runId: started.runId });
    expect(detail.output).toEqual({ total: 10 });
    expect(detail.steps.map(({ nodeId, status }) => `${nodeId} ${status}`)).toEqual([
      'start completed',
      'one completed',
      'two completed',
      'end completed',
    ]);
    expect(await listAuditTypes(fixture.app, organisationId)).toEqual(['run.started', 'run.completed']);
  });

  test('takes the edge whose condition holds, else the otherwise edge', async () => {
    const slug = await publish(
      [start, { id: 'size', kind: 'decision', config: {} }, set('big', '"big"'), set('small', '"small"'), end],
      [
        { from: 'start', to: 'size' },
        { from: 'size', to: 'big', condition: 'input.amount > 100' },
        { from: 'size', to: 'small', isOtherwise: true },
        { from: 'big', to: 'end' },
        { from: 'small', to: 'end' },
      ],
    );
    expect((await run(slug, 100.5)).output).toEqual({ total: 'big' });
    expect((await run(slug, 100)).output).toEqual({ total: 'small' });
  });

  test('fails with the node and the expression named when an expression cannot be evaluated', async () => {
    const slug = await publish(
      [start, set('one', 'input.missing + 1'), end],
      [
        { from: 'start', to: 'one' },
        { from: 'one', to: 'end' },
      ],
    );
    const detail = await run(slug, 1);
    expect(detail.status).toBe('failed');
    expect(detail.error?.message).toContain('missing');
    expect(detail.steps.at(-1)).toMatchObject({ nodeId: 'one', status: 'failed' });
  });
});

describe('starting', () => {
  test('with one idempotency key twenty times at once starts one run', async () => {
    const slug = await publish(
      [start, end],
      [{ from: 'start', to: 'end' }].map((edge) => ({ ...edge })),
    );
    const plain = await publishDefinition(
      fixture.app,
      organisationId,
      defineWorkflow([start, { ...end, config: {} }], [{ from: 'start', to: 'end' }]),
    );
    const starts = await Promise.all(
      Array.from({ length: 20 }, () =>
        startRun(fixture.app, ana, { workflowSlug: plain, input: { amount: 1 }, idempotencyKey: 'invoice-4711' }),
      ),
    );
    expect(new Set(starts.map(({ runId }) => runId)).size).toBe(1);
    expect(starts.filter(({ isDuplicate }) => !isDuplicate)).toHaveLength(1);
    expect((await listRuns(fixture.app, ana, { workflowSlug: plain })).items).toHaveLength(1);
    expect(slug).not.toBe(plain);
  });

  test('with input that does not fit is refused and leaves nothing', async () => {
    const slug = await publish([start, end], [{ from: 'start', to: 'end' }]);
    const attempt = startRun(fixture.app, ana, { workflowSlug: slug, input: { amount: 'much' } });
    await expect(attempt).rejects.toThrow('amount must be a number');
    expect((await listRuns(fixture.app, ana, {})).items).toEqual([]);
  });

  test('of another organisation’s workflow is not found', async () => {
    const slug = await publish([start, end], [{ from: 'start', to: 'end' }]);
    const other = await createPerson(fixture.app, await createOrganisation(fixture.app), { roles: ['owner'] });
    await expect(startRun(fixture.app, other, { workflowSlug: slug, input: { amount: 1 } })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('a step that touches the world', () => {
  const callThenEnd = (config: object = {}) =>
    publish(
      [start, http(config), set('done', 'steps.post.output.body.posted'), end],
      [
        { from: 'start', to: 'post' },
        { from: 'post', to: 'done' },
        { from: 'done', to: 'end' },
      ],
    );

  test('is done by a worker and its answer is readable afterwards', async () => {
    const detail = await run(await callThenEnd(), 5);
    expect(detail).toMatchObject({ status: 'completed', output: { total: true } });
    expect(keys).toHaveLength(1);
  });

  test('is tried again after a passing failure, each attempt under its own key, and recorded once', async () => {
    answers = [503];
    const slug = await callThenEnd();
    const { runId } = await startRun(fixture.app, ana, { workflowSlug: slug, input: { amount: 5 } });
    await drain(fixture.app, organisationId);
    const detail = await getRun(fixture.app, ana, { runId });
    expect(detail.status).toBe('completed');
    expect(detail.steps.find(({ nodeId }) => nodeId === 'post')?.attempts.map(({ status }) => status)).toEqual([
      'failed',
      'completed',
    ]);
    expect(new Set(keys).size).toBe(2);
  });

  test('sends a stored secret, but never one that belongs to a supplier, a source or a webhook', async () => {
    const { app } = fixture;
    await app.db.transaction({ organisationId }, async (tx) => {
      await storeSecret(app, tx, organisationId, 'ledger', 'for-the-ledger');
      await storeSecret(app, tx, organisationId, 'source-vendors', 'for-the-source');
    });
    expect((await run(await callThenEnd({ bearerSecret: 'ledger' }), 5)).status).toBe('completed');
    const borrowed = await run(await callThenEnd({ bearerSecret: 'source-vendors' }), 5);
    expect(borrowed).toMatchObject({ status: 'failed', error: { code: 'not_found' } });
    expect(bearers).toEqual(['Bearer for-the-ledger']);
  });

  test('fails the run with the answer named when it is refused for good', async () => {
    answers = [422];
    const detail = await run(await callThenEnd(), 5);
    expect(detail).toMatchObject({ status: 'failed', error: { code: 'upstream_failed' } });
  });

  test('whose holder disappears goes on under the same key, and the late holder writes nothing', async () => {
    const slug = await callThenEnd();
    const { runId } = await startRun(fixture.app, ana, { workflowSlug: slug, input: { amount: 5 } });
    const stepId = (await getRun(fixture.app, ana, { runId })).steps.at(-1)?.id;
    if (!stepId) throw new Error('no step');
    const late = await claim(stepId, 'frozen');
    if (!late) throw new Error('not claimed');
    await fixture.app.db.transaction({ organisationId }, (tx) =>
      tx.execute(`UPDATE step SET lease_until = now() - interval '1 second' WHERE id = $1`, [stepId]),
    );
    await releaseExpiredLeases(fixture.app);
    await drain(fixture.app, organisationId);
    expect(keys).toEqual([late.idempotencyKey]);
    expect(await finishStep(fixture.app, late, { kind: 'completed', output: { body: { posted: 'late' } } })).toEqual({
      wasHolder: false,
      next: null,
    });
    expect((await getRun(fixture.app, ana, { runId })).output).toEqual({ total: true });
  });

  test('that may not be repeated is parked for a person when its holder disappears', async () => {
    const slug = await callThenEnd({ isIdempotent: false });
    const { runId } = await startRun(fixture.app, ana, { workflowSlug: slug, input: { amount: 5 } });
    const stepId = (await getRun(fixture.app, ana, { runId })).steps.at(-1)?.id;
    if (!stepId) throw new Error('no step');
    await claim(stepId, 'frozen');
    await fixture.app.db.transaction({ organisationId }, (tx) =>
      tx.execute(`UPDATE step SET lease_until = now() - interval '1 second' WHERE id = $1`, [stepId]),
    );
    await releaseExpiredLeases(fixture.app);
    const detail = await getRun(fixture.app, ana, { runId });
    expect(detail.status).toBe('waiting');
    expect(detail.waitingReason).toContain('may or may not have taken effect');
    expect(keys).toEqual([]);
  });
});

describe('waiting, splitting and cancelling', () => {
  test('a wait fires once its time has come and the run goes on', async () => {
    const slug = await publish(
      [start, { id: 'pause', kind: 'wait', config: { for: 'PT0S' } }, set('one', 'input.amount'), end],
      [
        { from: 'start', to: 'pause' },
        { from: 'pause', to: 'one' },
        { from: 'one', to: 'end' },
      ],
    );
    expect((await run(slug, 3)).output).toEqual({ total: 3 });
  });

  test('a join waits for both branches and runs what follows once', async () => {
    const slug = await publish(
      [
        start,
        { id: 'split', kind: 'parallelSplit', config: {} },
        http(),
        set('left', 'input.amount'),
        { id: 'join', kind: 'join', config: {} },
        end,
      ],
      [
        { from: 'start', to: 'split' },
        { from: 'split', to: 'post' },
        { from: 'split', to: 'left' },
        { from: 'post', to: 'join' },
        { from: 'left', to: 'join' },
        { from: 'join', to: 'end' },
      ],
    );
    const detail = await run(slug, 7);
    expect(detail).toMatchObject({ status: 'completed', output: { total: 7 } });
    expect(detail.steps.filter(({ nodeId }) => nodeId === 'end')).toHaveLength(1);
  });

  test('a cancelled run stops waiting, is audited, and cannot be cancelled twice', async () => {
    const slug = await publish(
      [start, { id: 'pause', kind: 'wait', config: { for: 'P400D' } }, end],
      [
        { from: 'start', to: 'pause' },
        { from: 'pause', to: 'end' },
      ],
    );
    const { runId, status } = await startRun(fixture.app, ana, { workflowSlug: slug, input: { amount: 1 } });
    expect(status).toBe('waiting');
    expect((await getRun(fixture.app, ana, { runId })).waitingReason).toContain('“pause” waits until');
    expect(await cancelRun(fixture.app, ana, { runId, reason: 'a test' })).toEqual({ status: 'cancelled' });
    const detail = await getRun(fixture.app, ana, { runId });
    expect(detail.steps.at(-1)?.status).toBe('cancelled');
    await expect(cancelRun(fixture.app, ana, { runId })).rejects.toMatchObject({ code: 'not_permitted_now' });
    expect(await listAuditTypes(fixture.app, organisationId)).toEqual(['run.started', 'run.cancelled']);
  });
});
