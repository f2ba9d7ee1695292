import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FlowLimitSpec, OrganisationId, RunId, UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createOrganisation,
  createPerson,
  createTestApp,
  listAuditTypes,
  type TestApp,
} from '../../test/create-test-app.ts';
import { defineWorkflow, publishDefinition } from '../../test/publish-definition.ts';
import { type ClaimedStep, claimSteps } from '../runs/claim-step.ts';
import { executeStep } from '../runs/execute-step.ts';
import { getRun } from '../runs/get-run.ts';
import { startRun } from '../runs/start-run.ts';
import { releaseExpiredLeases } from '../runs/sweep-steps.ts';
import { listLimits } from './list-limits.ts';
import { removeLimit } from './remove-limit.ts';
import { setLimit } from './set-limit.ts';

let fixture: TestApp;
let server: Server;
let host: string;
let organisationId: OrganisationId;
let ana: UserActor;
let slug: string;
let isCalled: () => Promise<void>;

beforeAll(async () => {
  server = createServer(async (_request, response) => {
    await isCalled();
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  fixture = await createTestApp({ poolSize: 30, allowedHosts: [host] });
});
afterAll(async () => {
  server.close();
  await fixture.close();
});
beforeEach(async () => {
  isCalled = async () => {};
  await fixture.app.db.transaction('system', (tx) => tx.execute(`UPDATE step SET status = 'cancelled'`));
  organisationId = await createOrganisation(fixture.app);
  ana = await createPerson(fixture.app, organisationId);
  slug = await publish('http');
});

const publish = (kind: 'http' | 'script', to: OrganisationId = organisationId): Promise<string> => {
  const config = kind === 'http' ? { url: `http://${host}/` } : { code: 'export const main = () => ({});' };
  return publishDefinition(
    fixture.app,
    to,
    defineWorkflow(
      [
        { id: 'start', kind: 'start', config: {} },
        { id: 'do', kind, config },
        { id: 'again', kind, config },
        { id: 'end', kind: 'end', config: {} },
      ],
      [
        { from: 'start', to: 'do' },
        { from: 'do', to: 'again' },
        { from: 'again', to: 'end' },
      ],
    ),
  );
};

const start = async (workflowSlug = slug, actor = ana): Promise<RunId> =>
  (await startRun(fixture.app, actor, { workflowSlug })).runId;
const startMany = async (count: number, workflowSlug = slug): Promise<RunId[]> => {
  const runIds: RunId[] = [];
  for (let index = 0; index < count; index += 1) runIds.push(await start(workflowSlug));
  return runIds;
};
const claim = (max = 10): Promise<ClaimedStep[]> => claimSteps(fixture.app, { owner: 'one', max });
const limit = (spec: Partial<FlowLimitSpec>, revision = 0) =>
  setLimit(fixture.app, ana, { spec: { scope: 'organisation', ...spec }, revision });
const finish = (step: ClaimedStep) =>
  executeStep(fixture.app, step, { owner: 'one', stopping: new AbortController().signal, mayChain: () => true });
const inDatabase = (statement: string, values: readonly string[] = []) =>
  fixture.app.db.transaction({ organisationId }, (tx) => tx.execute(statement, [...values]));

test('claimants at the same time have no more under way than a limit says, and all that waits is done in the end', async () => {
  await startMany(25);
  await limit({ scope: 'node_kind', value: 'http', stepsMax: 4 });
  let atOnce = 0;
  let most = 0;
  isCalled = async () => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    await new Promise((resolve) => setImmediate(resolve));
    atOnce -= 1;
  };
  let done = 0;
  const worker = async () => {
    while (done < 50) {
      const steps = await claim(5);
      for (const count of await Promise.all(steps.map(finish))) done += count;
    }
  };
  await Promise.all(Array.from({ length: 6 }, worker));
  expect(done).toBe(50);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(4);
});

test('a limit counts what it is of: a kind, a workflow, a host, or everything', async () => {
  const other = await publish('script');
  for (const [spec, calls, scripts] of [
    [{ scope: 'node_kind', value: 'http', stepsMax: 1 }, 1, 3],
    [{ scope: 'connection', value: host, stepsMax: 2 }, 2, 3],
    [{ scope: 'workflow', value: other, stepsMax: 1 }, 3, 1],
    [{ scope: 'organisation', stepsMax: 4 }, 3, 1],
  ] as const) {
    await inDatabase(`UPDATE step SET status = 'cancelled'`);
    const { id } = await limit(spec);
    await startMany(3);
    await startMany(3, other);
    const taken = [...(await claim(20)), ...(await claim(20))];
    const count = (kind: string) => taken.filter((step) => step.kind === kind).length;
    expect([spec.scope, count('http'), count('script')]).toEqual([spec.scope, calls, scripts]);
    await removeLimit(fixture.app, ana, { id });
  }
});

test('what waits at a limit goes on in the order in which it became due when a place is free, also when its holder is gone', async () => {
  await limit({ stepsMax: 1 });
  const [first, second, third] = await startMany(3);
  const [held] = await claim();
  expect(held?.runId).toBe(first);
  expect(await claim()).toEqual([]);
  await inDatabase(`UPDATE step SET lease_until = now() - interval '1 second' WHERE status = 'running'`);
  expect((await claim()).map(({ runId }) => runId)).toEqual([second]);
  // The step of the holder that is gone is due again, and later than the third.
  await releaseExpiredLeases(fixture.app);
  await inDatabase(`UPDATE step SET lease_until = now() - interval '1 second' WHERE status = 'running'`);
  expect((await claim()).map(({ runId }) => runId)).toEqual([third]);
});

test('no more begin in a time than a rate says, however many look', async () => {
  await startMany(12);
  await limit({ rate: { count: 3, seconds: 3600 } });
  expect((await Promise.all(Array.from({ length: 8 }, () => claim(5)))).flat()).toHaveLength(1);
  // A third of the time later the next one may begin, and no more than one has been saved up.
  await inDatabase(`UPDATE flow_limit SET next_free_at = next_free_at - interval '20 minutes'`);
  expect((await Promise.all(Array.from({ length: 8 }, () => claim(5)))).flat()).toHaveLength(1);
  await inDatabase(`UPDATE flow_limit SET next_free_at = next_free_at - interval '3 hours'`);
  expect(await claim(5)).toHaveLength(1);
});

test('a limit that is removed or raised lets go what waited at it', async () => {
  const { id } = await limit({ stepsMax: 1 });
  await startMany(5);
  expect(await claim()).toHaveLength(1);
  expect((await listLimits(fixture.app, ana)).items).toMatchObject([{ used: 1, waiting: 4 }]);
  const raised = await limit({ stepsMax: 3 }, 1);
  expect(raised).toEqual({ id, revision: 2 });
  expect(await claim()).toHaveLength(2);
  await removeLimit(fixture.app, ana, { id });
  expect(await claim()).toHaveLength(2);
  expect((await listAuditTypes(fixture.app, organisationId)).slice(-1)).toEqual(['limit.removed']);
});

test('a run that waits at a limit says so, and how to raise it', async () => {
  await limit({ scope: 'node_kind', value: 'http', stepsMax: 1 });
  const [, runId] = await startMany(2);
  await claim();
  const { wait } = await getRun(fixture.app, ana, { runId: runId ?? '' });
  expect(wait).toMatchObject({
    reason: 'Waits its turn: at most 1 “http” step at once.',
    remedy: 'It goes on by itself when one of them is done. Raise the limit under Settings → Limits.',
  });
});

test('an organisation with limits and one without share the hands', async () => {
  const other = await createOrganisation(fixture.app);
  const otherSlug = await publish('http', other);
  const ben = await createPerson(fixture.app, other);
  await limit({ stepsMax: 50 });
  await startMany(10);
  for (let index = 0; index < 10; index += 1) await start(otherSlug, ben);
  const taken = await claim(6);
  expect(taken.filter((step) => step.organisationId === other)).toHaveLength(3);
  // What is held back does not keep hands from the others.
  await limit({ stepsMax: 1 }, 1);
  expect(await claim(6)).toHaveLength(6);
});

test('under a limit no step is passed on past the queue', async () => {
  await limit({ stepsMax: 1 });
  const [first, second] = await startMany(2);
  const [step] = await claim();
  expect(step?.runId).toBe(first);
  expect(step && (await finish(step))).toBe(1);
  expect((await claim()).map(({ runId }) => runId)).toEqual([second]);
});

test('an organisation that gave less than was asked for is left alone until this process has finished one of its steps', async () => {
  const claimAndRest = () => claimSteps(fixture.app, { owner: 'one', max: 5, restMs: 3_600_000 });
  await limit({ stepsMax: 2 });
  await startMany(4);
  const [first, second] = await claimAndRest();
  await inDatabase(`UPDATE step SET lease_until = now() - interval '1 second' WHERE id = $1`, [first?.id ?? '']);
  expect(await claimAndRest()).toEqual([]);
  if (second) await finish(second);
  expect(await claimAndRest()).toHaveLength(2);
});

test('of several who set one limit at the same time one wins, and the others are told; another organisation sees nothing', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, (_, index) => limit({ stepsMax: index + 1 })));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const [view] = (await listLimits(fixture.app, ana)).items;
  const again = await Promise.allSettled(Array.from({ length: 5 }, (_, index) => limit({ stepsMax: index + 10 }, 1)));
  expect(again.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const outcome of again) if (outcome.status === 'rejected') expect(outcome.reason.code).toBe('conflict');

  const stranger = await createPerson(fixture.app, await createOrganisation(fixture.app));
  expect((await listLimits(fixture.app, stranger)).items).toEqual([]);
  await expect(removeLimit(fixture.app, stranger, { id: view?.id ?? '' })).rejects.toMatchObject({ code: 'not_found' });
  const spec = { scope: 'workflow' as const, value: slug, stepsMax: 1 };
  await expect(setLimit(fixture.app, stranger, { spec })).rejects.toMatchObject({ code: 'not_found' });
  const operator = await createPerson(fixture.app, organisationId, { roles: ['operator'] });
  await expect(setLimit(fixture.app, operator, { spec })).rejects.toMatchObject({ code: 'forbidden' });
});
