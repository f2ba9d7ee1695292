import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { advance } from '../src/advance.ts';
import type { EngineEvent } from '../src/event.ts';
import { compileGraph } from '../src/graph.ts';
import { initialState, isTerminalState } from '../src/run-state.ts';
import { blockArbitrary, drawBlock } from './random-graph.ts';
import { simulate } from './simulate.ts';

const seeds = fc.array(fc.nat(1000), { minLength: 1, maxLength: 40 });

/** An endless, repeatable sequence of choices. */
const chooser = (numbers: readonly number[]) => {
  let at = 0;
  return (count: number): number => {
    at += 1;
    return (numbers[at % numbers.length] ?? 0) % count;
  };
};

/** The same node always decides the same way, whenever it is asked. */
const branchBy =
  (numbers: readonly number[]) =>
  (nodeId: string, count: number): number => {
    const hash = [...nodeId].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7);
    return count === 0 ? 0 : ((numbers[hash % numbers.length] ?? 0) + hash) % count;
  };

test('every well-formed graph completes, with no token left and no step number skipped or repeated', () => {
  void fc.assert(
    fc.property(blockArbitrary, seeds, seeds, (block, order, branches) => {
      const run = simulate(compileGraph(drawBlock(block)), chooser(order), branchBy(branches));
      expect(run.finish?.status).toBe('completed');
      expect(run.state).toMatchObject({ status: 'completed', tokens: [], joins: [] });
      expect(run.tokenIds).toEqual(run.tokenIds.map((_, index) => index + 1));
      expect(run.state.nextTokenId).toBe(run.tokenIds.length + 1);
    }),
    { numRuns: 300 },
  );
});

test('every node of a block-structured graph runs at most once: joins neither lose nor double tokens', () => {
  void fc.assert(
    fc.property(blockArbitrary, seeds, seeds, (block, order, branches) => {
      const run = simulate(compileGraph(drawBlock(block)), chooser(order), branchBy(branches));
      expect(new Set(run.trace).size).toBe(run.trace.length);
    }),
    { numRuns: 300 },
  );
});

test('any interleaving of independent completions runs the same steps and ends the same way', () => {
  void fc.assert(
    fc.property(blockArbitrary, seeds, seeds, seeds, (block, order, otherOrder, branches) => {
      const graph = compileGraph(drawBlock(block));
      const one = simulate(graph, chooser(order), branchBy(branches));
      const other = simulate(graph, chooser(otherOrder), branchBy(branches));
      expect(other.trace.toSorted()).toEqual(one.trace.toSorted());
      expect(other.finish).toEqual(one.finish);
      expect(other.state).toEqual(one.state);
    }),
    { numRuns: 300 },
  );
});

const failure = { code: 'internal', message: 'broken', details: {}, retryable: false } as const;

test('a terminal state ignores every event', () => {
  const events = fc.oneof<fc.Arbitrary<EngineEvent>[]>(
    fc.constant({ type: 'run_started' }),
    fc.record({ type: fc.constant('node_completed'), tokenId: fc.nat(), port: fc.string(), edgeIds: fc.constant([]) }),
    fc.record({
      type: fc.constant('node_failed'),
      tokenId: fc.nat(),
      failure: fc.constant(failure),
      isCaught: fc.boolean(),
    }),
    fc.record({ type: fc.constant('cancel_requested'), reason: fc.string() }),
  );
  void fc.assert(
    fc.property(blockArbitrary, seeds, events, (block, order, event) => {
      const graph = compileGraph(drawBlock(block));
      const { state } = simulate(graph, chooser(order), branchBy(order));
      expect(isTerminalState(state)).toBe(true);
      expect(advance(graph, state, event)).toEqual({ state, commands: [] });
    }),
  );
});

test('advance never changes the state it is given', () => {
  const graph = compileGraph(drawBlock({ type: 'parallel', parts: [{ type: 'step' }, { type: 'step' }] }));
  const before = initialState();
  const copy = structuredClone(before);
  const { state } = advance(graph, before, { type: 'run_started' });
  expect(before).toEqual(copy);
  const frozen = structuredClone(state);
  advance(graph, state, { type: 'cancel_requested', reason: 'changed my mind' });
  expect(state).toEqual(frozen);
});
