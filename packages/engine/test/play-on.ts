import { containerNodeKinds, splitNodeKinds } from '@switchyard/domain';
import { advance } from '../src/advance.ts';
import type { EngineEvent } from '../src/event.ts';
import { edgesOf, type Graph, getGraphNode } from '../src/graph.ts';
import { isTerminalState, type RunState, type Token } from '../src/run-state.ts';

const answer = (graph: Graph, state: RunState, { id: tokenId, nodeId, scope }: Token): EngineEvent | undefined => {
  const { kind } = getGraphNode(graph, nodeId).node;
  const container = state.containers?.find((each) => each.tokenId === tokenId);
  if (containerNodeKinds.has(kind) && !container) return { type: 'container_opened', tokenId, count: 1, atOnce: 1 };
  if (container && !container.hasLeft && state.scopes?.some(({ owner }) => owner === tokenId)) return undefined;
  // A decision and an approval alike go the way that is drawn last: away from a loop back.
  const port = kind === 'approval' ? 'approved' : 'out';
  const ids = kind === 'end' ? [] : edgesOf(graph, nodeId, port).map(({ id }) => id);
  if (ids.length === 0 && kind !== 'end' && scope === undefined)
    return { type: 'cancel_requested', reason: 'No way on.' };
  return { type: 'node_completed', tokenId, port, edgeIds: splitNodeKinds.has(kind) ? ids : ids.slice(-1) };
};

/** The next thing that happens to a run from whose state alone it is known what it waits for. */
const nextEvent = (graph: Graph, state: RunState): EngineEvent | undefined => {
  const ending = state.scopes?.find(({ isEnding }) => isEnding);
  if (ending) return { type: 'round_ended', scopeId: ending.id, verdict: 'enough' };
  for (const token of state.tokens) {
    const event = answer(graph, state, token);
    if (event) return event;
  }
  return undefined;
};

const eventsMax = 5000;

/** Carries a stored run to its end, each step by its last way. */
export const playOn = (graph: Graph, from: RunState): RunState => {
  let state = from;
  for (let count = 0; !isTerminalState(state); count += 1) {
    const event = nextEvent(graph, state);
    if (!event || count > eventsMax) throw new Error(`The run stands still: ${JSON.stringify(state)}`);
    ({ state } = advance(graph, state, event));
  }
  return state;
};
