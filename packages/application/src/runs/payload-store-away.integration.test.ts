import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDiskPayloads, type PayloadStore } from '@switchyard/connectors';
import { DomainError, type OrganisationId, type UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createOrganisation, createPerson, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { publishDefinition } from '../../test/publish-definition.ts';
import { claimSteps } from './claim-step.ts';
import { executeStep } from './execute-step.ts';
import { fireDueTimers } from './fire-timers.ts';
import { sweepFollowUps } from './follow-up.ts';
import { getRun } from './get-run.ts';
import {
  end,
  httpStep,
  inSequence,
  type PagesServer,
  someText,
  start,
  startPagesServer,
} from './large-values.fixture.ts';
import { sendMessage } from './send-message.ts';
import { type StartedRun, startRun } from './start-run.ts';
import { noteWorker } from './worker-seen.ts';

let server: PagesServer;
let directory: string;
let fixture: TestApp;
let organisationId: OrganisationId;
let ana: UserActor;
/** What the store says to everybody; null: it does what it should. */
let refusal: DomainError | null = null;

const away = new DomainError('unavailable', 'The payload folder /p cannot be used (ENOSPC). Free space on that disk.', {
  retryable: true,
});
const refused = new DomainError('misconfigured', 'The payload bucket p refuses us (403 AccessDenied).', {
  retryable: true,
});

beforeAll(async () => {
  server = await startPagesServer();
  directory = await mkdtemp(join(tmpdir(), 'switchyard-payloads-'));
  const inner = createDiskPayloads(directory);
  const orRefuse =
    <Args extends unknown[], Value>(call: (...args: Args) => Promise<Value>) =>
    async (...args: Args): Promise<Value> => {
      if (refusal) throw refusal;
      return call(...args);
    };
  const payloadStore: PayloadStore = {
    place: inner.place,
    put: orRefuse(inner.put),
    get: orRefuse(inner.get),
    remove: orRefuse(inner.remove),
  };
  fixture = await createTestApp({ poolSize: 30, allowedHosts: [server.host], payloadStore });
});
afterAll(async () => {
  server.close();
  await fixture.close();
  await rm(directory, { recursive: true, force: true });
});
beforeEach(async () => {
  refusal = null;
  server.received = [];
  server.pages = someText(100_000);
  organisationId = await createOrganisation(fixture.app);
  ana = await createPerson(fixture.app, organisationId);
  await noteWorker(fixture.app, 'w');
});

const publish = (nodes: Parameters<typeof inSequence>[0]) =>
  publishDefinition(fixture.app, organisationId, inSequence(nodes));

const read = (runId: string) => getRun(fixture.app, ana, { runId });

const claim = () => claimSteps(fixture.app, { owner: 'w', max: 10, scope: { organisationId } });

const holder = { owner: 'w', stopping: new AbortController().signal, mayChain: () => false };

/** Steps that were postponed are due now. */
const makeDue = () =>
  fixture.app.db.transaction({ organisationId }, (tx) =>
    tx.execute(`UPDATE step SET available_at = now() WHERE organisation_id = $1 AND status = 'ready'`, [
      organisationId,
    ]),
  );

test.each([
  ['is away', away],
  ['refuses us', refused],
])(
  'a step whose input lies in a store that %s keeps no hand, is no attempt, and says what it waits for',
  async (_, why) => {
    const slug = await publish([start, httpStep(server, 'send', { method: 'POST', body: 'input.document' }), end('1')]);
    const { runId } = await startRun(fixture.app, ana, { workflowSlug: slug, input: { document: someText(100_000) } });
    refusal = why;
    const [step] = await claim();
    if (!step) throw new Error('not claimed');
    expect(await executeStep(fixture.app, step, holder)).toBe(0);
    const { wait, steps } = await read(runId);
    expect(wait?.reason).toBe(`“send” waits for its input. ${why.message}`);
    expect(steps.find(({ nodeId }) => nodeId === 'send')).toMatchObject({ status: 'ready', attempts: [] });
    expect(server.received).toEqual([]);
    refusal = null;
    await makeDue();
    await drain(fixture.app, organisationId);
    expect(await read(runId)).toMatchObject({ status: 'completed' });
    expect(server.received.length).toBe(1);
  },
);

test.each([
  ['is full', away],
  ['refuses us', refused],
])(
  'a result for a store that %s is kept by its worker, says so, and is written when it can be, after one call',
  async (_, why) => {
    const call = httpStep(server, 'fetch', { method: 'POST', isIdempotent: false });
    const { runId } = await startRun(fixture.app, ana, { workflowSlug: await publish([start, call, end('1')]) });
    refusal = why;
    const [step] = await claim();
    if (!step) throw new Error('not claimed');
    const done = executeStep(fixture.app, step, holder);
    await vi.waitFor(async () => expect((await read(runId)).wait?.reason).toContain(why.message), { timeout: 10_000 });
    expect((await read(runId)).wait).toMatchObject({
      reason: `“fetch” is done, and what it gives cannot be stored yet. ${why.message}`,
      action: null,
    });
    refusal = null;
    expect(await done).toBe(1);
    await drain(fixture.app, organisationId);
    expect(await read(runId)).toMatchObject({ status: 'completed', wait: null });
    expect(server.received.length).toBe(1);
  },
);

test('messages that the store keeps from being handed over crowd out nobody else’s', async () => {
  const receive = { id: 'get', kind: 'receive' as const, config: { message: 'paid', key: 'input.key' } };
  const slug = await publish([start, receive, end('size(steps.get.output.doc)')]);
  const wait = (key: string) => startRun(fixture.app, ana, { workflowSlug: slug, input: { key } });
  const payload = { doc: someText(100_000) };
  for (let index = 0; index < 205; index += 1)
    await sendMessage(fixture.app, ana, { name: 'paid', key: `large ${index}`, payload });
  await sendMessage(fixture.app, ana, { name: 'paid', key: 'small', payload: { doc: 'x' } });
  const runs: StartedRun[] = [];
  for (let index = 0; index < 205; index += 1) runs.push(await wait(`large ${index}`));
  const { runId } = await wait('small');
  refusal = away;
  await sweepFollowUps(fixture.app);
  await sweepFollowUps(fixture.app);
  expect(await read(runId)).toMatchObject({ status: 'completed', output: { result: 1 } });
  refusal = null;
  await vi.waitFor(
    async () => {
      await sweepFollowUps(fixture.app);
      expect(await read(runs[0]?.runId ?? '')).toMatchObject({ status: 'completed', output: { result: 100_000 } });
    },
    { timeout: 40_000, interval: 500 },
  );
});

test('a time that comes while the store is away comes again when it is back', async () => {
  const pause = { id: 'pause', kind: 'wait' as const, config: { for: 'PT1H' } };
  const slug = await publish([start, pause, end('size(input.document)')]);
  const { runId } = await startRun(fixture.app, ana, { workflowSlug: slug, input: { document: someText(100_000) } });
  fixture.advance(3_700_000);
  refusal = away;
  expect(await fireDueTimers(fixture.app)).toBe(0);
  expect(await read(runId)).toMatchObject({ status: 'waiting' });
  refusal = null;
  await vi.waitFor(async () => expect(await fireDueTimers(fixture.app)).toBe(1), { timeout: 10_000, interval: 200 });
  expect(await read(runId)).toMatchObject({ status: 'completed', output: { result: 100_000 } });
});
