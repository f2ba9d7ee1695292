import { describe, expect, test } from 'vitest';
import type { EngineEvent } from '../src/event.ts';
import { isFailureCaught } from '../src/index.ts';
import { ended, failed, failure, graphOf, opened, out, play, started, told } from './play.ts';

const body = ['start>box', 'box:body>a', 'a>box', 'box>done'];
const boxed = (kind: 'forEach' | 'loop' | 'region', config: object = {}, edges: readonly string[] = []) =>
  graphOf({ start: 'start', box: { kind, config }, a: 'task', b: 'task', done: 'end', aside: 'end' }, [
    ...body,
    ...edges,
  ]);
const begun = [started, out(1, 'start>box')];

describe('for-each', () => {
  const graph = boxed('forEach');
  test('asks how many there are, and begins as many as may be under way at once', () => {
    expect(told(graph, begun)).toEqual(['start 2 box']);
    expect(told(graph, [...begun, opened(2, 3, 2)])).toEqual(['open 1 #0', 'start 3 a', 'open 2 #1', 'start 4 a']);
  });

  test('an item that ends makes room for the next; after the last the list is complete', () => {
    const first = [...begun, opened(2, 3, 2), out(3, 'a>box')];
    expect(told(graph, first)).toEqual(['end 1 #0']);
    const second = [...first, ended(1)];
    expect(told(graph, second)).toEqual(['close 1 #0', 'open 3 #2', 'start 5 a']);
    const last = [...second, out(4, 'a>box'), ended(2), out(5, 'a>box'), ended(3)];
    expect(told(graph, last)).toEqual(['close 3 #2', 'complete 2 box']);
    expect(told(graph, [...last, out(2, 'box>done'), out(6)])).toEqual(['finish completed done']);
  });

  test('an empty list is complete at once', () => {
    expect(told(graph, [...begun, opened(2, 0)])).toEqual(['complete 2 box']);
  });

  test('enough: the items under way are withdrawn', () => {
    const events = [...begun, opened(2, 5, 2), out(3, 'a>box'), ended(1, 'enough')];
    expect(told(graph, events)).toEqual(['close 1 #0', 'cancel 4 a', 'close 2 #1', 'complete 2 box']);
  });

  test('enough: the items under way finish by themselves, after the list has gone on', () => {
    const finishing = boxed('forEach', { rest: 'finish' });
    const events = [...begun, opened(2, 5, 2), out(3, 'a>box'), ended(1, 'enough')];
    expect(told(finishing, events)).toEqual(['close 1 #0', 'complete 2 box']);
    const gone = [...events, out(2, 'box>done'), out(5)];
    expect(play(finishing, gone).state.status).toBe('active');
    expect(told(finishing, [...gone, out(4, 'a>box'), ended(2)])).toEqual(['close 2 #1', 'finish completed done']);
    // What fails after the list has gone on hurts nobody.
    expect(told(finishing, [...gone, failed(4)])).toEqual(['end 2 #1']);
    expect(told(finishing, [...gone, failed(4), ended(2)])).toEqual(['close 2 #1', 'finish completed done']);
  });

  test('a list whose rest has finished before it went on cannot begin again', () => {
    const finishing = boxed('forEach', { rest: 'finish' });
    const over = [...begun, opened(2, 2, 2), out(3, 'a>box'), ended(1, 'enough'), out(4, 'a>box'), ended(2)];
    expect(() => play(finishing, [...over, opened(2, 1)])).toThrowError(/begun its rounds already/);
    expect(told(finishing, [...over, out(2, 'box>done'), out(5)])).toEqual(['finish completed done']);
  });

  test('a round around a list that left items behind lasts until they have ended', () => {
    const nested = graphOf(
      {
        start: 'start',
        outer: 'forEach',
        inner: { kind: 'forEach', config: { rest: 'finish' } },
        a: 'task',
        done: 'end',
      },
      ['start>outer', 'outer:body>inner', 'inner:body>a', 'a>inner', 'inner>outer', 'outer>done'],
    );
    const events = [
      started,
      out(1, 'start>outer'),
      opened(2, 1),
      opened(3, 2, 2),
      out(4, 'a>inner'),
      ended(2, 'enough'),
      out(3, 'inner>outer'),
    ];
    expect(told(nested, events)).toEqual([]);
    expect(told(nested, [...events, out(5, 'a>inner'), ended(3)])).toEqual(['close 3 #1', 'end 1 #0']);
  });

  test('items can be added, and one be cancelled before or while it is under way', () => {
    const events: EngineEvent[] = [
      ...begun,
      opened(2, 1),
      { type: 'items_added', tokenId: 2, count: 2 },
      { type: 'item_cancelled', tokenId: 2, index: 1 },
      { type: 'item_cancelled', tokenId: 2, index: 0 },
    ];
    expect(told(graph, events)).toEqual(['cancel 3 a', 'close 1 #0', 'open 2 #2', 'start 4 a']);
    expect(told(graph, [...events, out(4, 'a>box'), ended(2)])).toEqual(['close 2 #2', 'complete 2 box']);
  });

  test('closed from outside, what is under way is withdrawn', () => {
    const events: EngineEvent[] = [...begun, opened(2, 3, 2), { type: 'container_closed', tokenId: 2 }];
    expect(told(graph, events)).toEqual(['cancel 3 a', 'close 1 #0', 'cancel 4 a', 'close 2 #1', 'complete 2 box']);
  });

  test('a failure in an item fails the list, unless it goes on without the item', () => {
    const events = [...begun, opened(2, 3, 2), failed(3)];
    expect(told(graph, events)).toEqual(['close 1 #0', 'cancel 4 a', 'close 2 #1', 'fail 2 box', 'finish failed']);
    const patient = boxed('forEach', { onItemFailure: 'continue' });
    expect(told(patient, events)).toEqual(['end 1 #0']);
    expect(play(patient, events).commands).toEqual([expect.objectContaining({ failure })]);
    expect(told(patient, [...events, ended(1)])).toEqual(['close 1 #0', 'open 3 #2', 'start 5 a']);
  });
});

