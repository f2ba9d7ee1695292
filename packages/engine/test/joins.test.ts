import { describe, expect, test } from 'vitest';
import { inspectState } from '../src/inspect-state.ts';
import { failed, graphOf, out, play, started, told } from './play.ts';

const drawing = ['start>split', 'split>a', 'split>b', 'split>c', 'a>join', 'b>join', 'c>join', 'join>done'];
const joined = (config: object, edges: readonly string[] = drawing) =>
  graphOf(
    {
      start: 'start',
      split: 'parallelSplit',
      a: 'task',
      b: 'task',
      c: 'http',
      join: { kind: 'join', config },
      done: 'end',
      aside: 'end',
    },
    edges,
  );
const forked = [started, out(1, 'start>split'), out(2, 'split>a', 'split>b', 'split>c')];

describe('some', () => {
  const finishing = joined({ wait: 'some', needed: 2 });
  test('goes on with the first n to arrive, once, and absorbs the rest', () => {
    const two = [...forked, out(4, 'b>join'), out(3, 'a>join')];
    expect(told(finishing, two.slice(0, -1))).toEqual([]);
    expect(told(finishing, two)).toEqual(['execute 6 join']);
    expect(told(finishing, [...two, out(5, 'c>join')])).toEqual([]);
    expect(told(finishing, [...two, out(5, 'c>join'), out(6, 'join>done'), out(7)])).toEqual(['finish completed done']);
  });

  test('the run lasts until the rest has arrived', () => {
    const events = [...forked, out(4, 'b>join'), out(3, 'a>join'), out(6, 'join>done'), out(7)];
    expect(play(finishing, events).state.status).toBe('active');
    expect(told(finishing, [...events, out(5, 'c>join')])).toEqual(['finish completed done']);
  });

  test('withdraws the rest where that is wanted', () => {
    const cancelling = joined({ wait: 'some', needed: 1, rest: 'cancel' });
    expect(told(cancelling, [...forked, out(4, 'b>join')])).toEqual(['cancel 3 a', 'cancel 5 c', 'execute 6 join']);
  });

  test('what was begun and withdrawn within one transition is nobody’s business', () => {
    const graph = joined({ wait: 'some', needed: 1, rest: 'cancel' }, [
      'start>split',
      'split>join',
      'split>a',
      'split>b',
      'a>join',
      'b>join',
      'join>done',
    ]);
    const events = [started, out(1, 'start>split'), out(2, 'split>join', 'split>a', 'split>b')];
    expect(told(graph, events)).toEqual(['execute 5 join']);
    expect(play(graph, events).state.tokens.map(({ id }) => id)).toEqual([5]);
  });

  test('in a loop it counts anew', () => {
    const graph = graphOf(
      {
        start: 'start',
        again: 'set',
        split: 'parallelSplit',
        a: 'task',
        b: 'task',
        join: { kind: 'join', config: { wait: 'some' } },
        done: 'end',
      },
      ['start>again', 'again>split', 'split>a', 'split>b', 'a>join', 'b>join', 'join>again', 'join>done'],
    );
    const round = [started, out(1, 'start>again'), out(2, 'again>split'), out(3, 'split>a', 'split>b')];
    const second = [...round, out(4, 'a>join'), out(5, 'b>join'), out(6, 'join>again'), out(7, 'again>split')];
    expect(told(graph, [...second, out(8, 'split>a', 'split>b'), out(10, 'b>join')])).toEqual(['execute 11 join']);
  });

  test('too few that can still come fail the run, and say how many came', () => {
    const graph = joined({ wait: 'some', needed: 3 }, [...drawing, 'c:failed>aside']);
    const { state, commands } = play(graph, [...forked, out(3, 'a>join'), out(4, 'b>join'), failed(5)]);
    expect(state.status).toBe('failed');
    expect(commands.at(-1)).toMatchObject({
      failure: { code: 'join_unmet', details: { nodeId: 'join', wanted: 3, came: 2 } },
    });
  });
});

