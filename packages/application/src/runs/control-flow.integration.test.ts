import { describe, expect, test } from 'vitest';
import { controlFlowWorld, type Edges, end, type Nodes, set, start } from './control-flow.fixture.ts';

const world = controlFlowWorld();
const { begin, http, look } = world;

test('a loop goes round until its condition holds, and fails at its bound', async () => {
  const nodes = (roundsMax: number): Nodes => [
    start,
    { id: 'loop', kind: 'loop', config: { until: 'vars.it >= 3', roundsMax } },
    set('more', '(has(vars.it) ? vars.it : 0) + 1'),
    end('vars.it'),
  ];
  const edges: Edges = [
    ['start', 'loop'],
    ['loop', 'more', 'body'],
    ['more', 'loop'],
    ['loop', 'end'],
  ];
  expect((await look(await begin(nodes(10), edges))).output).toEqual({ it: 3 });
  const bounded = await look(await begin(nodes(2), edges));
  expect(bounded).toMatchObject({ status: 'failed', error: { code: 'limit_exceeded' } });
});

test('of a race exactly one wins and the others are withdrawn', async () => {
  const runId = await begin(
    [
      start,
      { id: 'race', kind: 'race', config: {} },
      { id: 'short', kind: 'wait', config: { for: 'PT1M' } },
      { id: 'long', kind: 'wait', config: { for: 'PT1H' } },
      {
        id: 'gate',
        kind: 'approval',
        config: { title: 'Now?', stages: [{ name: 'One', who: { roles: ['approver'] } }], allowsChanges: false },
      },
      end('"done"'),
    ],
    [
      ['start', 'race'],
      ['race', 'short'],
      ['race', 'long'],
      ['race', 'gate'],
      ['short', 'end'],
      ['long', 'end'],
      ['gate', 'end', 'approved'],
      ['gate', 'end', 'rejected'],
    ],
  );
  await world.pass(61_000);
  const run = await look(runId);
  expect(run.status).toBe('completed');
  expect(Object.fromEntries(run.steps.map(({ nodeId, status }) => [nodeId, status]))).toMatchObject({
    short: 'completed',
    long: 'cancelled',
    gate: 'cancelled',
  });
});

describe('events on the border of a step', () => {
  const nodes = (isInterrupting: boolean): Nodes => [
    start,
    {
      id: 'work',
      kind: 'wait',
      config: { for: 'PT1H' },
      boundary: [{ id: 'late', on: 'timer', after: 'PT1M', isInterrupting }],
    },
    set('remind', '"reminded"'),
    end('has(vars.it) ? vars.it : "never"'),
  ];
  const edges: Edges = [
    ['start', 'work'],
    ['work', 'end'],
    ['work', 'remind', 'late'],
    ['remind', 'end'],
  ];

  test('that interrupts withdraws the step', async () => {
    const runId = await begin(nodes(true), edges);
    await world.pass(61_000);
    const run = await look(runId);
    expect(run).toMatchObject({ status: 'completed', output: { it: 'reminded' } });
    expect(run.steps.find(({ nodeId }) => nodeId === 'work')?.status).toBe('cancelled');
  });

  test('that does not interrupt leaves it under way', async () => {
    const runId = await begin(nodes(false), edges);
    await world.pass(61_000);
    expect((await look(runId)).status).toBe('waiting');
    await world.pass(3_600_000);
    expect((await look(runId)).status).toBe('completed');
  });
});

test('undoing follows the compensate paths of what was done, last first, each with the output it undoes', async () => {
  const seen: string[] = [];
  world.refuse((body) => {
    if (body.includes('undo')) seen.push(JSON.parse(body).undo);
    return body.includes('fail');
  });
  const runId = await begin(
    [
      start,
      http('flight', '"F1"'),
      http('hotel', '"H1"'),
      http('pay', '"fail"'),
      http('undoFlight', '{"undo": item.body}'),
      http('undoHotel', '{"undo": item.body}'),
      { id: 'undo', kind: 'compensate', config: {} },
      end('steps.undo.output'),
    ],
    [
      ['start', 'flight'],
      ['flight', 'hotel'],
      ['hotel', 'pay'],
      ['flight', 'undoFlight', 'compensate'],
      ['hotel', 'undoHotel', 'compensate'],
      ['pay', 'end'],
      ['pay', 'undo', 'failed'],
      ['undo', 'end'],
    ],
  );
  expect((await look(runId)).output).toEqual({ it: { undone: 2 } });
  expect(seen).toEqual(['H1', 'F1']);
});

test('a node that waits for a condition goes on as soon as another branch makes it true', async () => {
  const runId = await begin(
    [
      start,
      { id: 'split', kind: 'parallelSplit', config: {} },
      { id: 'until', kind: 'condition', config: { when: 'has(vars.it) && vars.it == 2' } },
      { id: 'pause', kind: 'wait', config: { for: 'PT1M' } },
      set('two', '2'),
      { id: 'join', kind: 'join', config: {} },
      end('vars.it'),
    ],
    [
      ['start', 'split'],
      ['split', 'until'],
      ['split', 'pause'],
      ['pause', 'two'],
      ['two', 'join'],
      ['until', 'join'],
      ['join', 'end'],
    ],
  );
  expect((await look(runId)).waitingReason).toContain('waits until this is true');
  await world.pass(61_000);
  expect(await look(runId)).toMatchObject({ status: 'completed', output: { it: 2 } });
});
