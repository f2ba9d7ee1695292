import { isDomainError, type NodeKind, nodeKinds, nodePorts } from '@switchyard/domain';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { advance } from '../src/advance.ts';
import type { EngineEvent } from '../src/event.ts';
import { compileGraph, type Graph } from '../src/graph.ts';
import { initialState, isTerminalState, parseRunState, type RunState } from '../src/run-state.ts';
import { buildDefinition, type NodeSpec } from './definition-builder.ts';
import { failure } from './play.ts';

/*
 * Graphs that nobody should draw, and events that cannot have happened. The engine may refuse an event, but it never breaks,
 * never goes round for ever, and never leaves a run that nothing can move.
 */

const kindsWithoutStart = nodeKinds.filter((kind) => kind !== 'start');

const nodeSpecs = fc.constantFrom(...kindsWithoutStart).chain((kind): fc.Arbitrary<NodeSpec> => {
  const boundary = [
    { id: 'late', on: 'timer', after: 'PT1M' },
    { id: 'nudge', on: 'message', message: 'nudge', isInterrupting: false },
    { id: 'broken', on: 'error', codes: [] },
  ];
  const config: Partial<Record<NodeKind, fc.Arbitrary<object>>> = {
    join: fc.record({
      wait: fc.constantFrom('taken', 'every', 'some'),
      needed: fc.integer({ min: 1, max: 3 }),
      rest: fc.constantFrom('finish', 'cancel'),
    }),
    parallelSplit: fc.record({ copies: fc.integer({ min: 1, max: 3 }) }),
    cancel: fc.record({ nodes: fc.array(fc.constantFrom('n0', 'n1', 'n2', 'n3'), { minLength: 1, maxLength: 3 }) }),
    end: fc.record({ ends: fc.constantFrom('path', 'run') }),
    forEach: fc.record({
      rest: fc.constantFrom('finish', 'cancel'),
      onItemFailure: fc.constantFrom('fail', 'continue'),
    }),
  };
  return (config[kind] ?? fc.constant({})).map((each) => ({ kind, config: each, boundary }));
});

const edgesAmong = (ids: readonly string[], nodes: Record<string, NodeSpec>) =>
  fc
    .array(fc.tuple(fc.constantFrom('start', ...ids), fc.constantFrom(...ids), fc.nat(9)), {
      minLength: ids.length,
      maxLength: ids.length * 4,
    })
    .map((pairs) => [
      ...new Set(
        pairs.flatMap(([from, to, nth]) => {
          const spec = nodes[from];
          const kind = from === 'start' ? 'start' : typeof spec === 'object' ? spec.kind : 'end';
          // The ordinary way out more often than the others.
          const ports = ['out', 'out', 'out', ...nodePorts[kind], 'late', 'nudge', 'broken'];
          return kind === 'end' ? [] : [`${from}:${ports[nth % ports.length]}>${to}`];
        }),
      ),
    ]);

const graphs: fc.Arbitrary<Graph> = fc.array(nodeSpecs, { minLength: 2, maxLength: 8 }).chain((specs) => {
  const nodes: Record<string, NodeSpec> = Object.fromEntries(specs.map((spec, index) => [`n${index}`, spec]));
  return edgesAmong(Object.keys(nodes), nodes).map((edges) =>
    compileGraph(buildDefinition({ start: 'start', ...nodes }, [...edges, 'start>n0'], { stepsMax: 20 })),
  );
});

interface Draw {
  readonly what: number;
  readonly which: number;
  readonly how: number;
}
const draws = fc.array(fc.record({ what: fc.nat(30), which: fc.nat(1000), how: fc.nat(1000) }), { maxLength: 120 });

const pick = <Item>(items: readonly Item[], at: number): Item | undefined => items[at % Math.max(1, items.length)];

