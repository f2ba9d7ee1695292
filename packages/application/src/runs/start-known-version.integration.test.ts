import type { Definition, JsonObject, OrganisationId, RunId, UserActor } from '@switchyard/domain';
import { type EffectServer, startEffectServer } from '@switchyard/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createOrganisation, createPerson, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { defineWorkflow, publishDefinition } from '../../test/publish-definition.ts';
import type { App } from '../app.ts';
import { setLimit } from '../flow/set-limit.ts';
import { getCompiledVersion } from './compiled-version.ts';
import { executeStep } from './execute-step.ts';
import { getRun } from './get-run.ts';
import { openParcel } from './hand-over.ts';
import { startKnownVersion } from './start-known-version.ts';
import { releaseExpiredLeases } from './sweep-steps.ts';

let effects: EffectServer;
let fixture: TestApp;
let organisationId: OrganisationId;
let ana: UserActor;

beforeAll(async () => {
  effects = await startEffectServer({ latencyMs: 0 });
  fixture = await createTestApp({ allowedHosts: [effects.host] });
  await fixture.app.scripts.run({ code: 'export const main = () => 1', input: {}, timeoutMs: 1000 });
});
afterAll(async () => {
  effects.close();
  await fixture.close();
});
beforeEach(async () => {
  organisationId = await createOrganisation(fixture.app);
  ana = await createPerson(fixture.app, organisationId, { roles: ['owner'] });
});

/** Transactions of runs and of what was written with them. */
const transactionsOf = async (): Promise<number> => {
  const [row] = await fixture.app.db.queryOnce<{ count: number }>(
    { organisationId },
    `SELECT count(DISTINCT xmin::text)::int AS count FROM run WHERE xmin::text = ANY(
       SELECT xmin::text FROM step WHERE step.run_id = run.id)`,
    [],
  );
  return row?.count ?? 0;
};

/** A webhook, a script, a call with what the script gave, an end. */
const definition = (
  code: string,
  http: { isIdempotent?: boolean } = {},
  script: { timeoutMs?: number } = {},
  boundary?: JsonObject,
): Definition =>
  defineWorkflow(
    [
      { id: 'start', kind: 'start', config: { triggers: [{ type: 'webhook' }] } },
      {
        id: 'gross',
        kind: 'script',
        config: { input: [{ name: 'n', value: 'input.n' }], code, ...script },
        ...(boundary ? { boundary: [boundary] } : {}),
      },
      { id: 'call', kind: 'http', config: { method: 'POST', url: effects.url, body: 'steps.gross.output', ...http } },
      { id: 'end', kind: 'end', config: { output: [{ name: 'gross', value: 'steps.gross.output.n' }] } },
    ],
    [
      { from: 'start', to: 'gross' },
      { from: 'gross', to: 'call' },
      { from: 'call', to: 'end' },
      ...(boundary ? [{ from: 'gross', to: 'end', port: 'late' }] : []),
    ],
  );

const doubling = 'export const main = ({ n }) => ({ n: n * 2 });';

/** The app of a process to which a worker has lent `count` hands. */
const withHands = (count: number) => {
  const sent: string[] = [];
  const free = { count };
  const app: App = {
    ...fixture.app,
    hands: {
      take: () => {
        if (free.count === 0) return null;
        free.count -= 1;
        return {
          owner: 'near',
          give: (parcel) => void sent.push(parcel),
          putBack: () => {
            free.count += 1;
          },
        };
      },
    },
  };
  return { app, sent, free };
};

/** Publishes it, and gives what a webhook does that knows it. */
const publish = async (definition: Definition) => {
  const { app } = fixture;
  const slug = await publishDefinition(app, organisationId, definition);
  const { workflowId, version } = await app.db.transaction({ organisationId }, async (tx) => {
    const [row] = await tx.query<{ id: string; current_version_id: string }>(
      'SELECT id, current_version_id FROM workflow WHERE slug = $1',
      [slug],
    );
    if (!row) throw new Error('not published');
    return { workflowId: row.id, version: await getCompiledVersion(tx, organisationId, row.current_version_id) };
  });
  const guard = { workflowId: '$1', values: [workflowId] };
  const actor = { kind: 'system' as const, organisationId, name: 'webhook' };
  return (app: App, idempotencyKey = 'once', n = 3.5) =>
    startKnownVersion(app, actor, { version, trigger: 'webhook', input: { n }, idempotencyKey, guard });
};

