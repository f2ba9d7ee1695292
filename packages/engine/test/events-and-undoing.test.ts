import { describe, expect, test } from 'vitest';
import { ended, failed, failure, graphOf, opened, out, play, started, told } from './play.ts';

const fired = (tokenId: number, boundaryId: string) => ({ type: 'boundary_fired', tokenId, boundaryId }) as const;

describe('race', () => {
  const graph = graphOf(
    { start: 'start', race: 'race', gate: 'approval', late: 'wait', call: 'receive', done: 'end', over: 'end' },
    [
      'start>race',
      'race>gate',
      'race>late',
      'race>call',
      'gate:approved>done',
      'gate:rejected>over',
      'late>over',
      'call>done',
    ],
  );
  const open = [started, out(1, 'start>race'), out(2, 'race>gate', 'race>late', 'race>call')];

  test('opens all its ways', () => {
    expect(told(graph, open)).toEqual(['start 3 gate', 'start 4 late', 'start 5 call']);
  });

  test('whichever ends first withdraws the others', () => {
    const approved = { type: 'node_completed', tokenId: 3, port: 'approved', edgeIds: ['gate:approved>done'] } as const;
    expect(told(graph, [...open, approved])).toEqual(['cancel 4 late', 'cancel 5 call', 'execute 6 done']);
    expect(() => play(graph, [...open, approved, out(4, 'late>over')])).toThrowError(/not active/);
  });

  test('a member that fails and is caught has won', () => {
    const caught = graphOf({ start: 'start', race: 'race', a: 'http', b: 'wait', done: 'end', over: 'end' }, [
      'start>race',
      'race>a',
      'race>b',
      'a>done',
      'a:failed>over',
      'b>done',
    ]);
    const events = [started, out(1, 'start>race'), out(2, 'race>a', 'race>b'), failed(3)];
    expect(told(caught, events)).toEqual(['cancel 4 b', 'execute 5 over']);
  });

  test('a member that holds others is withdrawn with all inside it', () => {
    const nested = graphOf({ start: 'start', race: 'race', box: 'region', a: 'task', b: 'wait', done: 'end' }, [
      'start>race',
      'race>box',
      'race>b',
      'box:body>a',
      'a>box',
      'box>done',
      'b>done',
    ]);
    const events = [started, out(1, 'start>race'), out(2, 'race>box', 'race>b'), opened(3, 1), out(4, 'b>done')];
    expect(told(nested, events)).toEqual(['cancel 5 a', 'close 1 #0', 'cancel 3 box', 'execute 6 done']);
  });
});

describe('boundary events', () => {
  const graph = graphOf(
    {
      start: 'start',
      a: {
        kind: 'http',
        boundary: [
          { id: 'late', on: 'timer', after: 'PT1H' },
          { id: 'nudge', on: 'message', message: 'nudge', isInterrupting: false },
          { id: 'refused', on: 'error', codes: ['address_refused'] },
          { id: 'other', on: 'error' },
        ],
      },
      done: 'end',
      slow: 'end',
      remind: 'end',
      no: 'end',
      broken: 'end',
    },
    ['start>a', 'a>done', 'a:late>slow', 'a:nudge>remind', 'a:refused>no', 'a:other>broken'],
  );
  const open = [started, out(1, 'start>a')];

  test('interrupting: the step is withdrawn and the token leaves by the event', () => {
    expect(told(graph, [...open, fired(2, 'late')])).toEqual(['cancel 2 a', 'execute 3 slow']);
  });

  test('not interrupting: a second token leaves, as often as it happens, and the step goes on', () => {
    const twice = [...open, fired(2, 'nudge'), fired(2, 'nudge')];
    expect(told(graph, twice)).toEqual(['execute 4 remind']);
    expect(told(graph, [...twice, out(3), out(4), out(2, 'a>done'), out(5)])).toEqual(['finish completed done']);
  });

  test('an error is caught by the event that names its code, else by the one that names none', () => {
    const refused = { ...failure, code: 'address_refused' as const };
    const event = { type: 'node_failed', tokenId: 2, failure: refused, isCaught: true } as const;
    expect(told(graph, [...open, event])).toEqual(['execute 3 no']);
    expect(told(graph, [...open, failed(2)])).toEqual(['execute 3 broken']);
  });

  test('an event that is not there, leads nowhere, or is an error cannot be fired', () => {
    for (const boundaryId of ['nothing', 'refused'])
      expect(() => play(graph, [...open, fired(2, boundaryId)])).toThrowError(/leads anywhere/);
  });
});

