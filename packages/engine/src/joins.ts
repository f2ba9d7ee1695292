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

export interface UnmetJoin {
  readonly join: JoinArrival;
  /** What the run, or the body around the join, fails with. */
  readonly failure: Failure;
}

const describeUnmet = (transition: Transition, join: JoinArrival): UnmetJoin => {
  const { node, incoming } = joinNodeOf(transition.graph, join);
  const wanted = node.config.wait === 'some' ? node.config.needed : incoming.length;
  const came = join.edgeIds.length;
  const message =
    `“${node.name}” waits for ${wanted} paths, but only ${came} came and no other can reach it any more. ` +
    'Let it wait for the paths that were taken, or lead every path there.';
  const details = { nodeId: node.id, wanted, came };
  return { join, failure: toFailure(new DomainError('join_unmet', message, { details })) };
};

/** Joins that only wait for each other, round a loop: no live token can reach them. */
const listStuck = (transition: Transition, waiting: readonly JoinArrival[]): JoinArrival[] =>
  waiting.filter((join) => !transition.tokens.some((token) => canStillArrive(transition.graph, token, join)));

/**
 * Lets every join go on that can. Of joins that wait for each other round a loop the first in the definition goes on.
 * Returns one that can no longer get what it waits for; what is left over at one that has gone on before is no such case:
 * its partners never came.
 */
export const settleJoins = (transition: Transition): UnmetJoin | undefined => {
  for (;;) {
    const joins = transition.joins.filter(({ scope }) => transition.touched.has(scope));
    if (joins.some((join) => settleJoin(transition, join))) continue;
    const waiting = joins.filter(holdsToken).toSorted(byDefinition(transition));
    const unmet = waiting.find((join) => !isAwaited(transition, join));
    if (unmet) return describeUnmet(transition, unmet);
    const stuck = listStuck(transition, waiting);
    const next = stuck.find((join) => joinNodeOf(transition.graph, join).node.config.wait === 'taken');
    if (!next) return stuck[0] && describeUnmet(transition, stuck[0]);
    transition.removeJoin(next);
    transition.place(next.nodeId, next);
  }
};