const start = async (app: App, definition: Definition) => (await publish(definition))(app);

const stepsOf = async (runId: RunId) =>
  Object.fromEntries(
    (
      await fixture.app.db.queryOnce<{ node_id: string; status: string; attempts: number; lease_owner: string | null }>(
        { organisationId },
        `SELECT node_id, status, lease_owner, (SELECT count(*) FROM step_attempt WHERE step_id = step.id) AS attempts
         FROM step WHERE run_id = $1`,
        [runId],
      )
    ).map(({ node_id, status, attempts, lease_owner }) => [node_id, { status, attempts, lease_owner }]),
  );

const done = { status: 'completed', attempts: 0, lease_owner: null };
const ready = { status: 'ready', attempts: 0, lease_owner: null };
const handed = { status: 'running', attempts: 1, lease_owner: 'near' };
const holder = { owner: 'near', stopping: new AbortController().signal, mayChain: () => true };

const parcelOf = (sent: readonly string[]) => {
  const step = openParcel(sent[0] ?? '');
  if (!step) throw new Error('Nothing was sent in time.');
  return step;
};
const look = (runId: RunId) => getRun(fixture.app, ana, { runId });

test('a script is evaluated where the run starts, and the call after it is handed over under its lease', async () => {
  const { app, sent, free } = withHands(1);
  const { runId, status } = await start(app, definition(doubling));
  expect(status).toBe('running');
  expect(await stepsOf(runId)).toMatchObject({ gross: done, call: handed });
  const step = parcelOf(sent);
  expect(await executeStep(fixture.app, step, holder)).toBe(1);
  expect(await look(runId)).toMatchObject({ status: 'completed', output: { gross: 7 } });
  expect(effects.calls.get(step.idempotencyKey)).toBe(1);
  expect(free.count).toBe(0);
});

test('what is handed over is written without being read: the parcel holds the run as it is in the database', async () => {
  const { app, sent } = withHands(1);
  const { runId } = await start(app, definition(doubling));
  const { known } = parcelOf(sent);
  const [row] = await app.db.queryOnce<object>(
    { organisationId },
    'SELECT revision, state, variables, status, frames, created_at AS "createdAt" FROM run WHERE id = $1',
    [runId],
  );
  expect(known?.run).toMatchObject(row ?? {});
  expect(known?.steps).toMatchObject({ gross: { output: { n: 7 } } });
});

test('a parcel that is lost leaves a step that is repeated under its key when its lease has run out', async () => {
  const { app, sent } = withHands(1);
  const { runId } = await start(app, definition(doubling));
  const late = parcelOf(sent);
  await app.db.transaction({ organisationId }, (tx) =>
    // As if three seconds had passed: nobody has renewed it.
    tx.execute(
      `WITH begun AS (UPDATE step_attempt SET started_at = started_at - interval '4 seconds' WHERE run_id = $1)
       UPDATE step SET lease_until = lease_until - interval '4 seconds' WHERE run_id = $1 AND status = 'running'`,
      [runId],
    ),
  );
  await releaseExpiredLeases(app);
  // It was lost on its way: nothing that could have crashed has begun.
  const [{ crashes } = { crashes: -1 }] = await app.db.queryOnce<{ crashes: number }>(
    { organisationId },
    `SELECT crashes FROM step WHERE run_id = $1 AND status = 'ready'`,
    [runId],
  );
  expect(crashes).toBe(0);
  expect(await drain(fixture.app, organisationId)).toBeGreaterThan(0);
  expect(await look(runId)).toMatchObject({ status: 'completed', output: { gross: 7 } });
  // Whoever gets it all the same repeats the call under the same key and writes nothing.
  expect(await executeStep(fixture.app, late, holder)).toBe(0);
  const { steps } = await look(runId);
  expect(steps.filter(({ nodeId }) => nodeId === 'call')).toHaveLength(1);
});