describe('every', () => {
  test('goes on whenever each way in has brought a token, and keeps what came early', () => {
    const graph = graphOf(
      {
        start: 'start',
        twice: { kind: 'parallelSplit', config: { copies: 2 } },
        split: 'parallelSplit',
        a: 'task',
        b: 'task',
        join: { kind: 'join', config: { wait: 'every' } },
        done: 'end',
      },
      ['start>twice', 'twice>split', 'split>a', 'split>b', 'a>join', 'b>join', 'join>done'],
    );
    const events = [
      started,
      out(1, 'start>twice'),
      out(2, 'twice>split'),
      out(3, 'split>a', 'split>b'),
      out(4, 'split>a', 'split>b'),
    ];
    const early = [...events, out(5, 'a>join'), out(7, 'a>join')];
    expect(told(graph, early)).toEqual([]);
    expect(told(graph, [...early, out(6, 'b>join')])).toEqual(['execute 9 join']);
    expect(told(graph, [...early, out(6, 'b>join'), out(8, 'b>join')])).toEqual(['execute 10 join']);
  });

  test('a way in that can bring nothing any more fails the run', () => {
    const graph = joined({ wait: 'every' }, [...drawing, 'c:failed>aside']);
    const events = [...forked, out(3, 'a>join'), out(4, 'b>join'), failed(5)];
    expect(play(graph, events).state.status).toBe('failed');
  });
});

describe('joins that wait for each other', () => {
  test('two that want every way in, each from the other, fail the run instead of holding it for ever', () => {
    const graph = graphOf(
      {
        start: 'start',
        split: 'parallelSplit',
        a: 'task',
        b: 'task',
        one: { kind: 'join', config: { wait: 'every' } },
        two: { kind: 'join', config: { wait: 'every' } },
        done: 'end',
      },
      ['start>split', 'split>a', 'split>b', 'a>one', 'two>one', 'b>two', 'one>two', 'two>done'],
    );
    const events = [started, out(1, 'start>split'), out(2, 'split>a', 'split>b'), out(3, 'a>one'), out(4, 'b>two')];
    expect(play(graph, events).commands.at(-1)).toMatchObject({ status: 'failed', failure: { code: 'join_unmet' } });
  });

  test('a step elsewhere does not hold up what no longer depends on it', () => {
    const graph = graphOf(
      {
        start: 'start',
        split: 'parallelSplit',
        a: 'task',
        b: 'task',
        long: 'wait',
        one: 'join',
        two: 'join',
        done: 'end',
        other: 'end',
      },
      [
        'start>split',
        'split>a',
        'split>b',
        'split>long',
        'a>one',
        'two>one',
        'b>two',
        'one>two',
        'two>done',
        'long>other',
      ],
    );
    const events = [
      started,
      out(1, 'start>split'),
      out(2, 'split>a', 'split>b', 'split>long'),
      out(3, 'a>one'),
      out(4, 'b>two'),
    ];
    expect(told(graph, events)).toEqual(['execute 6 one']);
  });
});

test('a join does not wait for a step that could only reach it by being undone', () => {
  const graph = graphOf(
    {
      start: 'start',
      split: 'parallelSplit',
      a: 'task',
      b: 'http',
      join: 'join',
      undo: 'task',
      done: 'end',
      other: 'end',
    },
    ['start>split', 'split>a', 'split>b', 'a>join', 'b>other', 'b:compensate>undo', 'undo>join', 'join>done'],
  );
  const events = [started, out(1, 'start>split'), out(2, 'split>a', 'split>b'), out(3, 'a>join')];
  expect(told(graph, events)).toEqual(['execute 5 join']);
  expect(inspectState(graph, play(graph, events).state).map(({ nodeId }) => nodeId)).toEqual(['b', 'join']);
});

test('an inclusive split opens some ways, and the join waits for exactly those', () => {
  const graph = graphOf(
    { start: 'start', split: 'inclusiveSplit', a: 'task', b: 'task', c: 'task', join: 'join', done: 'end' },
    drawing,
  );
  const events = [started, out(1, 'start>split'), out(2, 'split>a', 'split>c'), out(3, 'a>join')];
  expect(told(graph, events)).toEqual([]);
  expect(told(graph, [...events, out(4, 'c>join')])).toEqual(['execute 5 join']);
});

test('copies of a token are merged again by the join', () => {
  const graph = graphOf(
    { start: 'start', split: { kind: 'parallelSplit', config: { copies: 3 } }, a: 'task', join: 'join', done: 'end' },
    ['start>split', 'split>a', 'a>join', 'join>done'],
  );
  const events = [started, out(1, 'start>split'), out(2, 'split>a')];
  expect(told(graph, events)).toEqual(['start 3 a', 'start 4 a', 'start 5 a']);
  expect(told(graph, [...events, out(3, 'a>join'), out(5, 'a>join'), out(4, 'a>join')])).toEqual(['execute 6 join']);
});
