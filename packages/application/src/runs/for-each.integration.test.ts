import type { JsonObject } from '@switchyard/domain';
import { describe, expect, test } from 'vitest';
import { listAuditTypes } from '../../test/create-test-app.ts';
import { addItems, cancelItem, closeItems } from './change-items.ts';
import { controlFlowWorld, type Edges, end, type Nodes, set, start } from './control-flow.fixture.ts';
import { listItems } from './list-items.ts';
import { sendMessage } from './send-message.ts';

const world = controlFlowWorld();
const { begin, http, look, settle, stepsOf } = world;

describe('for each', () => {
  const edges: Edges = [
    ['start', 'each'],
    ['each', 'double', 'body'],
    ['double', 'each'],
    ['each', 'end'],
  ];
  const each = (config: JsonObject) => ({
    id: 'each',
    kind: 'forEach' as const,
    config: { items: '[3, 1, 2]', ...config },
  });

  test('gathers a result per item in the order of the list, whatever came first', async () => {
    const runId = await begin(
      [
        start,
        each({ atOnce: 2, collect: 'steps.double.output.body.n' }),
        http('double', '{"n": item * 2}'),
        end('steps.each.output'),
      ],
      edges,
    );
    const run = await look(runId);
    expect(run.status).toBe('completed');
    expect(run.output).toEqual({ it: { count: 3, completed: 3, failed: 0, results: [6, 2, 4] } });
  });

  test('of inline nodes runs in the transition that starts it; variables belong to the item', async () => {
    const runId = await begin(
      [start, each({ collect: 'vars.it' }), set('double', 'item * 2 + round.index'), end('steps.each.output.results')],
      edges,
    );
    expect((await look(runId)).output).toEqual({ it: [6, 3, 6] });
  });

  test('of an empty list goes on at once', async () => {
    const runId = await begin([start, each({ items: '[]' }), http('double', '1'), end('steps.each.output')], edges);
    expect((await look(runId)).output).toEqual({ it: { count: 0, completed: 0, failed: 0 } });
  });

  test('stops when there is enough and cancels what is under way', async () => {
    const runId = await begin(
      [start, each({ stopWhen: 'round.completed >= 2' }), http('double', '{"n": item}'), end('steps.each.output')],
      edges,
    );
    expect((await look(runId)).output).toEqual({ it: { count: 3, completed: 2, failed: 0 } });
    expect(await stepsOf(runId, 'double')).toHaveLength(2);
  });

  test('goes on without an item that fails, when told to', async () => {
    world.refuse((body) => body.includes('1'));
    const nodes = [
      start,
      each({ onItemFailure: 'continue', collect: 'item' }),
      http('double', '{"n": item}'),
      end('steps.each.output'),
    ];
    const runId = await begin(nodes, edges);
    expect((await look(runId)).output).toEqual({ it: { count: 3, completed: 2, failed: 1, results: [3, 2] } });
  });

  test('fails with an item that fails, and its own failed path catches it', async () => {
    world.refuse((body) => body.includes('1'));
    const runId = await begin(
      [start, each({}), http('double', '{"n": item}'), set('mend', '"caught"'), end('vars.it')],
      [...edges, ['each', 'mend', 'failed'], ['mend', 'end']],
    );
    const run = await look(runId);
    expect(run.output).toEqual({ it: 'caught' });
    expect(run.steps.find(({ nodeId }) => nodeId === 'each')?.status).toBe('failed');
  });
});

describe('a for-each under way', () => {
  const beginList = async () => {
    const nodes: Nodes = [
      start,
      { id: 'each', kind: 'forEach', config: { items: '[1, 2]', atOnce: 1, collect: 'item' } },
      { id: 'hear', kind: 'receive', config: { message: 'go', key: 'string(item)' } },
      end('steps.each.output'),
    ];
    const runId = await begin(nodes, [
      ['start', 'each'],
      ['each', 'hear', 'body'],
      ['hear', 'each'],
      ['each', 'end'],
    ]);
    const [step] = await stepsOf(runId, 'each');
    return { runId, stepId: step?.id ?? '' };
  };
  const say = async (key: string) => {
    await sendMessage(world.app(), world.ana(), { name: 'go', key });
    await settle();
  };

  test('takes items sent again under their key once, also by twenty at once and after its end', async () => {
    const at = await beginList();
    const addition = { ...at, items: [3], idempotencyKey: 'the-one' };
    const add = () => addItems(world.app(), world.ana(), addition);
    await Promise.all(Array.from({ length: 20 }, add));
    await addItems(world.app(), world.ana(), { ...addition, idempotencyKey: 'another' });
    for (const key of ['1', '2', '3', '3']) await say(key);
    expect((await look(at.runId)).output).toEqual({ it: { count: 4, completed: 4, failed: 0, results: [1, 2, 3, 3] } });
    expect(await add()).toEqual({ status: 'completed' });
  });

  test('takes more items, loses one that is cancelled, and says what became of each', async () => {
    const at = await beginList();
    await addItems(world.app(), world.ana(), { ...at, items: [3, 4] });
    await cancelItem(world.app(), world.ana(), { ...at, index: 0 });
    await cancelItem(world.app(), world.ana(), { ...at, index: 2 });
    await expect(cancelItem(world.app(), world.ana(), { ...at, index: 0 })).rejects.toMatchObject({
      code: 'not_permitted_now',
    });
    const counts = async () => (await look(at.runId)).steps.find(({ kind }) => kind === 'forEach')?.items;
    expect(await counts()).toEqual({ count: 4, completed: 0, failed: 0, cancelled: 2 });
    await say('2');
    await say('4');
    expect(await counts()).toEqual({ count: 4, completed: 2, failed: 0, cancelled: 2 });
    expect((await look(at.runId)).output).toEqual({ it: { count: 4, completed: 2, failed: 0, results: [2, 4] } });
    const { items } = await listItems(world.app(), world.ana(), at);
    expect(items.map(({ index, status }) => [index, status])).toEqual([
      [0, 'cancelled'],
      [1, 'completed'],
      [2, 'cancelled'],
      [3, 'completed'],
    ]);
    await expect(addItems(world.app(), world.ana(), { ...at, items: [5] })).rejects.toMatchObject({
      code: 'not_permitted_now',
    });
  });

  test('has enough when somebody says so', async () => {
    const at = await beginList();
    await say('1');
    await closeItems(world.app(), world.ana(), { ...at, reason: 'one will do' });
    expect((await look(at.runId)).output).toEqual({ it: { count: 2, completed: 1, failed: 0, results: [1] } });
    expect(await listAuditTypes(world.app(), world.organisationId())).toContain('step.completed-early');
  });
});
