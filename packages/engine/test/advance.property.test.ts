import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { advance } from '../src/advance.ts';
import type { EngineEvent } from '../src/event.ts';
import { initialState, isTerminalState, parseRunState } from '../src/run-state.ts';
import { failure } from './play.ts';
import { calmBlocks, drawBlock, wildBlocks } from './random-graph.ts';
import { type Choices, simulate } from './simulate.ts';

const seeds = fc.array(fc.nat(1000), { minLength: 1, maxLength: 40 });

/** An endless, repeatable sequence of choices. */
const chooser = (numbers: readonly number[]) => {
  let at = 0;
  return (count: number): number => {
    at += 1;
    return ((numbers[at % numbers.length] ?? 0) + Math.floor(at / numbers.length)) % count;
  };
};

/** The same node always decides the same way, whenever it is asked. */
const branchBy =
  (numbers: readonly number[]) =>
  (nodeId: string, count: number): number => {
    const hash = [...nodeId].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7);
    return count === 0 ? 0 : ((numbers[hash % numbers.length] ?? 0) + hash) % count;
  };

const choices = (order: readonly number[], branches: readonly number[], mishaps = 0): Choices => ({
  pickNext: chooser(order),
  pickBranch: branchBy(branches),
  mishaps,
});

/** Nothing may be left of a run that has ended. */
const emptyState = (status: string) => ({ v: 1, status, tokens: [], joins: [] });

test('every well-formed process completes, with nothing left over', () => {
  void fc.assert(
    fc.property(calmBlocks, seeds, seeds, (block, order, branches) => {
      const run = simulate(drawBlock(block), choices(order, branches));
      expect(run.finish?.status).toBe('completed');
      expect(run.state).toMatchObject(emptyState('completed'));
      expect(run.state).not.toHaveProperty('scopes');
      expect(run.state).not.toHaveProperty('containers');
    }),
    { numRuns: 200 },
  );
});

test('any interleaving takes the same steps and ends the same way', () => {
  void fc.assert(
    fc.property(calmBlocks, seeds, seeds, seeds, (block, order, otherOrder, branches) => {
      const process = drawBlock(block);
      const one = simulate(process, choices(order, branches));
      const other = simulate(process, choices(otherOrder, branches));
      expect(other.trace.toSorted()).toEqual(one.trace.toSorted());
      expect(other.finish).toEqual(one.finish);
      expect(other.state).toEqual(one.state);
    }),
    { numRuns: 200 },
  );
});

test('whatever fails, is withdrawn, wins a race or is undone: no token is lost or invented, and the run ends', () => {
  void fc.assert(
    fc.property(wildBlocks, seeds, seeds, fc.integer({ min: 0, max: 12 }), (block, order, branches, mishaps) => {
      const run = simulate(drawBlock(block), choices(order, branches, mishaps));
      expect(['completed', 'failed']).toContain(run.finish?.status);
      expect(run.state).toMatchObject(emptyState(run.finish?.status ?? ''));
      expect(run.state).not.toHaveProperty('scopes');
      expect(run.state).not.toHaveProperty('containers');
      expect(run.state).not.toHaveProperty('done');
    }),
    { numRuns: 300 },
  );
});

test('a crash at any point changes nothing: the stored state goes on to the same end', () => {
  void fc.assert(
    fc.property(wildBlocks, seeds, seeds, fc.nat(), (block, order, branches, crash) => {
      const run = simulate(drawBlock(block), choices(order, branches, 4));
      const at = crash % run.events.length;
      let state = parseRunState(JSON.parse(run.states[at] ?? ''));
      const lost = run.events[at];
      // What was worked out before the crash was never stored.
      if (lost) advance(run.graph, state, lost);
      for (const event of run.events.slice(at)) ({ state } = advance(run.graph, state, event));
      expect(JSON.parse(JSON.stringify(state))).toEqual(run.state);
    }),
    { numRuns: 200 },
  );
});

test('a terminal state ignores every event', () => {
  const tokenId = fc.nat(20);
  const events = fc.oneof<fc.Arbitrary<EngineEvent>[]>(
    fc.constant({ type: 'run_started' }),
    fc.record({ type: fc.constant('node_completed'), tokenId, port: fc.string(), edgeIds: fc.constant([]) }),
    fc.record({ type: fc.constant('node_failed'), tokenId, failure: fc.constant(failure), isCaught: fc.boolean() }),
    fc.record({ type: fc.constant('boundary_fired'), tokenId, boundaryId: fc.constant('late') }),
    fc.record({ type: fc.constant('container_opened'), tokenId, count: fc.nat(3), atOnce: fc.nat(3) }),
    fc.record({ type: fc.constant('round_ended'), scopeId: fc.nat(20), verdict: fc.constantFrom('go_on', 'enough') }),
    fc.record({ type: fc.constant('items_added'), tokenId, count: fc.nat(3) }),
    fc.record({ type: fc.constant('cancel_requested'), reason: fc.string() }),
  );
  void fc.assert(
    fc.property(wildBlocks, seeds, events, (block, order, event) => {
      const { graph, state } = simulate(drawBlock(block), choices(order, order, 4));
      expect(isTerminalState(state)).toBe(true);
      expect(advance(graph, state, event)).toEqual({ state, commands: [] });
    }),
  );
});

test('advance never changes the state it is given', () => {
  void fc.assert(
    fc.property(wildBlocks, seeds, (block, order) => {
      const { graph, events } = simulate(drawBlock(block), choices(order, order, 4));
      let state = initialState();
      for (const event of events) {
        const before = JSON.stringify(state);
        const next = advance(graph, state, event);
        expect(JSON.stringify(state)).toBe(before);
        state = next.state;
      }
    }),
    { numRuns: 100 },
  );
});
