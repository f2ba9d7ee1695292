import { type DefinitionEdge, DomainError } from '@switchyard/domain';
import type { EngineCommand } from './command.ts';
import type { EngineEvent } from './event.ts';
import { edgesOf, type Graph, getGraphNode } from './graph.ts';
import { isTerminalState, type RunState, type Token } from './run-state.ts';
import { Transition } from './transition.ts';

/*
 * States of a run, seen by the engine
 *   active     from `initialState` on; left for one of the others exactly once
 *   completed  the last token was consumed and no join waits
 *   failed     a node failed and nothing caught it
 *   cancelled  somebody asked for it
 * Tokens are created by the start, by following an edge and by a join that fires; they are consumed by completing or
 * failing their node, or all at once when the run ends. A join fires when no live token can reach it any more, so it
 * synchronises exactly the branches that were really taken and cannot deadlock behind an exclusive decision.
 */

export interface Advance {
  readonly state: RunState;
  readonly commands: readonly EngineCommand[];
}

const conflict = (message: string, details: Record<string, string | number>): DomainError =>
  new DomainError('conflict', message, { details });

const requireToken = (state: RunState, tokenId: number): Token => {
  const token = state.tokens.find(({ id }) => id === tokenId);
  if (token) return token;
  throw conflict(`Step ${tokenId} is not active in this run: it has ended already or never began.`, { tokenId });
};

const requireEdges = (graph: Graph, token: Token, port: string, edgeIds: readonly string[]): DefinitionEdge[] => {
  const leaving = edgesOf(graph, token.nodeId, port);
  const chosen = leaving.filter(({ id }) => edgeIds.includes(id));
  const isSplit = getGraphNode(graph, token.nodeId).node.kind === 'parallelSplit';
  const isPossible = chosen.length === edgeIds.length && chosen.length > 0 && (isSplit || chosen.length === 1);
  if (isPossible) return chosen;
  throw conflict(`Node “${token.nodeId}” cannot be left through “${port}” by ${edgeIds.join(', ') || 'no edge'}.`, {
    nodeId: token.nodeId,
    port,
  });
};

const start = (graph: Graph, state: RunState): Advance => {
  if (state.nextTokenId !== 1) throw conflict('The run has started already.', {});
  const transition = new Transition(graph, state);
  transition.place(graph.startId, {});
  return transition.outcome;
};

const leave = (graph: Graph, state: RunState, token: Token, edges: readonly DefinitionEdge[]): Advance => {
  const transition = new Transition(graph, state);
  transition.consume(token);
  for (const edge of edges) transition.follow(edge, token);
  transition.settle();
  return transition.outcome;
};

const complete = (graph: Graph, state: RunState, event: Extract<EngineEvent, { type: 'node_completed' }>): Advance => {
  const token = requireToken(state, event.tokenId);
  if (getGraphNode(graph, token.nodeId).node.kind !== 'end') {
    return leave(graph, state, token, requireEdges(graph, token, event.port, event.edgeIds));
  }
  if (event.edgeIds.length > 0) throw conflict(`End “${token.nodeId}” has no way on.`, { nodeId: token.nodeId });
  const transition = new Transition(graph, state);
  transition.consume(token);
  transition.reachEnd(token.nodeId);
  transition.settle();
  return transition.outcome;
};

const fail = (graph: Graph, state: RunState, event: Extract<EngineEvent, { type: 'node_failed' }>): Advance => {
  const token = requireToken(state, event.tokenId);
  const [first] = edgesOf(graph, token.nodeId, 'failed');
  if (event.isCaught && first) {
    return leave(graph, state, token, requireEdges(graph, token, 'failed', event.edgeIds ?? [first.id]));
  }
  const transition = new Transition(graph, state);
  transition.consume(token);
  transition.finish({ type: 'finish_run', status: 'failed', failure: event.failure });
  return transition.outcome;
};

const cancel = (graph: Graph, state: RunState, reason: string): Advance => {
  const transition = new Transition(graph, state);
  transition.finish({ type: 'finish_run', status: 'cancelled', reason });
  return transition.outcome;
};

/**
 * What happens next. Pure: same graph, state and event give the same answer; the arguments are not changed.
 * A terminal state comes back unchanged with no commands. Cost grows with live tokens, not with the graph.
 * @throws DomainError conflict for an event that cannot have happened (unknown token, foreign edge, second start)
 */
export const advance = (graph: Graph, state: RunState, event: EngineEvent): Advance => {
  if (isTerminalState(state)) return { state, commands: [] };
  switch (event.type) {
    case 'run_started':
      return start(graph, state);
    case 'node_completed':
      return complete(graph, state, event);
    case 'node_failed':
      return fail(graph, state, event);
    case 'cancel_requested':
      return cancel(graph, state, event.reason);
  }
};