describe('loop', () => {
  const graph = boxed('loop');
  test('goes round until there is enough, one round at a time', () => {
    const first = [...begun, opened(2, 3, 9), out(3, 'a>box')];
    expect(told(graph, first.slice(0, -1))).toEqual(['open 1 #0', 'start 3 a']);
    expect(told(graph, [...first, ended(1)])).toEqual(['close 1 #0', 'open 2 #1', 'start 4 a']);
    expect(told(graph, [...first, ended(1, 'enough')])).toEqual(['close 1 #0', 'complete 2 box']);
  });

  test('a round more than allowed fails it', () => {
    const { commands } = play(graph, [...begun, opened(2, 1), out(3, 'a>box'), ended(1)]);
    expect(commands.at(-1)).toMatchObject({ status: 'failed', failure: { code: 'limit_exceeded' } });
  });
});

describe('region', () => {
  test('its body runs once, whatever is asked for', () => {
    expect(told(boxed('region'), [...begun, opened(2, 7, 7)])).toEqual(['open 1 #0', 'start 3 a']);
  });

  test('a failure inside is caught at its border, and withdraws all inside', () => {
    const graph = boxed('region', {}, ['box:body>b', 'b>box', 'box:failed>aside']);
    const events = [...begun, opened(2, 1), failed(3)];
    expect(told(graph, events)).toEqual(['cancel 4 b', 'close 1 #0', 'fail 2 box', 'execute 5 aside']);
    const { state } = play(graph, events.slice(0, -1));
    const [inside] = state.tokens.filter(({ nodeId }) => nodeId === 'a');
    expect(inside && isFailureCaught(graph, state, inside, failure)).toBe(true);
  });

  test('an end inside ends its path and is not the run’s', () => {
    const graph = graphOf({ start: 'start', inner: 'end', box: 'region', done: 'end' }, [
      'start>box',
      'box:body>inner',
      'box>done',
    ]);
    const events = [...begun, opened(2, 1), out(3), ended(1), out(2, 'box>done'), out(4)];
    expect(play(graph, events).commands).toEqual([
      { type: 'finish_run', status: 'completed', endNodeId: 'done', endNodeIds: ['done'] },
    ]);
  });

  test('tokens of two rounds never meet in a join', () => {
    const graph = graphOf(
      { start: 'start', box: 'forEach', split: 'parallelSplit', a: 'task', b: 'task', join: 'join', done: 'end' },
      ['start>box', 'box:body>split', 'split>a', 'split>b', 'a>join', 'b>join', 'join>box', 'box>done'],
    );
    const events = [
      ...begun,
      opened(2, 2, 2),
      out(3, 'split>a', 'split>b'),
      out(4, 'split>a', 'split>b'),
      out(5, 'a>join'),
      out(8, 'b>join'),
    ];
    expect(told(graph, events)).toEqual([]);
    expect(told(graph, [...events, out(6, 'b>join')])).toEqual(['execute 9 join']);
  });
});

