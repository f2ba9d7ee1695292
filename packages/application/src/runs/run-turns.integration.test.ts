import { DomainError, definitionSettingsSchema, type RunLimit } from '@switchyard/domain';
import { expect, test } from 'vitest';
import { defineWorkflow, publishDefinition } from '../../test/publish-definition.ts';
import { cancelRun } from './cancel-run.ts';
import { controlFlowWorld, end, type Nodes, start } from './control-flow.fixture.ts';
import { sweepFollowUps } from './follow-up.ts';
import { listRuns } from './list-runs.ts';
import { pauseRun } from './pause-run.ts';
import { rerunRun } from './rerun-run.ts';
import { resumeRun } from './resume-run.ts';
import { startRun } from './start-run.ts';

const world = controlFlowWorld();
const { look, settle, startAndSettle } = world;

const work: Nodes[number] = { id: 'work', kind: 'wait', config: { for: 'PT1M' } };
const publish = (limit: Partial<RunLimit>, nodes: Nodes = [start, work, end()]) => {
  const edges = nodes.slice(1).map(({ id }, index) => ({ from: nodes[index]?.id ?? '', to: id }));
  const settings = definitionSettingsSchema.parse({ runs: limit });
  return publishDefinition(world.app(), world.organisationId(), { ...defineWorkflow(nodes, edges), settings });
};
const startMany = async (slug: string, customers: readonly string[]): Promise<string[]> => {
  const ids: string[] = [];
  for (const customer of customers) ids.push(await startAndSettle(slug, { customer }));
  return ids;
};
/** Per run: steps it has at the work, or how it ended. */
const progress = (ids: readonly string[]) =>
  Promise.all(
    ids.map(async (id) => {
      const { status, steps } = await look(id);
      return status === 'waiting' ? steps.filter(({ nodeId }) => nodeId === 'work').length : status;
    }),
  );
const cancel = (runId = '') => cancelRun(world.app(), world.ana(), { runId, reason: 'out' });

test('no more than so many runs of a workflow go on at once; the others wait in turn and say so', async () => {
  const slug = await publish({ atOnce: 2 });
  const ids = await startMany(slug, ['a', 'b', 'c', 'd', 'e']);
  expect(await progress(ids)).toEqual([1, 1, 0, 0, 0]);
  const { wait } = await look(ids[2] ?? '');
  expect(wait).toMatchObject({ reason: `Waits for its turn: at most 2 runs of “${slug}” at once.` });
  expect(wait?.remedy).toContain('by itself');

  await cancel(ids[3]);
  await cancel(ids[0]);
  await settle();
  expect(await progress(ids)).toEqual(['cancelled', 1, 1, 'cancelled', 0]);
  await world.pass(61_000);
  expect(await progress(ids)).toEqual(['cancelled', 'completed', 'completed', 'cancelled', 1]);
  await world.pass(61_000);
  expect((await look(ids[4] ?? '')).status).toBe('completed');
});

test('with a key they are counted for each of its values', async () => {
  const slug = await publish({ key: 'input.customer' });
  const ids = await startMany(slug, ['a', 'a', 'b']);
  expect(await progress(ids)).toEqual([1, 0, 1]);
  await expect(startAndSettle(slug, { customer: '' })).rejects.toThrow('must have 1 to 400 characters');
});

test('one more is refused where the workflow wants that, and leaves nothing behind', async () => {
  const slug = await publish({ whenFull: 'refuse' });
  const [first] = await startMany(slug, ['a']);
  const refusal = await startAndSettle(slug, { customer: 'b' }).catch((thrown: unknown) => thrown);
  expect(refusal).toBeInstanceOf(DomainError);
  expect(refusal).toMatchObject({ code: 'not_permitted_now', details: { atOnce: 1, underWay: 1 } });
  expect((await listRuns(world.app(), world.ana(), { workflowSlug: slug })).items).toHaveLength(1);
  await cancel(first);
  expect(await progress(await startMany(slug, ['c']))).toEqual([1]);
});

test('twenty starts at once let in exactly as many as may', async () => {
  const slug = await publish({ atOnce: 3 });
  const started = await Promise.all(
    Array.from({ length: 20 }, () => startRun(world.app(), world.ana(), { workflowSlug: slug })),
  );
  await settle();
  const inside = async () => {
    const found = await progress(started.map(({ runId }) => runId));
    return [found.filter((each) => each === 1).length, found.filter((each) => each === 0).length];
  };
  expect(await inside()).toEqual([3, 17]);
  await world.pass(61_000);
  expect(await inside()).toEqual([3, 14]);
});

test('a run that ends in the moment it is let in lets in the next', async () => {
  const slug = await publish({ atOnce: 1 }, [start, end()]);
  const started = await Promise.all(
    Array.from({ length: 10 }, () => startRun(world.app(), world.ana(), { workflowSlug: slug })),
  );
  await settle();
  const statuses = await Promise.all(started.map(async ({ runId }) => (await look(runId)).status));
  expect(new Set(statuses)).toEqual(new Set(['completed']));
});

test('a pause and its end do not let a run pass those before it', async () => {
  const slug = await publish({});
  const ids = await startMany(slug, ['a', 'b']);
  const [, second = ''] = ids;
  await pauseRun(world.app(), world.ana(), { runId: second });
  await resumeRun(world.app(), world.ana(), { runId: second });
  await settle();
  expect(await progress(ids)).toEqual([1, 0]);
  expect((await look(second)).waitingReason).toContain('Waits for its turn');
});

test('a run that is run again begins at once and is counted', async () => {
  const slug = await publish({});
  const [first = ''] = await startMany(slug, ['a']);
  await cancel(first);
  const { steps } = await look(first);
  const stepId = steps.find(({ nodeId }) => nodeId === 'work')?.id;
  const again = await rerunRun(world.app(), world.ana(), { runId: first, stepId });
  await settle();
  expect(await progress([again.runId])).toEqual([1]);
  expect(await progress(await startMany(slug, ['b']))).toEqual([0]);
});

test('a run inside a run does not wait for the turn that the run around it has', async () => {
  const inner = await publish({}, [start, end()]);
  await startMany(inner, ['a']);
  const held = await publish({});
  const outer = await publish({}, [
    start,
    { id: 'work', kind: 'subworkflow', config: { workflow: held, input: [] } },
    end(),
  ]);
  const [blocker] = await startMany(held, ['a']);
  const [run = ''] = await startMany(outer, ['b']);
  expect(blocker).toBeDefined();
  await world.pass(61_000);
  expect((await look(run)).status).toBe('completed');
});

test('a turn that nobody gave back is found', async () => {
  const slug = await publish({});
  const [first = '', second = ''] = await startMany(slug, ['a', 'b']);
  await world
    .app()
    .db.transaction('system', (tx) =>
      tx.execute(`UPDATE run SET status = 'completed', finished_at = now() WHERE id = $1`, [first]),
    );
  await sweepFollowUps(world.app());
  await settle();
  expect(await progress([second])).toEqual([1]);
});