test('a parcel that was under way for as long as its lease is not opened', async () => {
  const { app, sent } = withHands(1);
  await start(app, definition(doubling));
  const parcel = JSON.parse(sent[0] ?? '');
  expect(openParcel(JSON.stringify(parcel))).not.toBeNull();
  expect(openParcel(JSON.stringify({ ...parcel, from: parcel.from - 3000 }))).toBeNull();
  expect(openParcel(JSON.stringify({ ...parcel, form: 2 }))).toBeNull();
});

test('a call that may not be repeated is left to a claim', async () => {
  const { app, sent, free } = withHands(1);
  const { runId } = await start(app, definition(doubling, { isIdempotent: false }));
  expect(await stepsOf(runId)).toMatchObject({ gross: done, call: ready });
  expect([sent, free.count]).toEqual([[], 1]);
});

test('under limits each step asks for its turn', async () => {
  await setLimit(fixture.app, ana, { spec: { scope: 'organisation', stepsMax: 5 } });
  const { app, sent } = withHands(1);
  const { runId } = await start(app, definition(doubling));
  expect(await stepsOf(runId)).toMatchObject({ gross: ready });
  expect(sent).toEqual([]);
});

test('a repetition starts nothing, sends nothing and gives the hand back', async () => {
  const { app, sent, free } = withHands(2);
  const startOne = await publish(definition(doubling));
  await startOne(app);
  await expect(startOne(app)).rejects.toMatchObject({ code: 'conflict' });
  expect([sent.length, free.count]).toEqual([1, 1]);
});

test('runs that are started together are written together, each with its own values and its own step on its way', async () => {
  const { app, sent } = withHands(20);
  const startOne = await publish(definition(doubling));
  await startOne(app, 'first');
  const keys = Array.from({ length: 12 }, (_, index) => `together-${index}`);
  const runs = await Promise.all(keys.map((key, index) => startOne(app, key, index)));
  // The first, then those that came together: all at once, or some while limits are being looked up.
  expect(await transactionsOf()).toBeLessThan(1 + keys.length);
  await Promise.all(sent.map((parcel) => executeStep(fixture.app, parcelOf([parcel]), holder)));
  const ended = await Promise.all(runs.map(({ runId }) => look(runId)));
  expect(ended.map(({ status, output }) => [status, output])).toEqual(
    keys.map((_, index) => ['completed', { gross: index * 2 }]),
  );
});

test('one that has been started already fails by itself, and those beside it are started', async () => {
  const { app, sent, free } = withHands(20);
  const startOne = await publish(definition(doubling));
  await startOne(app, 'again');
  const keys = ['a', 'again', 'b', 'c', 'a'];
  const answers = await Promise.allSettled(keys.map((key) => startOne(app, key)));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([
    'fulfilled',
    'fulfilled',
    'fulfilled',
    'rejected',
    'rejected',
  ]);
  expect(answers[1]).toMatchObject({ status: 'rejected', reason: { code: 'conflict' } });
  // As many hands are taken as steps were sent, those of what was rolled back are free again.
  expect([sent.length, free.count]).toEqual([4, 16]);
});

const late: JsonObject = { id: 'late', on: 'timer', after: 'PT1H', isInterrupting: true };

test.each([
  ['that throws', 'export const main = () => { throw new Error("no"); };', {}, undefined],
  ['that takes longer than a moment', 'export const main = () => { for (;;) {} };', { timeoutMs: 50 }, undefined],
  ['something may happen to meanwhile', doubling, {}, late],
])('a script %s is done by a worker', async (_what, code, config, boundary) => {
  const { app } = withHands(0);
  const { runId } = await start(app, definition(code, {}, config, boundary));
  expect(await stepsOf(runId)).toMatchObject({ gross: ready });
});
