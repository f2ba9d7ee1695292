import { containerNodeKinds, inlineNodeKinds } from '@switchyard/domain';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { advance } from '../src/advance.ts';
import { type Graph, getGraphNode } from '../src/graph.ts';
import { type PastStep, planResume } from '../src/resume-point.ts';
import { initialState, parseRunState, type RunState } from '../src/run-state.ts';
import { type Block, calmBlocks, drawBlock, wildBlocks } from './random-graph.ts';
import { type Simulation, simulate } from './simulate.ts';

const numbers = fc.array(fc.nat(1000), { minLength: 1, maxLength: 40 });

const chooser = (sequence: readonly number[]) => {
  let at = 0;
  return (count: number): number => {
    at += 1;
    return ((sequence[at % sequence.length] ?? 0) + at) % count;
  };
};

interface Past {
  readonly steps: readonly PastStep[];
  /** Ordinal → the state right after the event that placed it. */
  readonly placedIn: ReadonlyMap<number, RunState>;
}

/** What the database keeps of a simulated run: steps with times. Cheap nodes take no time, as in one transaction. */
const historyOf = ({ graph, states, state: last, events }: Simulation): Past => {
  const steps = new Map<number, PastStep>();
  const placedIn = new Map<number, RunState>();
  let clock = 0;
  for (const [index, event] of events.entries()) {
    const before = parseRunState(JSON.parse(states[index] ?? ''));
    const after = index + 1 < states.length ? parseRunState(JSON.parse(states[index + 1] ?? '')) : last;
    const tokenId = 'tokenId' in event ? event.tokenId : 0;
    const subject = before.tokens.find(({ id }) => id === tokenId);
    const kind = subject && getGraphNode(graph, subject.nodeId).node.kind;
    const isWork =
      event.type === 'node_completed' && kind && !containerNodeKinds.has(kind) && !inlineNodeKinds.has(kind);
    const isMishap = event.type !== 'node_completed' && !(event.type in { container_opened: 1, round_ended: 1 });
    if (isWork || isMishap) clock += 1;
    for (const { id } of before.tokens) {
      const step = steps.get(id);
      if (!step || after.tokens.some((token) => token.id === id)) continue;
      const isDone = event.type === 'node_completed' && id === tokenId;
      const isFailed = event.type === 'node_failed' && id === tokenId;
      const status = isDone ? 'completed' : isFailed ? 'failed' : 'cancelled';
      steps.set(id, { ...step, status, port: isDone ? event.port : null, endedAt: clock });
    }
    for (const { id, nodeId, scope } of after.tokens) {
      if (steps.has(id)) continue;
      const fresh = { ordinal: id, nodeId, name: nodeId, scope: scope ?? null, status: 'ready', port: null };
      steps.set(id, { ...fresh, beganAt: clock, endedAt: null });
      placedIn.set(id, after);
    }
  }
  return { steps: [...steps.values()].toSorted((one, other) => one.ordinal - other.ordinal), placedIn };
};

/** The state once the other ends are reached that are placed in the same moment: nothing else follows from them. */
const afterEnds = (graph: Graph, state: RunState, chosen: number): RunState => {
  const isOtherEnd = ({ id, nodeId }: RunState['tokens'][number]) =>
    id !== chosen && getGraphNode(graph, nodeId).node.kind === 'end';
  const reached = state.tokens.filter(isOtherEnd).map(({ nodeId }) => nodeId);
  const index = (nodeId: string) => getGraphNode(graph, nodeId).index;
  return {
    ...state,
    tokens: state.tokens.filter((token) => !isOtherEnd(token)),
    ends: [...new Set([...state.ends, ...reached])].toSorted((one, other) => index(one) - index(other)),
  };
};

const isAlone = ({ tokens, joins, scopes = [], containers = [] }: RunState): boolean =>
  tokens.length === 1 && scopes.length + containers.length === 0 && !joins.some(({ hasFired }) => !hasFired);