describe('what cannot have happened', () => {
  const open = [...begun, opened(2, 2)];
  const impossible: [string, readonly EngineEvent[]][] = [
    ['rounds of a task', [...open, opened(3, 1)]],
    ['rounds twice', [...open, opened(2, 1)]],
    ['fewer rounds than none', [...begun, opened(2, -1)]],
    ['none at once', [...begun, opened(2, 1, 0)]],
    ['the end of a round that is under way', [...open, ended(1)]],
    ['the end of a round twice', [...open, out(3, 'a>box'), ended(1), ended(1)]],
    ['an item that has ended', [...open, out(3, 'a>box'), ended(1), { type: 'item_cancelled', tokenId: 2, index: 0 }]],
    ['no item', [...open, { type: 'items_added', tokenId: 2, count: 0 }]],
    ['leaving by the body', [...open, { type: 'node_completed', tokenId: 2, port: 'body', edgeIds: ['box:body>a'] }]],
    ['leaving by a port that is none', [...open, { type: 'node_completed', tokenId: 3, port: 'x', edgeIds: [] }]],
  ];
  test.each(impossible)('%s', (_name, events) => {
    expect(() => play(boxed('forEach'), events)).toThrowError(expect.objectContaining({ code: 'conflict' }));
  });

  test('items of a loop', () => {
    const events: EngineEvent[] = [...open, { type: 'items_added', tokenId: 2, count: 1 }];
    expect(() => play(boxed('loop'), events)).toThrowError(/not a for-each/);
  });
});

describe('bounds', () => {
  const settings = { stepsMax: 10 };
  test('a run that takes more steps than allowed fails, and names the node', () => {
    const graph = graphOf({ start: 'start', a: 'set', b: 'set' }, ['start>a', 'a>b', 'b>a'], settings);
    const events = [started, out(1, 'start>a')];
    for (let id = 2; id <= 10; id += 1) events.push(out(id, id % 2 === 0 ? 'a>b' : 'b>a'));
    const { commands } = play(graph, events);
    expect(commands).toEqual([
      expect.objectContaining({ status: 'failed', failure: expect.objectContaining({ code: 'limit_exceeded' }) }),
    ]);
  });

  test('a round that takes more fails for itself', () => {
    const graph = graphOf(
      {
        start: 'start',
        box: { kind: 'forEach', config: { onItemFailure: 'continue' } },
        a: 'set',
        b: 'set',
        end: 'end',
      },
      ['start>box', 'box:body>a', 'a>b', 'b>a', 'box>end'],
      settings,
    );
    const events = [...begun, opened(2, 1)];
    for (let id = 3; id <= 12; id += 1) events.push(out(id, id % 2 === 1 ? 'a>b' : 'b>a'));
    expect(told(graph, events)).toEqual(['end 1 #0']);
    expect(told(graph, [...events, ended(1)])).toEqual(['close 1 #0', 'complete 2 box']);
  });

  /** Its token takes ten steps in the round and then both one too many and the last way to a join. */
  const twiceBroken = (config: object, edges: readonly string[]) =>
    graphOf(
      {
        start: 'start',
        box: { kind: 'forEach', config },
        split: 'parallelSplit',
        a: 'task',
        x: 'task',
        y: 'task',
        both: { kind: 'join', config: { wait: 'every' } },
        aside: 'end',
        done: 'end',
      },
      [
        'start>box',
        'box:body>split',
        'split>a',
        'split>x',
        'a>both',
        'x>both',
        'x>x',
        'x>y',
        'both>box',
        'box>done',
        ...edges,
      ],
      settings,
    );
  const twice = [...begun, opened(2, 1), out(3, 'split>a', 'split>x'), out(4, 'a>both')];
  for (let id = 5; id < 12; id += 1) twice.push(out(id, 'x>x'));
  twice.push(out(12, 'x>y'));

  test('a round that breaks in two ways at once ends once', () => {
    expect(told(twiceBroken({ onItemFailure: 'continue' }, []), twice)).toEqual(['end 1 #0']);
  });

  test('what breaks in a round that is gone already fails nothing more', () => {
    expect(told(twiceBroken({}, ['box:failed>aside']), twice)).toEqual([
      'close 1 #0',
      'fail 2 box',
      'execute 14 aside',
    ]);
  });

  test('a body that leads into what is around it does not nest for ever', () => {
    const graph = graphOf({ start: 'start', box: 'region', inner: 'region', done: 'end' }, [
      'start>box',
      'box:body>inner',
      'inner:body>box',
      'inner>box',
      'box>done',
    ]);
    const events: EngineEvent[] = [...begun];
    for (let id = 2; play(graph, events).state.status === 'active' && id < 100; id += 1) events.push(opened(id, 1));
    expect(events.length).toBeLessThan(60);
    expect(play(graph, events).commands.at(-1)).toMatchObject({ failure: { code: 'limit_exceeded' } });
  });
});
