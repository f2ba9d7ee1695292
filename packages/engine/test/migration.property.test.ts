import { type Definition, definitionSchema } from '@switchyard/domain';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileGraph, type Graph } from '../src/graph.ts';
import { planMigration } from '../src/migration/plan-migration.ts';
import { isTerminalState, parseRunState, type RunState } from '../src/run-state.ts';
import { playOn } from './play-on.ts';
import { type DrawnProcess, drawBlock, wildBlocks } from './random-graph.ts';
import { simulate } from './simulate.ts';

const picks = fc.infiniteStream(fc.nat({ max: 1_000_000 }));

/** A process and the states it went through, each as stored. */
const lived = (process: DrawnProcess, stream: Iterator<number>): RunState[] => {
  const pick = (count: number): number => Number(stream.next().value) % Math.max(1, count);
  const { states } = simulate(process, { pickNext: pick, pickBranch: (_, count) => pick(count), mishaps: 5 });
  return states.map((text) => parseRunState(JSON.parse(text))).filter((state) => state.nextTokenId > 1);
};

/** A state without what is left out when it is empty. */
const plain = (state: RunState): unknown => JSON.parse(JSON.stringify({ placed: 0, ...state }));

const newName = (id: string): string => `n_${id}`;

/** The same process with every node and edge called something else. */
const rename = ({ definition }: DrawnProcess): Definition =>
  definitionSchema.parse({
    ...definition,
    nodes: definition.nodes.map((node) => ({ ...node, id: newName(node.id) })),
    edges: definition.edges.map((edge) => ({
      ...edge,
      id: newName(edge.id),
      from: newName(edge.from),
      to: newName(edge.to),
    })),
  });

/** Takes a node out and leads whatever came to it on to where it led. */
const without = ({ nodes, edges }: Definition, gone: string): Definition => {
  const [way] = edges.filter(({ from, port }) => from === gone && port === 'out');
  return definitionSchema.parse({
    v: 1,
    nodes: nodes.filter(({ id }) => id !== gone),
    edges: edges.flatMap((edge) => {
      if (edge.from === gone) return [];
      if (edge.to !== gone) return [edge];
      return way && way.to !== gone ? [{ ...edge, to: way.to }] : [];
    }),
  });
};

interface Edit {
  readonly at: number;
  readonly what: 'remove' | 'reconfigure' | 'turn';
}

const reconfigured = {
  task: { task: 'other' },
  set: { assignments: [{ name: 'b', value: '2' }] },
  receive: { message: 'pong' },
};

/** One of the changes people make between two versions. */
const edit = (definition: Definition, { at, what }: Edit): Definition => {
  const inner = definition.nodes.filter(({ kind }) => kind !== 'start' && kind !== 'end');
  const node = inner[at % Math.max(1, inner.length)];
  if (!node) return definition;
  if (what === 'remove') return without(definition, node.id);
  const config = {
    ...node.config,
    ...(Object.hasOwn(reconfigured, node.kind) ? reconfigured[node.kind as 'set'] : {}),
  };
  const changed =
    what === 'turn' && node.kind === 'task' ? { ...node, kind: 'wait', config: { for: 'PT1M' } } : { ...node, config };
  return definitionSchema.parse({
    ...definition,
    nodes: definition.nodes.map((each) => (each === node ? changed : each)),
  });
};

const edits = fc.array(
  fc.record({ at: fc.nat({ max: 100 }), what: fc.constantFrom<Edit['what']>('remove', 'reconfigure', 'turn') }),
  { minLength: 1, maxLength: 3 },
);

const expectWhole = (graph: Graph, before: RunState, after: RunState, moved: ReadonlyMap<number, string>): void => {
  const ids = after.tokens.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const token of after.tokens) expect(graph.nodes.has(token.nodeId)).toBe(true);
  for (const { id, scope } of before.tokens) {
    const fate = moved.get(id);
    expect(fate).toBeDefined();
    const isStill = ids.includes(id);
    expect(isStill).toBe(fate === 'kept' || fate === 'changed');
    if (isStill) expect(after.tokens.find((token) => token.id === id)?.scope).toBe(scope);
  }
  // What is new was opened in place of something, or by a join that goes on.
  expect(ids.filter((id) => id >= after.nextTokenId)).toEqual([]);
  const scopes = new Set((before.scopes ?? []).map(({ id }) => id));
  for (const { id } of after.scopes ?? []) expect(scopes.has(id)).toBe(true);
};

describe('moving a run', () => {
  test('to the very same version changes nothing, wherever it is', () => {
    void fc.assert(
      fc.property(wildBlocks, picks, (block, stream) => {
        const process = drawBlock(block);
        const graph = compileGraph(process.definition);
        for (const state of lived(process, stream)) {
          const plan = planMigration(graph, graph, state, { mapping: {} });
          expect(plan).toMatchObject({ verdict: 'kept', notes: [], commands: [] });
          expect('state' in plan && plain(plan.state)).toEqual(plain(state));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('to one where everything has another name keeps every token, and the way back gives the same state again', () => {
    void fc.assert(
      fc.property(wildBlocks, picks, (block, stream) => {
        const process = drawBlock(block);
        const [graph, other] = [compileGraph(process.definition), compileGraph(rename(process))];
        const ids = process.definition.nodes.map(({ id }) => id);
        const there = Object.fromEntries(ids.map((id) => [id, { to: newName(id) }]));
        const back = Object.fromEntries(ids.map((id) => [newName(id), { to: id }]));
        for (const state of lived(process, stream)) {
          const gone = planMigration(graph, other, state, { mapping: there });
          if (!('state' in gone)) throw new Error(gone.problems.join(' '));
          expect(gone.tokens.map(({ fate }) => fate)).toEqual(state.tokens.map(() => 'changed'));
          const home = planMigration(other, graph, gone.state, { mapping: back });
          expect('state' in home && plain(home.state)).toEqual(plain(state));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('to an edited version loses no token, invents none, and leaves a run that comes to an end', () => {
    let moved = 0;
    void fc.assert(
      fc.property(wildBlocks, picks, edits, (block, stream, changes) => {
        const process = drawBlock(block);
        const graph = compileGraph(process.definition);
        const other = compileGraph(changes.reduce(edit, process.definition));
        for (const state of lived(process, stream)) {
          const plan = planMigration(graph, other, state, { mapping: {} });
          if (!('state' in plan)) {
            expect(plan.problems.length).toBeGreaterThan(0);
            continue;
          }
          moved += 1;
          expectWhole(other, state, plan.state, new Map(plan.tokens.map(({ tokenId, fate }) => [tokenId, fate])));
          expect(isTerminalState(plan.state)).toBe(false);
          expect(isTerminalState(playOn(other, plan.state))).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
    expect(moved).toBeGreaterThan(50);
  });
});