const withoutScope = (done: RunState['done']) => (done ?? []).map(({ ordinal, nodeId }) => ({ ordinal, nodeId }));

/** One copy undoes what it has done while the other is in the middle of a round with something to undo. */
const undoBesideRound: Block = {
  type: 'copies',
  count: 2,
  part: {
    type: 'sequence',
    parts: [
      {
        type: 'forEach',
        part: { type: 'partial', parts: [{ type: 'step' }, { type: 'undoable' }], needed: 1, rest: 'finish' },
        rounds: 1,
        atOnce: 1,
      },
      { type: 'inclusive', parts: [{ type: 'step' }, { type: 'undo' }, { type: 'step' }] },
    ],
  },
};
const undoing: Block = {
  type: 'sequence',
  parts: [{ type: 'sequence', parts: [{ type: 'parallel', parts: [undoBesideRound] }] }],
};

/** A join takes the first, which comes by an empty list in no time, and withdraws a step from before all that came in that moment. */
const withdrawnInNoTime: Block = {
  type: 'sequence',
  parts: [
    {
      type: 'partial',
      parts: [
        { type: 'step' },
        {
          type: 'sequence',
          parts: [
            { type: 'copies', count: 1, part: { type: 'step' } },
            {
              type: 'copies',
              count: 1,
              part: { type: 'sequence', parts: [{ type: 'forEach', part: { type: 'step' }, rounds: 0, atOnce: 1 }] },
            },
          ],
        },
      ],
      needed: 1,
      rest: 'cancel',
    },
    { type: 'step' },
  ],
};

test.for([
  ['calm', calmBlocks, 0, []],
  ['wild', wildBlocks, 15, [undoing, withdrawnInNoTime]],
] as const)('a point that is offered is exactly where the run was: %s processes', ([, blocks, mishaps, known]) => {
  let offered = 0;
  let alone = 0;
  void fc.assert(
    fc.property(blocks, numbers, numbers, (block, order, branches) => {
      const branch = chooser(branches);
      const simulation = simulate(drawBlock(block), {
        pickNext: chooser(order),
        pickBranch: (_, count) => (count === 0 ? 0 : branch(count)),
        mishaps,
        isCheapFirst: true,
      });
      const { graph } = simulation;
      const { steps, placedIn } = historyOf(simulation);
      for (const { ordinal, nodeId } of steps) {
        const placed = placedIn.get(ordinal);
        if (!placed) continue;
        const was = placed.tokens.length === 1 ? placed : afterEnds(graph, placed, ordinal);
        const isExact = isAlone(was) && was.tokens[0]?.id === ordinal && was.tokens[0].scope === undefined;
        if (isExact) alone += 1;
        const plan = planResume(graph, steps, ordinal);
        if (!plan.isPossible) continue;
        offered += 1;
        expect({ isExact, nodeId, ordinal }).toEqual({ isExact: true, nodeId, ordinal });
        const { state, commands } = advance(graph, initialState(), { type: 'run_resumed', at: plan.point });
        expect(commands.map((command) => 'tokenId' in command && command.tokenId)).toEqual([ordinal]);
        expect(state.tokens.map(({ id, nodeId: at }) => ({ id, at }))).toEqual([{ id: ordinal, at: nodeId }]);
        expect({ ...state, tokens: [], done: withoutScope(state.done) }).toMatchObject({
          nextTokenId: was.nextTokenId,
          ends: was.ends,
          placed: was.placed,
          joins: [],
          done: withoutScope(was.done),
        });
      }
    }),
    {
      numRuns: 200,
      examples: known.flatMap((block): [Block, number[], number[]][] => [
        [block, [0], [0]],
        [block, [638], [0]],
      ]),
    },
  );
  // Refusing everything would be safe and of no use.
  expect(offered / alone).toBeGreaterThan(0.5);
});
