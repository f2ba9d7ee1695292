import { type Graph, getGraphNode } from './graph.ts';
import type { JoinArrival, RunState } from './run-state.ts';
import { canStillArrive } from './transition.ts';

export interface NodeInspection {
  readonly nodeId: string;
  /** Tokens executing or waiting at the node; their ids are step ordinals. */
  readonly tokenIds: readonly number[];
  /** Tokens that arrived at this join and wait for others. */
  readonly arrivedCount: number;
  /** Nodes holding the tokens this join still waits for, in definition order. */
  readonly awaitedNodeIds: readonly string[];
}

const listAwaited = (graph: Graph, state: RunState, join: JoinArrival | undefined): string[] => {
  if (!join) return [];
  const holders = [...state.tokens, ...state.joins].filter((other) => canStillArrive(graph, other, join));
  return sortByDefinition(graph, new Set(holders.map(({ nodeId }) => nodeId)));
};

const sortByDefinition = (graph: Graph, nodeIds: ReadonlySet<string>): string[] =>
  [...nodeIds].sort((a, b) => getGraphNode(graph, a).index - getGraphNode(graph, b).index);

/** Where the run is, per node that holds a token or an arrival; what was finished is in the step rows. */
export const inspectState = (graph: Graph, state: RunState): NodeInspection[] => {
  const occupied = new Set([...state.tokens, ...state.joins].map(({ nodeId }) => nodeId));
  return sortByDefinition(graph, occupied).map((nodeId) => {
    const join = state.joins.find((each) => each.nodeId === nodeId);
    return {
      nodeId,
      tokenIds: state.tokens.filter((token) => token.nodeId === nodeId).map(({ id }) => id),
      arrivedCount: join?.edgeIds.length ?? 0,
      awaitedNodeIds: listAwaited(graph, state, join),
    };
  });
};