describe('cancel', () => {
  const graph = graphOf(
    {
      start: 'start',
      split: 'parallelSplit',
      box: 'region',
      inside: 'task',
      b: 'task',
      stop: { kind: 'cancel', config: { nodes: ['box'] } },
      done: 'end',
    },
    ['start>split', 'split>box', 'split>b', 'box:body>inside', 'inside>box', 'box>done', 'b>stop', 'stop>done'],
  );

  test('withdraws what is under way at the nodes it names, regions with all inside them', () => {
    const events = [started, out(1, 'start>split'), out(2, 'split>box', 'split>b'), opened(3, 1), out(4, 'b>stop')];
    expect(told(graph, [...events, out(6, 'stop>done')])).toEqual([
      'cancel 5 inside',
      'close 1 #0',
      'cancel 3 box',
      'execute 7 done',
    ]);
  });

  test('a node that withdraws the region it is in goes with it', () => {
    const inner = graphOf(
      { start: 'start', box: 'region', stop: { kind: 'cancel', config: { nodes: ['box'] } }, done: 'end' },
      ['start>box', 'box:body>stop', 'stop>box', 'box>done'],
    );
    const events = [started, out(1, 'start>box'), opened(2, 1), out(3, 'stop>box')];
    expect(told(inner, events)).toEqual(['cancel 3 stop', 'close 1 #0', 'cancel 2 box', 'finish completed']);
  });

  test('reaches items that were left to finish by themselves', () => {
    const left = graphOf(
      {
        start: 'start',
        box: { kind: 'forEach', config: { rest: 'finish' } },
        a: 'task',
        stop: { kind: 'cancel', config: { nodes: ['box'] } },
        done: 'end',
      },
      ['start>box', 'box:body>a', 'a>box', 'box>stop', 'stop>done'],
    );
    const events = [started, out(1, 'start>box'), opened(2, 2, 2), out(3, 'a>box'), ended(1, 'enough')];
    expect(told(left, [...events, out(2, 'box>stop'), out(5, 'stop>done')])).toEqual([
      'cancel 4 a',
      'close 2 #1',
      'execute 6 done',
    ]);
  });
});

describe('ends', () => {
  test('an end of the whole run withdraws whatever else is under way, and is the one that counts', () => {
    const graph = graphOf(
      {
        start: 'start',
        split: 'parallelSplit',
        a: 'task',
        b: 'task',
        one: 'end',
        two: { kind: 'end', config: { ends: 'run' } },
      },
      ['start>split', 'split>a', 'split>b', 'split>one', 'a>one', 'b>two'],
    );
    const events = [started, out(1, 'start>split'), out(2, 'split>a', 'split>b', 'split>one'), out(5), out(4, 'b>two')];
    const { commands } = play(graph, [...events, out(6)]);
    expect(commands).toEqual([
      { type: 'cancel_step', tokenId: 3, nodeId: 'a' },
      { type: 'finish_run', status: 'completed', endNodeId: 'two', endNodeIds: ['one', 'two'] },
    ]);
  });
});

describe('undoing', () => {
  const graph = graphOf(
    {
      start: 'start',
      pay: 'http',
      box: 'region',
      ship: 'http',
      fail: 'task',
      refund: 'http',
      recall: 'http',
      undo: 'compensate',
      done: 'end',
    },
    [
      'start>pay',
      'pay>box',
      'pay:compensate>refund',
      'box:body>ship',
      'ship>fail',
      'ship:compensate>recall',
      'fail>box',
      'box>done',
      'box:failed>undo',
      'refund>undo',
      'recall>undo',
      'undo>done',
    ],
  );
  const broken = [started, out(1, 'start>pay'), out(2, 'pay>box'), opened(3, 1), out(4, 'ship>fail'), failed(5)];

  test('what was done is undone last first, one at a time, out of withdrawn bodies too', () => {
    expect(told(graph, broken)).toEqual(['close 1 #0', 'fail 3 box', 'start 6 undo']);
    const first = [...broken, opened(6, 1)];
    expect(told(graph, first)).toEqual(['open 2 #0', 'start 7 recall']);
    expect(play(graph, first).commands[0]).toMatchObject({ of: 4 });
    const second = [...first, out(7, 'recall>undo'), ended(2)];
    expect(told(graph, second)).toEqual(['close 2 #0', 'open 3 #1', 'start 8 refund']);
    const last = [...second, out(8, 'refund>undo'), ended(3)];
    expect(told(graph, last)).toEqual(['close 3 #1', 'complete 6 undo']);
    expect(told(graph, [...last, out(6, 'undo>done'), out(9)])).toEqual(['finish completed done']);
  });

  test('nothing done is nothing to undo', () => {
    const idle = graphOf({ start: 'start', undo: 'compensate', done: 'end' }, ['start>undo', 'undo>done']);
    expect(told(idle, [started, out(1, 'start>undo'), opened(2, 1)])).toEqual(['complete 2 undo']);
  });
});
