import type { RunId } from '@switchyard/domain';
import { expect, test } from 'vitest';
import { drain } from '../../test/drain.ts';
import { cancelRun } from './cancel-run.ts';
import { executeStep, type StepHolder } from './execute-step.ts';
import { countAttention } from './list-attention.ts';
import {
  at,
  auditTypes,
  begin,
  beginAndDrain,
  call,
  chain,
  claim,
  done,
  fixture,
  keys,
  look,
  omar,
  operateRuns,
  organisationId,
  publish,
  start,
  stepAt,
  wait,
} from './operating-runs.fixture.ts';
import { pauseRun } from './pause-run.ts';
import { resumeRun } from './resume-run.ts';
import { skipStep } from './skip-step.ts';

operateRuns();

const holder: StepHolder = { owner: 'worker', stopping: new AbortController().signal, mayChain: () => true };

const inside = (workflow: string, isAwaited = true) => ({
  id: 'child',
  kind: 'subworkflow' as const,
  config: { workflow, isAwaited },
});
const wrap = (slug: string, isAwaited = true) => publish(chain(start, inside(slug, isAwaited), call('after'), done));

/** The runs a run has started, oldest first. */
const childrenOf = (runId: RunId): Promise<RunId[]> =>
  fixture.app.db.transaction({ organisationId }, async (tx) => {
    const rows = await tx.query<{ id: RunId }>('SELECT id FROM run WHERE parent_run_id = $1 ORDER BY id', [runId]);
    return rows.map(({ id }) => id);
  });
const childOf = async (runId: RunId): Promise<RunId> => {
  const [id] = await childrenOf(runId);
  if (!id) throw new Error('no run was started');
  return id;
};
const settle = () => drain(fixture.app, organisationId);

test('runs inside a paused run are paused and resumed with it, however deep, and say with which', async () => {
  const slug = await wrap(await wrap(await publish(chain(start, wait, call('deep'), done))));
  const outer = await beginAndDrain(slug);
  const middle = await childOf(outer);
  const inner = await childOf(middle);
  await pauseRun(fixture.app, omar, { runId: outer });
  await settle();
  for (const [runId, around] of [
    [middle, outer],
    [inner, middle],
  ] as const) {
    const run = await look(runId);
    expect(run.pause).toMatchObject({ by: 'Omar', with: around });
    expect(run.wait).toMatchObject({
      action: 'open_parent',
      reason: expect.stringContaining('which started it, by Omar'),
    });
    await expect(resumeRun(fixture.app, omar, { runId })).rejects.toThrow('resume that run');
    await expect(pauseRun(fixture.app, omar, { runId })).rejects.toThrow('paused already');
  }
  // One thing needs a person, not three.
  expect(await countAttention(fixture.app, omar)).toEqual({ count: 1, isMore: false });
  fixture.advance(3_700_000);
  await settle();
  expect(await stepAt(inner, 'deep')).toMatchObject({ status: 'ready' });
  expect(keys).toEqual([]);
  await resumeRun(fixture.app, omar, { runId: outer });
  await settle();
  expect(await look(outer)).toMatchObject({ status: 'completed', pause: null });
  expect(keys).toHaveLength(3);
  const types = await auditTypes();
  expect(types.filter((type) => type === 'run.paused')).toHaveLength(3);
  expect(types.filter((type) => type === 'run.resumed')).toHaveLength(3);
});

test('one that somebody paused by itself stays paused when the run around it is resumed, and is resumed after that one', async () => {
  const runId = await beginAndDrain(await wrap(await publish(chain(start, wait, done))));
  const child = await childOf(runId);
  await pauseRun(fixture.app, omar, { runId: child });
  await pauseRun(fixture.app, omar, { runId });
  await settle();
  await expect(resumeRun(fixture.app, omar, { runId: child })).rejects.toThrow('resume that one first');
  await resumeRun(fixture.app, omar, { runId });
  await settle();
  expect((await look(child)).pause).toMatchObject({ with: null });
  expect((await look(runId)).wait).toMatchObject({
    action: 'open_child',
    reason: expect.stringContaining('Paused by'),
  });
  await resumeRun(fixture.app, omar, { runId: child });
  fixture.advance(3_700_000);
  await settle();
  expect((await look(runId)).status).toBe('completed');
});

