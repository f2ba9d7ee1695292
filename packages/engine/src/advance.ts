import { containerNodeKinds, type DefinitionEdge, DomainError, nodePorts, splitNodeKinds } from '@switchyard/domain';
import type { EngineCommand } from './command.ts';
import {
  addItems,
  cancelItem,
  closeContainer,
  endOfRound,
  failToken,
  leaveRounds,
  openContainer,
  winRace,
} from './containers.ts';
import type { EngineEvent } from './event.ts';
import { edgesOf, type Graph, getGraphNode } from './graph.ts';
import { stateBefore } from './resume-point.ts';
import { type Container, isTerminalState, type RunState, type Token } from './run-state.ts';
import { settle } from './settle.ts';
import { Transition } from './transition.ts';

/*
 * States of a run, seen by the engine
 *   active     from `initialState` on; left for one of the others exactly once
 *   completed  the last token was consumed and no join waits, or an end of the whole run was reached
 *   failed     a failure that nothing caught
 *   cancelled  somebody asked for it
 * Tokens are created by the start, by following an edge, by a join that goes on and by a round that opens; they are consumed
 * by completing or failing their node, by being withdrawn, or all at once when the run ends.
 */

export interface Advance {
  readonly state: RunState;
  readonly commands: readonly EngineCommand[];
}

type EventOf<Type extends EngineEvent['type']> = Extract<EngineEvent, { type: Type }>;

const conflict = (message: string, details: Record<string, string | number>): DomainError =>
  new DomainError('conflict', message, { details });

const requireToken = ({ tokens }: Transition, tokenId: number): Token => {
  const token = tokens.find(({ id }) => id === tokenId);
  if (token) return token;
  throw conflict(`Step ${tokenId} is not active in this run: it has ended already or never began.`, { tokenId });
};

const requireContainer = ({ containers }: Transition, tokenId: number): Container => {
  const container = containers.find((each) => each.tokenId === tokenId && !each.hasLeft);
  if (container) return container;
  throw conflict(`Step ${tokenId} has no rounds under way: it has ended already or never began.`, { tokenId });
};

/** Ports a token takes for other reasons than that its node is done. */
const eventPorts: ReadonlySet<string> = new Set(['failed', 'body', 'compensate']);

const requireEdges = (graph: Graph, token: Token, port: string, edgeIds: readonly string[]): DefinitionEdge[] => {
  const leaving = edgesOf(graph, token.nodeId, port);
  const chosen = leaving.filter(({ id }) => edgeIds.includes(id));
  const { kind } = getGraphNode(graph, token.nodeId).node;
  const isSplit = splitNodeKinds.has(kind);
  const isWayOut = nodePorts[kind].includes(port) && !eventPorts.has(port);
  const isEndOfBody = token.scope !== undefined && leaving.length === 0 && edgeIds.length === 0;
  const isPossible = chosen.length === edgeIds.length && chosen.length > 0 && (isSplit || chosen.length === 1);
  if (isWayOut && (isPossible || isEndOfBody)) return chosen;
  throw conflict(`Node “${token.nodeId}” cannot be left through “${port}” by ${edgeIds.join(', ') || 'no edge'}.`, {
    nodeId: token.nodeId,
    port,
  });
};

const requireFresh = ({ nextTokenId }: RunState): void => {
  if (nextTokenId !== 1) throw conflict('The run has started already.', {});
};

const start = (transition: Transition, state: RunState): void => {
  requireFresh(state);
  transition.place(transition.graph.startId, {});
};

/** The step begins once more; what it was part of, a round or a race, it still is. */
const retry = (transition: Transition, token: Token): void => {
  transition.withdrawBody(token.id);
  transition.consume(token);
  transition.place(token.nodeId, token, token.race);
};

/** A completed step with a way that undoes it is remembered. */
const rememberDone = (transition: Transition, { id, nodeId, scope }: Token): void => {
  if (edgesOf(transition.graph, nodeId, 'compensate').length === 0) return;
  transition.done.push({ ordinal: id, nodeId, ...(scope === undefined ? {} : { scope }) });
};

const leave = (transition: Transition, token: Token, edges: readonly DefinitionEdge[]): void => {
  const { node } = getGraphNode(transition.graph, token.nodeId);
  const copies = node.kind === 'parallelSplit' ? node.config.copies : 1;
  const race = node.kind === 'race' ? token.id : undefined;
  winRace(transition, token);
  transition.consume(token);
  for (const edge of edges) for (let copy = 0; copy < copies; copy += 1) transition.follow(edge, token, race);
};

const reachEnd = (transition: Transition, token: Token, edgeIds: readonly string[]): void => {
  if (edgeIds.length > 0) throw conflict(`End “${token.nodeId}” has no way on.`, { nodeId: token.nodeId });
  const { node } = getGraphNode(transition.graph, token.nodeId);
  const isOfRun = node.kind === 'end' && node.config.ends === 'run';
  transition.consume(token);
  // An end inside a body ends that round's path, not the run's.
  if (isOfRun || token.scope === undefined) transition.reachEnd(token.nodeId);
  if (isOfRun) transition.complete(token.nodeId);
};

