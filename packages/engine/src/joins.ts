import { DomainError, type Failure, type NodeOf, toFailure } from '@switchyard/domain';
import { type Graph, type GraphNode, getGraphNode } from './graph.ts';
import type { JoinArrival, Token } from './run-state.ts';
import type { Transition } from './transition.ts';

/*
 * A join and what it waits for
 *   taken  goes on once no live token of its scope can reach it any more: it waits for exactly the branches really taken, and
 *          cannot deadlock behind an exclusive decision
 *   every  goes on whenever each way in has brought a token, and keeps what came early for the next time
 *   some   goes on with the first n arrivals; the others are withdrawn, or absorbed as they come
 */

/** Whether `other`, a live token or one held by another join, can still arrive at `join`. */
export const canStillArrive = (graph: Graph, other: Token | JoinArrival, join: JoinArrival): boolean =>
  other !== join && other.scope === join.scope && graph.canReach(other.nodeId, join.nodeId);

const holdsToken = (join: JoinArrival): boolean => !join.hasFired;

const isAwaited = (transition: Transition, join: JoinArrival): boolean => {
  const canArrive = (other: Token | JoinArrival) => canStillArrive(transition.graph, other, join);
  return transition.tokens.some(canArrive) || transition.joins.filter(holdsToken).some(canArrive);
};

const joinNodeOf = (graph: Graph, { nodeId }: JoinArrival): GraphNode & { readonly node: NodeOf<'join'> } => {
  const found = getGraphNode(graph, nodeId);
  if (found.node.kind === 'join') return { ...found, node: found.node };
  throw new DomainError('conflict', `This version has no join “${nodeId}”.`, { details: { nodeId } });
};

const withdrawRest = (transition: Transition, join: JoinArrival): void => {
  const canArrive = (other: Token | JoinArrival) => canStillArrive(transition.graph, other, join);
  for (const token of transition.tokens.filter(canArrive)) transition.withdraw(token);
  for (const other of transition.joins.filter(canArrive)) transition.removeJoin(other);
};

const settleEvery = (transition: Transition, join: JoinArrival, incoming: readonly string[]): boolean => {
  if (!incoming.every((id) => join.edgeIds.includes(id))) return false;
  const left = [...join.edgeIds];
  for (const id of incoming) left.splice(left.indexOf(id), 1);
  if (left.length === 0) transition.removeJoin(join);
  else transition.updateJoin(join, { edgeIds: left, hasFired: true });
  transition.place(join.nodeId, join);
  return true;
};

const settleSome = (
  transition: Transition,
  join: JoinArrival,
  { node, incoming }: GraphNode & { readonly node: NodeOf<'join'> },
): boolean => {
  const { needed, rest } = node.config;
  if (join.hasFired) {
    if (join.edgeIds.length < incoming.length && isAwaited(transition, join)) return false;
    transition.removeJoin(join);
    return true;
  }
  if (join.edgeIds.length < needed) return false;
  if (rest === 'cancel') {
    withdrawRest(transition, join);
    transition.removeJoin(join);
  } else transition.updateJoin(join, { hasFired: true });
  transition.place(join.nodeId, join);
  return true;
};

const settleTaken = (transition: Transition, join: JoinArrival): boolean => {
  if (isAwaited(transition, join)) return false;
  transition.removeJoin(join);
  transition.place(join.nodeId, join);
  return true;
};

const settleJoin = (transition: Transition, join: JoinArrival): boolean => {
  const found = joinNodeOf(transition.graph, join);
  const { wait } = found.node.config;
  if (wait === 'every')
    return settleEvery(
      transition,
      join,
      found.incoming.map(({ id }) => id),
    );
  return wait === 'some' ? settleSome(transition, join, found) : settleTaken(transition, join);
};

const byDefinition =
  (transition: Transition) =>
  (a: JoinArrival, b: JoinArrival): number =>
    transition.indexOf(a.nodeId) - transition.indexOf(b.nodeId);

/** Joins that wait for each other around a loop would wait for ever: the first in the definition goes on. */
const breakCircle = (transition: Transition): boolean => {
  const isStill = (join: JoinArrival) =>
    joinNodeOf(transition.graph, join).node.config.wait === 'taken' &&
    !transition.tokens.some((token) => token.scope === join.scope);
  const first = transition.joins.filter(isStill).toSorted(byDefinition(transition))[0];
  if (!first) return false;
  transition.removeJoin(first);
  transition.place(first.nodeId, first);
  return true;
};

/** Lets every join go on that can. */
export const settleJoins = (transition: Transition): void => {
  while (transition.joins.length > 0) {
    if (transition.joins.some((join) => settleJoin(transition, join))) continue;
    if (!breakCircle(transition)) return;
  }
};

/**
 * A join that nobody can reach any more and that has too little: what the run fails with. What is left over at one that has
 * gone on before is no failure: its partners never came.
 */
export const findUnmetJoin = (
  transition: Transition,
): { readonly join: JoinArrival; readonly failure: Failure } | undefined => {
  const join = transition.joins
    .filter((each) => !(each.hasFired || isAwaited(transition, each)))
    .toSorted(byDefinition(transition))[0];
  if (!join) return undefined;
  const { node, incoming } = joinNodeOf(transition.graph, join);
  const wanted = node.config.wait === 'some' ? node.config.needed : incoming.length;
  const failure = toFailure(
    new DomainError(
      'join_unmet',
      `“${node.name}” waits for ${wanted} paths, but only ${join.edgeIds.length} came and no other can reach it any more. ` +
        'Let it wait for the paths that were taken, or lead every path there.',
      { details: { nodeId: node.id, wanted, came: join.edgeIds.length } },
    ),
  );
  return { join, failure };
};
