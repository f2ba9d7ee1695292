import type { OrganisationId, RunId, UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createOrganisation, createPerson, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import { defineWorkflow, publishDefinition } from '../../test/publish-definition.ts';
import type { App } from '../app.ts';
import { cancelRun } from './cancel-run.ts';
import { changeVariable } from './change-variable.ts';
import { type ClaimedStep, claimSteps } from './claim-step.ts';
import { finishTogether } from './finish-together.ts';
import { getRun } from './get-run.ts';
import { pauseRun } from './pause-run.ts';
import { resumeRun } from './resume-run.ts';
import { startRun } from './start-run.ts';

let fixture: TestApp;
let organisationId: OrganisationId;
let ana: UserActor;

beforeAll(async () => {
  fixture = await createTestApp({ poolSize: 30 });
});
afterAll(() => fixture.close());
beforeEach(async () => {
  organisationId = await createOrganisation(fixture.app);
  ana = await createPerson(fixture.app, organisationId, { roles: ['operator', 'process_owner'] });
});

const script = (id: string, value: string) => ({
  id,
  kind: 'script' as const,
  config: { input: [{ name: 'n', value }], code: 'export const main = (input) => input;' },
});

/** Reads its input, variables and what steps before gave, in each step. */
const definition = defineWorkflow(
  [
    { id: 'start', kind: 'start', config: {} },
    { id: 'before', kind: 'set', config: { assignments: [{ name: 'factor', value: '2.0' }] } },
    script('first', 'input.n'),
    script('second', 'steps.first.output.n * vars.factor'),
    { id: 'after', kind: 'set', config: { assignments: [{ name: 'sum', value: 'steps.first.output.n + 1.0' }] } },
    {
      id: 'end',
      kind: 'end',
      config: {
        output: [
          { name: 'product', value: 'steps.second.output.n' },
          { name: 'sum', value: 'vars.sum' },
        ],
      },
    },
  ],
  [
    { from: 'start', to: 'before' },
    { from: 'before', to: 'first' },
    { from: 'first', to: 'second' },
    { from: 'second', to: 'after' },
    { from: 'after', to: 'end' },
  ],
);

/** The app with a record of what was sent to the database through it. */
const watched = (): { readonly app: App; readonly texts: string[] } => {
  const texts: string[] = [];
  const { db } = fixture.app;
  const note = (text: string): string => {
    texts.push(text);
    return text;
  };
  const transaction: typeof db.transaction = (scope, work) =>
    db.transaction(scope, (tx) =>
      work({
        scope: tx.scope,
        query: (text, values) => tx.query(note(text), values),
        execute: (text, values) => tx.execute(note(text), values),
        send: (text, values) => tx.send(note(text), values),
      }),
    );
  return { app: { ...fixture.app, db: { ...db, transaction } }, texts };
};

const claimFirst = async (): Promise<ClaimedStep> => {
  const workflowSlug = await publishDefinition(fixture.app, organisationId, definition);
  await startRun(fixture.app, ana, { workflowSlug, input: { n: 3.5 } });
  const [step] = await claimSteps(fixture.app, { owner: 'one', max: 1, scope: { organisationId } });
  if (!step) throw new Error('Nothing was claimed.');
  return step;
};

const finish = async (app: App, step: ClaimedStep) => {
  const { next } = await finishTogether(app, {
    step,
    result: { kind: 'completed', output: step.input },
    chainTo: 'one',
  });
  return next;
};

const look = (runId: RunId) => getRun(fixture.app, ana, { runId });

/** What a run has left in the database, without what differs from run to run. */
const rowsOf = async (runId: RunId) => {
  const read = (text: string) => fixture.app.db.queryOnce<object>({ organisationId }, text, [runId]);
  return {
    run: await read('SELECT status, state, variables, frames, output, outcome, revision FROM run WHERE id = $1'),
    steps: await read(
      `SELECT node_id, ordinal, status, input, output, port, attempt, lease_token, lease_until, lease_owner
       FROM step WHERE run_id = $1 ORDER BY ordinal`,
    ),
    attempts: await read(
      `SELECT number, a.status, response, a.lease_token FROM step_attempt a JOIN step s ON s.id = a.step_id
       WHERE a.run_id = $1 ORDER BY ordinal`,
    ),
    events: await read('SELECT type FROM audit_event WHERE run_id = $1 ORDER BY id'),
  };
};

const without = ({ known: _known, ...step }: ClaimedStep): ClaimedStep => step;

test('results go into runs that the worker knows without anything being read, and leave what the others leave', async () => {
  const { app, texts } = watched();
  const known = await claimFirst();
  const second = await finish(app, known);
  expect(second?.input).toEqual({ n: 7 });
  expect(second && (await finish(app, second))).toBeNull();
  expect(texts.filter((text) => /^\s*SELECT (?!set_config)|FOR UPDATE/.test(text))).toEqual([]);

  const unknown = await claimFirst();
  const next = await finish(fixture.app, without(unknown));
  expect(next && (await finish(fixture.app, without(next)))).toBeNull();
  const written = await rowsOf(known.runId);
  expect(written).toEqual(await rowsOf(unknown.runId));
  expect(written.run).toMatchObject([{ status: 'completed', output: { product: 7, sum: 4.5 } }]);
});

test('what somebody changed since is read before anything is written', async () => {
  const step = await claimFirst();
  const { revision } = await look(step.runId);
  await changeVariable(fixture.app, ana, { runId: step.runId, name: 'factor', value: 10, revision });
  const next = await finish(fixture.app, step);
  expect(next?.input).toEqual({ n: 35 });
});

test('a run that was paused since is held before its next step, and goes on when it is resumed', async () => {
  const step = await claimFirst();
  await pauseRun(fixture.app, ana, { runId: step.runId });
  expect(await finish(fixture.app, step)).toBeNull();
  expect(await claimSteps(fixture.app, { owner: 'two', max: 1, scope: { organisationId } })).toEqual([]);
  await resumeRun(fixture.app, ana, { runId: step.runId });
  const [next] = await claimSteps(fixture.app, { owner: 'two', max: 1, scope: { organisationId } });
  expect(next?.input).toEqual({ n: 7 });
});

test('a chained step whose run was cancelled, or whose lease is over, writes nothing', async () => {
  const [one, two] = [await claimFirst(), await claimFirst()];
  const [cancelled, lost] = [await finish(fixture.app, one), await finish(fixture.app, two)];
  if (!(cancelled && lost)) throw new Error('Nothing was chained.');
  await cancelRun(fixture.app, ana, { runId: cancelled.runId, reason: 'A mistake.' });
  await fixture.app.db.queryOnce({ organisationId }, 'UPDATE step SET lease_token = lease_token + 1 WHERE id = $1', [
    lost.id,
  ]);
  const results = await Promise.all(
    [cancelled, lost].map((step) =>
      finishTogether(fixture.app, { step, result: { kind: 'completed', output: step.input }, chainTo: 'one' }),
    ),
  );
  expect(results.map(({ wasHolder }) => wasHolder)).toEqual([false, false]);
  expect((await look(cancelled.runId)).status).toBe('cancelled');
  expect((await look(lost.runId)).status).toBe('running');
});

test('a retry into a known run asks for the lease too', async () => {
  const [step, stolen] = [await claimFirst(), await claimFirst()];
  await fixture.app.db.queryOnce({ organisationId }, 'UPDATE step SET lease_token = lease_token + 1 WHERE id = $1', [
    stolen.id,
  ]);
  const failure = { code: 'unavailable' as const, message: 'Not now.', details: {}, retryable: true };
  const retries = [step, stolen].map((each) =>
    finishTogether(fixture.app, { step: each, result: { kind: 'retry', failure, delayMs: 60_000 }, chainTo: 'one' }),
  );
  expect((await Promise.all(retries)).map(({ wasHolder }) => wasHolder)).toEqual([true, false]);
  const statuses = await fixture.app.db.queryOnce<{ status: string }>(
    { organisationId },
    `SELECT status FROM step WHERE node_id = 'first' ORDER BY id`,
  );
  expect(statuses).toEqual([{ status: 'ready' }, { status: 'running' }]);
});
