import type { OrganisationId, UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createOrganisation, createPerson, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import { defineWorkflow, publishDefinition } from '../../test/publish-definition.ts';
import { type ClaimedStep, claimSteps } from './claim-step.ts';
import { finishBatch } from './finish-batch.ts';
import { finishTogether } from './finish-together.ts';
import { getRun } from './get-run.ts';
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
  ana = await createPerson(fixture.app, organisationId, { roles: ['process_owner'] });
});

const script = (id: string, input: readonly { name: string; value: string }[] = []) => ({
  id,
  kind: 'script' as const,
  config: { input: [...input], code: 'export const main = (input) => input;' },
});

/** Two scripts in a row; the second is given what the first gave. */
const definition = defineWorkflow(
  [
    { id: 'start', kind: 'start', config: {} },
    script('first'),
    script('second', [{ name: 'n', value: 'steps.first.output.n' }]),
    { id: 'end', kind: 'end', config: { output: [{ name: 'n', value: 'steps.second.output.n' }] } },
  ],
  [
    { from: 'start', to: 'first' },
    { from: 'first', to: 'second' },
    { from: 'second', to: 'end' },
  ],
);

const claimFirstSteps = async (runs: number): Promise<ClaimedStep[]> => {
  const workflowSlug = await publishDefinition(fixture.app, organisationId, definition);
  for (let count = 0; count < runs; count += 1) await startRun(fixture.app, ana, { workflowSlug });
  return claimSteps(fixture.app, { owner: 'one', max: runs, scope: { organisationId } });
};

const finish = (step: ClaimedStep, output: string | { n: unknown }) => ({
  step,
  result: { kind: 'completed' as const, output: output as { n: number } },
  chainTo: 'one',
});

const lock = (runId: string) => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const locked = Promise.withResolvers<void>();
  const done = fixture.app.db.transaction({ organisationId }, async (tx) => {
    await tx.query('SELECT 1 FROM run WHERE id = $1 FOR UPDATE', [runId]);
    locked.resolve();
    await released;
  });
  return { locked: locked.promise, release: () => release(), done };
};

test('results that come together are each carried on in their own run, with their own values', async () => {
  const steps = await claimFirstSteps(12);
  const finished = await Promise.all(
    steps.map((step, index) => finishTogether(fixture.app, finish(step, { n: index }))),
  );
  expect(finished.map(({ next }) => next?.input)).toEqual(steps.map((_, index) => ({ n: index })));
  const ended = finished.flatMap(({ next }) =>
    next ? [finishTogether(fixture.app, finish(next, { n: Number(next.input.n) * 10 }))] : [],
  );
  expect((await Promise.all(ended)).every(({ wasHolder, next }) => wasHolder && next === null)).toBe(true);
  for (const [index, { runId }] of steps.entries()) {
    expect(await getRun(fixture.app, ana, { runId })).toMatchObject({ status: 'completed', output: { n: index * 10 } });
  }
  const attempts = await fixture.app.db.queryOnce<{ status: string; count: number }>(
    { organisationId },
    'SELECT status, count(*)::int AS count FROM step_attempt GROUP BY status',
  );
  expect(attempts).toEqual([{ status: 'completed', count: 24 }]);
  const events = await fixture.app.db.queryOnce<{ count: number }>(
    { organisationId },
    `SELECT count(DISTINCT run_id)::int AS count FROM audit_event WHERE type = 'run.completed'`,
  );
  expect(events).toEqual([{ count: 12 }]);
});

test('one that the database does not take fails by itself, and those beside it are written', async () => {
  const [bad, ...good] = await claimFirstSteps(6);
  if (!bad) throw new Error('Nothing was claimed.');
  const refused = finishTogether(fixture.app, finish(bad, { n: 'a \u0000 character' }));
  const written = good.map((step) => finishTogether(fixture.app, finish(step, { n: 1 })));
  await expect(refused).rejects.toThrow();
  expect((await Promise.all(written)).map(({ wasHolder }) => wasHolder)).toEqual(good.map(() => true));
  expect((await getRun(fixture.app, ana, { runId: bad.runId })).status).toBe('running');
});

test('one whose lease was lost writes nothing, and those beside it are written', async () => {
  const steps = await claimFirstSteps(5);
  const [lost] = steps;
  await fixture.app.db.queryOnce({ organisationId }, 'UPDATE step SET lease_token = lease_token + 1 WHERE id = $1', [
    lost?.id,
  ]);
  const finished = await Promise.all(steps.map((step) => finishTogether(fixture.app, finish(step, { n: 1 }))));
  expect(finished.map(({ wasHolder }) => wasHolder)).toEqual([false, true, true, true, true]);
});

test('a run that somebody holds is passed over, and its result is written when it is free', async () => {
  const steps = await claimFirstSteps(4);
  const [held, ...others] = steps;
  if (!held) throw new Error('Nothing was claimed.');
  const { locked, release, done } = lock(held.runId);
  await locked;
  const batch = await finishBatch(
    fixture.app,
    organisationId,
    steps.slice(0, 2).map((step) => finish(step, { n: 1 })),
  );
  expect([...batch.keys()]).toEqual([others[0]?.id]);
  const late = finishTogether(fixture.app, finish(held, { n: 1 }));
  const rest = others.slice(1).map((step) => finishTogether(fixture.app, finish(step, { n: 1 })));
  expect((await Promise.all(rest)).every(({ wasHolder }) => wasHolder)).toBe(true);
  release();
  await done;
  expect((await late).wasHolder).toBe(true);
});

test('a run that was cancelled meanwhile stays so beside others that go on', async () => {
  const steps = await claimFirstSteps(3);
  await fixture.app.db.queryOnce(
    { organisationId },
    `UPDATE run SET status = 'cancelled', finished_at = now() WHERE id = $1 RETURNING id`,
    [steps[0]?.runId],
  );
  const finished = await Promise.all(steps.map((step) => finishTogether(fixture.app, finish(step, { n: 1 }))));
  expect(finished.map(({ wasHolder }) => wasHolder)).toEqual([false, true, true]);
});