/** An event that may have happened or not: mostly about what there is, sometimes about what is not. */
const eventOf = (graph: Graph, state: RunState, { what, which, how }: Draw): EngineEvent => {
  const token = pick(state.tokens, which);
  const tokenId = what === 0 ? which : (token?.id ?? 1);
  const node = token && graph.nodes.get(token.nodeId);
  const outgoing = [...(node?.outgoing.values() ?? [])].flat();
  const scopeId = pick(state.scopes ?? [], which)?.id ?? which;
  const ending = pick(
    (state.scopes ?? []).filter(({ isEnding }) => isEnding),
    which,
  )?.id;
  if (ending !== undefined && what % 2 === 0)
    return { type: 'round_ended', scopeId: ending, verdict: how % 3 === 0 ? 'enough' : 'go_on' };
  if (what < 12) {
    const edge = pick(outgoing, how);
    const taken = outgoing.filter(({ port }) => port === edge?.port).map(({ id }) => id);
    const isMany = node && ['race', 'parallelSplit', 'inclusiveSplit'].includes(node.node.kind);
    const edgeIds = isMany ? taken : edge ? [edge.id] : [];
    return { type: 'node_completed', tokenId, port: edge?.port ?? 'out', edgeIds };
  }
  if (what < 20) return { type: 'container_opened', tokenId, count: how % 4, atOnce: (how % 3) + (what % 2) };
  if (what < 22) return { type: 'node_failed', tokenId, failure, isCaught: how % 2 === 0 };
  if (what < 25) return { type: 'boundary_fired', tokenId, boundaryId: how % 2 === 0 ? 'late' : 'nudge' };
  if (what === 25) return { type: 'round_ended', scopeId, verdict: 'go_on' };
  if (what === 26) return { type: 'items_added', tokenId, count: (how % 4) - 1 };
  if (what === 27) return { type: 'item_cancelled', tokenId, index: (how % 5) - 1 };
  if (what === 28) return { type: 'container_closed', tokenId };
  return { type: 'run_started' };
};

/** Whether something is under way that the world will answer: a step, or a round the caller was asked about. */
const canMove = ({ tokens, scopes = [] }: RunState): boolean =>
  tokens.length > 0 || scopes.some(({ isEnding }) => isEnding);

const expectSound = (state: RunState): void => {
  const { tokens, scopes = [], containers = [], joins, nextTokenId } = state;
  const ids = tokens.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => id < nextTokenId)).toBe(true);
  const scopeIds = new Set<number | undefined>([undefined, ...scopes.map(({ id }) => id)]);
  for (const each of [...tokens, ...joins, ...containers]) expect(scopeIds.has(each.scope)).toBe(true);
  for (const { owner } of scopes) expect(containers.some(({ tokenId }) => tokenId === owner)).toBe(true);
  for (const { tokenId, hasLeft } of containers) expect(hasLeft === true || ids.includes(tokenId)).toBe(true);
  if (!isTerminalState(state)) expect(canMove(state)).toBe(true);
};

const tryAdvance = (graph: Graph, state: RunState, event: EngineEvent): RunState => {
  const before = JSON.stringify(state);
  try {
    return parseRunState(JSON.parse(JSON.stringify(advance(graph, state, event).state)));
  } catch (thrown) {
    expect(isDomainError(thrown) && thrown.code, String(thrown)).toBe('conflict');
    expect(JSON.stringify(state)).toBe(before);
    return state;
  }
};

test('no sequence of events on no graph breaks the engine or leaves a run that cannot move', () => {
  void fc.assert(
    fc.property(graphs, draws, (graph, events) => {
      let state = tryAdvance(graph, initialState(), { type: 'run_started' });
      for (const draw of events) {
        state = tryAdvance(graph, state, eventOf(graph, state, draw));
        expectSound(state);
        if (isTerminalState(state)) return;
      }
    }),
    { numRuns: 500 },
  );
});

test('a run that is only ever answered ends, however badly it is drawn: no body and no loop is endless', () => {
  const answers = fc.array(fc.nat(1000), { minLength: 5, maxLength: 30 });
  void fc.assert(
    fc.property(graphs, answers, (graph, numbers) => {
      let state = tryAdvance(graph, initialState(), { type: 'run_started' });
      let at = 0;
      const draw = () => numbers[at++ % numbers.length] ?? 0;
      for (let left = 3000; left > 0 && !isTerminalState(state); left -= 1) {
        const what = draw() % 20;
        state = tryAdvance(graph, state, eventOf(graph, state, { what, which: draw() + left, how: draw() + left }));
        const [oldest] = state.tokens;
        // Nothing to leave by: its node cannot be drawn to an end.
        if (left % 10 === 0 && oldest)
          state = tryAdvance(graph, state, { type: 'node_failed', tokenId: oldest.id, failure, isCaught: false });
      }
      expect(isTerminalState(state)).toBe(true);
    }),
    { numRuns: 50 },
  );
});
