import { describe, expect, test } from 'vitest';
import type { EngineEvent } from '../src/event.ts';
import { compileGraph, edgesOf } from '../src/graph.ts';
import { inspectState } from '../src/inspect-state.ts';
import { parseRunState } from '../src/run-state.ts';
import { buildDefinition } from './definition-builder.ts';
import { failed, failure, out, play, started } from './play.ts';

const forked = compileGraph(
  buildDefinition(
    { start: 'start', split: 'parallelSplit', a: 'task', b: 'http', join: 'join', done: 'end', broken: 'end' },
    ['start>split', 'split>a', 'split>b', 'a>join', 'b>join', 'b:failed>broken', 'join>done'],
  ),
);

const toFork = [started, out(1, 'start>split'), out(2, 'split>a', 'split>b')];

describe('sequence and parallel', () => {
  test('a run starts with its start node, to be executed in place', () => {
    expect(play(forked, [started]).commands).toEqual([{ type: 'execute_inline', tokenId: 1, nodeId: 'start' }]);
  });

  test('a split starts a step on every edge taken', () => {
    expect(play(forked, toFork).commands).toEqual([
      { type: 'start_step', tokenId: 3, nodeId: 'a' },
      { type: 'start_step', tokenId: 4, nodeId: 'b' },
    ]);
  });

  test('a join waits for the last branch and then runs once', () => {
    expect(play(forked, [...toFork, out(3, 'a>join')]).commands).toEqual([]);
    const { commands } = play(forked, [...toFork, out(3, 'a>join'), out(4, 'b>join')]);
    expect(commands).toEqual([{ type: 'execute_inline', tokenId: 5, nodeId: 'join' }]);
  });

  test('a join goes on when the branch it waited for ended elsewhere', () => {
    const { commands, state } = play(forked, [...toFork, out(3, 'a>join'), failed(4)]);
    expect(commands).toEqual([
      { type: 'execute_inline', tokenId: 5, nodeId: 'broken' },
      { type: 'execute_inline', tokenId: 6, nodeId: 'join' },
    ]);
    expect(state.joins).toEqual([]);
  });

  test('of several ends reached, the outcome is the first in the definition, whatever came first in time', () => {
    const events = [...toFork, out(3, 'a>join'), failed(4), out(5), out(6, 'join>done'), out(7)];
    expect(play(forked, events).commands).toEqual([
      { type: 'finish_run', status: 'completed', endNodeId: 'done', endNodeIds: ['done', 'broken'] },
    ]);
  });
});

describe('joins and loops', () => {
  const looped = compileGraph(
    buildDefinition(
      {
        start: 'start',
        first: 'join',
        split: 'parallelSplit',
        a: 'task',
        b: 'decision',
        join: 'join',
        done: 'end',
      },
      ['start>first', 'first>split', 'split>a', 'split>b', 'a>join', 'b>join', 'b>first', 'join>done'],
    ),
  );

  test('a branch that goes back round a loop is waited for and joined in the end', () => {
    const events = [started, out(1, 'start>first'), out(2, 'first>split'), out(3, 'split>a', 'split>b')];
    const waiting = play(looped, [...events, out(5, 'b>join')]);
    expect(waiting.commands).toEqual([]);
    expect(play(looped, [...events, out(5, 'b>join'), out(4, 'a>join')]).commands).toEqual([
      { type: 'execute_inline', tokenId: 6, nodeId: 'join' },
    ]);
  });

  test('two joins that could each wait for the other do not stop the run', () => {
    const events = [started, out(1, 'start>first'), out(2, 'first>split'), out(3, 'split>a', 'split>b')];
    const { commands } = play(looped, [...events, out(4, 'a>join'), out(5, 'b>first')]);
    expect(commands).toEqual([{ type: 'execute_inline', tokenId: 6, nodeId: 'first' }]);
  });
});

describe('failure and cancellation', () => {
  test('a failure that nothing catches fails the run and cancels what still lives', () => {
    const { commands, state } = play(forked, [...toFork, failed(3)]);
    expect(commands).toEqual([
      { type: 'cancel_step', tokenId: 4, nodeId: 'b' },
      { type: 'finish_run', status: 'failed', failure },
    ]);
    expect(state).toMatchObject({ status: 'failed', tokens: [], joins: [] });
  });

  test('a failure that must not be caught fails the run although a path leaves from `failed`', () => {
    const { state } = play(forked, [...toFork, failed(4, false)]);
    expect(state.status).toBe('failed');
  });

  test('a cancelled run cancels every step and says why', () => {
    expect(play(forked, [...toFork, { type: 'cancel_requested', reason: 'Sent twice' }]).commands).toEqual([
      { type: 'cancel_step', tokenId: 3, nodeId: 'a' },
      { type: 'cancel_step', tokenId: 4, nodeId: 'b' },
      { type: 'finish_run', status: 'cancelled', reason: 'Sent twice' },
    ]);
  });
});

describe('impossible events', () => {
  const impossible: [string, EngineEvent][] = [
    ['a second start', started],
    ['an unknown step', out(9, 'a>join')],
    ['a step that is over', out(1, 'start>split')],
    ['an edge of another node', out(3, 'b>join')],
    ['no edge at all', out(3)],
    ['the same edge twice', out(3, 'a>join', 'a>join')],
    ['an edge of another port', out(4, 'b:failed>broken')],
  ];
  test.each(impossible)('%s is a conflict', (_name, event) => {
    expect(() => play(forked, [...toFork, event])).toThrowError(expect.objectContaining({ code: 'conflict' }));
  });

  test('only a split may leave by several edges', () => {
    const graph = compileGraph(buildDefinition({ start: 'start', a: 'end', b: 'end' }, ['start>a', 'start>b']));
    expect(() => play(graph, [started, out(1, 'start>a', 'start>b')])).toThrowError(/cannot be left/);
  });
});

test('a graph without its start, with doubled ids or with loose edges is refused', () => {
  expect(() => compileGraph(buildDefinition({ a: 'end' }, []))).toThrowError(/exactly one start/);
  expect(() => compileGraph(buildDefinition({ a: 'start' }, ['a>b']))).toThrowError(/node that is gone/);
  expect(() => compileGraph(buildDefinition({ a: 'start', b: 'end' }, ['a>b', 'a>b']))).toThrowError(/Two edges/);
});

test('edges of a port come in definition order', () => {
  expect(edgesOf(forked, 'b', 'out').map(({ id }) => id)).toEqual(['b>join']);
  expect(edgesOf(forked, 'b', 'failed').map(({ id }) => id)).toEqual(['b:failed>broken']);
  expect(edgesOf(forked, 'done', 'out')).toEqual([]);
});

test('inspection says where the tokens are and whom a join waits for', () => {
  expect(inspectState(forked, play(forked, [...toFork, out(3, 'a>join')]).state)).toEqual([
    { nodeId: 'b', tokenIds: [4], arrivedCount: 0, awaitedNodeIds: [] },
    { nodeId: 'join', tokenIds: [], arrivedCount: 1, awaitedNodeIds: ['b'] },
  ]);
});

test('a stored state of an unknown format is refused', () => {
  expect(() => parseRunState({ v: 2 })).toThrowError(/format v1/);
});
