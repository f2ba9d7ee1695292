import { type Graph, getGraphNode } from './graph.ts';
import { canStillArrive } from './joins.ts';
import type { JoinArrival, RunState } from './run-state.ts';

export interface NodeInspection {
  readonly nodeId: string;
  /** Tokens executing or waiting at the node; their ids are step ordinals. */
  readonly tokenIds: readonly number[];
  /** Tokens that arrived at this join and wait for others. */
  readonly arrivedCount: number;
  /** Nodes holding the tokens this join still waits for, in definition order. */
  readonly awaitedNodeIds: readonly string[];
}

const sortByDefinition = (graph: Graph, nodeIds: ReadonlySet<string>): string[] =>
  [...nodeIds].sort((a, b) => getGraphNode(graph, a).index - getGraphNode(graph, b).index);

const listAwaited = (graph: Graph, state: RunState, waiting: readonly JoinArrival[]): string[] => {
  const holders = [...state.tokens, ...state.joins.filter(({ hasFired }) => !hasFired)];
  const awaited = waiting.flatMap((join) => holders.filter((other) => canStillArrive(graph, other, join)));
  return sortByDefinition(graph, new Set(awaited.map(({ nodeId }) => nodeId)));
};

/** Where the run is, per node that holds a token or an arrival; what was finished is in the step rows. */
export const inspectState = (graph: Graph, state: RunState): NodeInspection[] => {
  const waiting = state.joins.filter(({ hasFired }) => !hasFired);
  const occupied = new Set([...state.tokens, ...waiting].map(({ nodeId }) => nodeId));
  return sortByDefinition(graph, occupied).map((nodeId) => {
    const joins = waiting.filter((each) => each.nodeId === nodeId);
    return {
      nodeId,
      tokenIds: state.tokens.filter((token) => token.nodeId === nodeId).map(({ id }) => id),
      arrivedCount: joins.reduce((count, { edgeIds }) => count + edgeIds.length, 0),
      awaitedNodeIds: listAwaited(graph, state, joins),
    };
  });
};
