import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OrganisationId, RunId, UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createOrganisation, createPerson, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { defineWorkflow, publishDefinition } from '../../test/publish-definition.ts';
import { type ClaimedStep, claimSteps } from './claim-step.ts';
import { executeStep, type StepHolder } from './execute-step.ts';
import { getRun } from './get-run.ts';
import { startRun } from './start-run.ts';
import { releaseExpiredLeases } from './sweep-steps.ts';

let fixture: TestApp;
let organisationId: OrganisationId;
let ana: UserActor;
let server: Server;
let url: string;
let keys: string[];
/** Called while the other side answers the nth call. */
let onCall: (count: number) => Promise<void>;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    keys.push(String(request.headers['idempotency-key']));
    await onCall(keys.length);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}/`;
  fixture = await createTestApp({ poolSize: 30, allowedHosts: [`127.0.0.1:${port}`] });
});
afterAll(async () => {
  server.close();
  await fixture.close();
});
beforeEach(async () => {
  keys = [];
  onCall = async () => {};
  organisationId = await createOrganisation(fixture.app);
  ana = await createPerson(fixture.app, organisationId, { roles: ['process_owner'] });
});

const calls = (...ids: string[]) => ids.map((id) => ({ id, kind: 'http' as const, config: { url } }));
const edges = (...ids: string[]) => ids.slice(1).map((to, index) => ({ from: ids[index] ?? '', to }));
const start = { id: 'start', kind: 'start' as const, config: {} };
const end = { id: 'end', kind: 'end' as const, config: {} };

const startRunOf = async (...nodeIds: string[]): Promise<RunId> => {
  const definition = defineWorkflow([start, ...calls(...nodeIds), end], edges('start', ...nodeIds, 'end'));
  const workflowSlug = await publishDefinition(fixture.app, organisationId, definition);
  return (await startRun(fixture.app, ana, { workflowSlug })).runId;
};

const claim = (owner: string, max = 10) => claimSteps(fixture.app, { owner, max, scope: { organisationId } });
const holder = (options: Partial<StepHolder> = {}): StepHolder => ({
  owner: 'one',
  stopping: new AbortController().signal,
  mayChain: () => true,
  ...options,
});
const only = (steps: readonly ClaimedStep[]): ClaimedStep => {
  const [step] = steps;
  if (!step || steps.length > 1) throw new Error(`${steps.length} steps were claimed`);
  return step;
};

const attempts = () =>
  fixture.app.db.queryOnce<{ node_id: string; number: number; status: string; lease_owner: string }>(
    { organisationId },
    `SELECT node_id, number, step_attempt.status, lease_owner
     FROM step_attempt JOIN step ON step.id = step_id ORDER BY ordinal, number`,
  );

test('a worker goes on with the steps that follow in the same run, each attempt under its own key', async () => {
  const runId = await startRunOf('first', 'second', 'third');
  expect(await executeStep(fixture.app, only(await claim('one')), holder())).toBe(3);
  expect((await getRun(fixture.app, ana, { runId })).status).toBe('completed');
  expect(new Set(keys).size).toBe(3);
  expect(await attempts()).toEqual(
    ['first', 'second', 'third'].map((node_id) => ({ node_id, number: 1, status: 'completed', lease_owner: 'one' })),
  );
});

test('a worker that is asked to stop leaves what follows to others', async () => {
  const runId = await startRunOf('first', 'second');
  expect(await executeStep(fixture.app, only(await claim('one')), holder({ mayChain: () => false }))).toBe(1);
  expect((await getRun(fixture.app, ana, { runId })).status).toBe('running');
  expect(await executeStep(fixture.app, only(await claim('two')), holder({ owner: 'two' }))).toBe(1);
  expect((await getRun(fixture.app, ana, { runId })).status).toBe('completed');
});

test('one run does not keep a hand for ever: after a number of steps it queues behind the others', async () => {
  const ids = Array.from({ length: 25 }, (_, index) => `call${index}`);
  const runId = await startRunOf(...ids);
  const done = await executeStep(fixture.app, only(await claim('one')), holder());
  expect(done).toBeLessThan(25);
  expect((await getRun(fixture.app, ana, { runId })).status).toBe('running');
  await drain(fixture.app, organisationId);
  expect((await getRun(fixture.app, ana, { runId })).status).toBe('completed');
  expect(new Set(keys).size).toBe(25);
});

test('when the holder of a chained step disappears, another goes on under the same key and it writes nothing late', async () => {
  const runId = await startRunOf('first', 'second');
  const frozen = new AbortController();
  let answer: () => void = () => undefined;
  onCall = (count) =>
    count === 2
      ? new Promise((resolve) => {
          answer = resolve;
        })
      : Promise.resolve();
  const late = executeStep(
    fixture.app,
    only(await claim('frozen')),
    holder({ owner: 'frozen', stopping: frozen.signal }),
  );
  await expect.poll(() => keys.length).toBe(2);
  await fixture.app.db.transaction({ organisationId }, (tx) =>
    tx.execute(`UPDATE step SET lease_until = now() - interval '1 second' WHERE status = 'running'`),
  );
  await releaseExpiredLeases(fixture.app);
  await drain(fixture.app, organisationId);
  answer();
  expect(await late).toBe(1);
  expect((await getRun(fixture.app, ana, { runId })).status).toBe('completed');
  expect(keys).toHaveLength(3);
  expect(keys[2]).toBe(keys[1]);
  expect((await attempts()).map(({ number, status }) => ({ number, status }))).toEqual([
    { number: 1, status: 'completed' },
    { number: 1, status: 'completed' },
  ]);
});

test('claimants at the same time share what is due: every step goes to one of them, none takes more than it has hands for', async () => {
  await Promise.all(Array.from({ length: 30 }, () => startRunOf('call')));
  const taken = await Promise.all(Array.from({ length: 10 }, (_, index) => claim(`worker ${index}`, 4)));
  const rest = await claim('last', 50);
  expect(taken.every((steps) => steps.length <= 4)).toBe(true);
  const ids = [...taken.flat(), ...rest].map(({ id }) => id);
  expect(ids).toHaveLength(30);
  expect(new Set(ids).size).toBe(30);
});