test('a run that was started and left alone is nobody’s to pause', async () => {
  const runId = await begin(await wrap(await publish(chain(start, wait, done)), false));
  const [first] = await claim();
  if (first) await executeStep(fixture.app, first, { ...holder, mayChain: () => false });
  await pauseRun(fixture.app, omar, { runId });
  await settle();
  expect((await look(await childOf(runId))).pause).toBeNull();
});

test('a worker that has the step in hand starts the run paused', async () => {
  const runId = await begin(await wrap(await publish(chain(start, call('inside'), done))));
  const [step] = await claim();
  await pauseRun(fixture.app, omar, { runId });
  if (step) await executeStep(fixture.app, step, holder);
  const child = await childOf(runId);
  expect(await look(child)).toMatchObject({ status: 'waiting', pause: { with: runId } });
  expect(await claim()).toEqual([]);
  expect(keys).toEqual([]);
  await resumeRun(fixture.app, omar, { runId });
  await settle();
  expect((await look(runId)).status).toBe('completed');
});

test('a run inside that ends meanwhile is taken note of, and moves the paused run no further than its next step', async () => {
  const runId = await beginAndDrain(await wrap(await publish(chain(start, wait, done))));
  await pauseRun(fixture.app, omar, { runId });
  await settle();
  fixture.advance(3_700_000);
  await settle();
  expect((await look(await childOf(runId))).status).toBe('completed');
  expect(await stepAt(runId, 'child')).toMatchObject({ status: 'completed' });
  expect(await stepAt(runId, 'after')).toMatchObject({ status: 'ready' });
  expect(await look(runId)).toMatchObject({ status: 'waiting', wait: { action: 'resume' } });
  expect(keys).toEqual([]);
  await resumeRun(fixture.app, omar, { runId });
  await settle();
  expect((await look(runId)).status).toBe('completed');
});

const eachInside = (slug: string) =>
  publish([
    [start, { id: 'each', kind: 'forEach', config: { items: '[1, 2, 3, 4]', atOnce: 2 } }, inside(slug), done],
    [
      { from: 'start', to: 'each' },
      { from: 'each', port: 'body', to: 'child' },
      { from: 'child', to: 'each' },
      { from: 'each', to: 'end' },
    ],
  ]);

test('the runs of items are paused with the list, no more are started, and all are cancelled with it', async () => {
  const runId = await beginAndDrain(await eachInside(await publish(chain(start, wait, call('inside'), done))));
  expect(await childrenOf(runId)).toHaveLength(2);
  await pauseRun(fixture.app, omar, { runId });
  await settle();
  for (const child of await childrenOf(runId)) expect((await look(child)).pause).toMatchObject({ with: runId });
  const [first] = await childrenOf(runId);
  if (first) await skipStep(fixture.app, omar, { ...(await at(first, 'pause')), reason: 'no need' });
  await settle();
  expect(await childrenOf(runId)).toHaveLength(2);
  expect(keys).toEqual([]);
  await cancelRun(fixture.app, omar, { runId });
  await settle();
  const statuses = await Promise.all((await childrenOf(runId)).map(async (id) => (await look(id)).status));
  expect(statuses).toEqual(['cancelled', 'cancelled']);
});

test('pausing and resuming at once leave no run behind that stands still by itself', async () => {
  const slug = await wrap(await publish(chain(start, call('inside'), done)));
  for (let round = 0; round < 5; round += 1) {
    const runId = await begin(slug);
    const pausing = pauseRun(fixture.app, omar, { runId });
    await Promise.all([pausing, settle(), pausing.then(() => resumeRun(fixture.app, omar, { runId }))]);
    await settle();
    expect((await look(runId)).status).toBe('completed');
  }
});