const withdrawNodes = (transition: Transition, token: Token, nodeIds: readonly string[]): void => {
  const wanted = (each: Token) => each.id !== token.id && nodeIds.includes(each.nodeId);
  for (let next = transition.tokens.find(wanted); next; next = transition.tokens.find(wanted))
    transition.withdraw(next);
  for (const left of transition.containers.filter(({ hasLeft, nodeId }) => hasLeft && nodeIds.includes(nodeId)))
    transition.withdrawBody(left.tokenId);
  for (const join of transition.joins.filter(({ nodeId }) => nodeIds.includes(nodeId))) transition.removeJoin(join);
};

const complete = (transition: Transition, { tokenId, port, edgeIds }: EventOf<'node_completed'>): void => {
  const token = requireToken(transition, tokenId);
  const { node } = getGraphNode(transition.graph, token.nodeId);
  if (node.kind === 'end') {
    reachEnd(transition, token, edgeIds);
    return;
  }
  const edges = requireEdges(transition.graph, token, port, edgeIds);
  rememberDone(transition, token);
  if (node.kind === 'cancel') withdrawNodes(transition, token, node.config.nodes);
  // A node that withdraws what it is in goes with it.
  if (!transition.tokens.includes(token)) return;
  leaveRounds(transition, tokenId);
  leave(transition, token, edges);
};

const fireBoundary = (transition: Transition, { tokenId, boundaryId }: EventOf<'boundary_fired'>): void => {
  const token = requireToken(transition, tokenId);
  const { node, outgoing } = getGraphNode(transition.graph, token.nodeId);
  const event = node.boundary?.find(({ id }) => id === boundaryId);
  const [edge] = outgoing.get(boundaryId) ?? [];
  if (!(event && edge) || event.on === 'error')
    throw conflict(`Node “${token.nodeId}” has no event “${boundaryId}” that leads anywhere.`, { boundaryId });
  if (event.isInterrupting) {
    winRace(transition, token);
    transition.withdraw(token);
  }
  transition.follow(edge, token);
};

const endRound = (transition: Transition, { scopeId, verdict }: EventOf<'round_ended'>): void => {
  const scope = transition.scopes.find(({ id }) => id === scopeId);
  if (!scope?.isEnding) throw conflict(`Round ${scopeId} is still under way, or gone.`, { scopeId });
  endOfRound(transition, scope, verdict);
};

const openRounds = (transition: Transition, event: EventOf<'container_opened'>): void => {
  const token = requireToken(transition, event.tokenId);
  const { kind } = getGraphNode(transition.graph, token.nodeId).node;
  const isPossible = Number.isInteger(event.count) && event.count >= 0 && Number.isInteger(event.atOnce);
  if (!(containerNodeKinds.has(kind) && isPossible && event.atOnce > 0))
    throw conflict(
      `Step ${token.id} at “${token.nodeId}” cannot have ${event.count} rounds, ${event.atOnce} at once.`,
      {
        tokenId: token.id,
      },
    );
  if (transition.containers.some(({ tokenId }) => tokenId === token.id))
    throw conflict(`Step ${token.id} has begun its rounds already.`, { tokenId: token.id });
  openContainer(transition, token, event);
};

const apply = (transition: Transition, state: RunState, event: EngineEvent): void => {
  switch (event.type) {
    case 'run_started':
      start(transition, state);
      break;
    case 'run_resumed':
      requireFresh(state);
      transition.place(event.at.nodeId, {});
      break;
    case 'node_retried':
      retry(transition, requireToken(transition, event.tokenId));
      break;
    case 'node_completed':
      complete(transition, event);
      break;
    case 'node_failed':
      failToken(transition, requireToken(transition, event.tokenId), event.failure, event.isCaught);
      break;
    case 'boundary_fired':
      fireBoundary(transition, event);
      break;
    case 'container_opened':
      openRounds(transition, event);
      break;
    case 'round_ended':
      endRound(transition, event);
      break;
    case 'items_added':
      addItems(transition, requireContainer(transition, event.tokenId), event.count);
      break;
    case 'item_cancelled':
      cancelItem(transition, requireContainer(transition, event.tokenId), event.index);
      break;
    case 'container_closed':
      closeContainer(transition, requireContainer(transition, event.tokenId), 'cancel');
      break;
    case 'cancel_requested':
      transition.finish({ type: 'finish_run', status: 'cancelled', reason: event.reason });
      break;
  }
};

/**
 * What happens next. Pure: same graph, state and event give the same answer; the arguments are not changed.
 * A terminal state comes back unchanged with no commands. Cost grows with live tokens, not with the graph.
 * @throws DomainError conflict for an event that cannot have happened (unknown token, foreign edge, second start)
 */
export const advance = (graph: Graph, state: RunState, event: EngineEvent): Advance => {
  if (isTerminalState(state)) return { state, commands: [] };
  const transition = new Transition(graph, event.type === 'run_resumed' ? stateBefore(graph, event.at) : state);
  apply(transition, state, event);
  settle(transition);
  return transition.outcome;
};
