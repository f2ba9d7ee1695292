import { type DefinitionNode, DomainError, type Failure, toFailure } from '@switchyard/domain';
import { edgesOf, type Graph, getGraphNode } from './graph.ts';
import { type Container, type Done, type RunState, type Scope, scopeChain, type Token } from './run-state.ts';
import type { Transition } from './transition.ts';

/*
 * Life of a container (for-each, loop, region, undoing)
 *   start_step → container_opened      its rounds are known; as many begin as may be under way at once
 *   end_scope  → round_ended           a round's last token is gone; the next begins, or there is enough
 *   complete_container → node_completed  nothing is left that was wanted
 * Its token stays alive at its node meanwhile, in the scope around it. Where the rest may finish, the token goes on and
 * the container lives until its last round has ended.
 */

/** The port that catches a failure of this node: an error event naming the code, one naming none, else `failed`. */
export const catchPortOf = (graph: Graph, nodeId: string, failure: Failure): string | undefined => {
  const { node, outgoing } = getGraphNode(graph, nodeId);
  const events = (node.boundary ?? []).flatMap((event) => (event.on === 'error' ? [event] : []));
  const event =
    events.find(({ codes }) => codes.includes(failure.code)) ?? events.find(({ codes }) => codes.length === 0);
  const port = event?.id ?? 'failed';
  return (outgoing.get(port)?.length ?? 0) > 0 ? port : undefined;
};

const ownerOf = (transition: Transition, scope: Scope): Container | undefined =>
  transition.containers.find(({ tokenId }) => tokenId === scope.owner);

const liveRounds = (transition: Transition, { tokenId }: Container): Scope[] =>
  transition.scopes.filter(({ owner }) => owner === tokenId);

const openRound = (transition: Transition, container: Container, index: number): void => {
  const undone = container.order?.[index];
  const scope = transition.openScope(container, index, undone);
  const edges = undone
    ? edgesOf(transition.graph, undone.nodeId, 'compensate')
    : edgesOf(transition.graph, container.nodeId, 'body');
  for (const edge of edges) transition.follow(edge, { scope: scope.id });
};

/** Opens the rounds whose turn it is; a container with nothing left to do completes. */
const goOn = (transition: Transition, container: Container): void => {
  let current = container;
  let live = liveRounds(transition, current).length;
  while (!current.isClosed && live < current.atOnce && current.next < current.count) {
    const index = current.next;
    const isSkipped = current.skipped?.includes(index) ?? false;
    current = transition.updateContainer(current, {
      next: index + 1,
      ...(isSkipped ? { skipped: current.skipped?.filter((each) => each !== index) ?? [] } : {}),
    });
    if (isSkipped) continue;
    openRound(transition, current, index);
    live += 1;
  }
  if (live > 0) return;
  if (!current.hasLeft) completeContainer(transition, current);
  else if (!hasToken(transition, current)) transition.removeContainer(current);
};

const hasToken = (transition: Transition, { tokenId }: Container): boolean =>
  transition.tokens.some(({ id }) => id === tokenId);

/** What becomes of the rounds of a container whose step has ended: withdrawn, unless the rest may finish. */
export const leaveRounds = (transition: Transition, tokenId: number): void => {
  const container = transition.containers.find((each) => each.tokenId === tokenId);
  if (!container) return;
  if (!container.hasLeft) transition.withdrawBody(tokenId);
  else if (liveRounds(transition, container).length === 0) transition.removeContainer(container);
};

const completeContainer = (transition: Transition, { tokenId, nodeId }: Container): void => {
  transition.commands.push({ type: 'complete_container', tokenId, nodeId });
};

const undoOrder = (transition: Transition, token: Token): Done[] => {
  const order = transition.done.filter(({ scope }) => scope === token.scope).toReversed();
  for (const each of order) transition.done.splice(transition.done.indexOf(each), 1);
  return order;
};

/** Bodies inside bodies. More than anybody draws: reached only by a body that leads into what is around it. */
const nestingMax = 50;

const nestedTooDeep = (nodeId: string, name: string): Failure => {
  const message = `“${name}” would be body ${nestingMax + 1} inside another. Lead every path of a body back to the node it began at.`;
  return toFailure(new DomainError('limit_exceeded', message, { details: { nodeId, nestingMax } }));
};

export const openContainer = (
  transition: Transition,
  token: Token,
  { count, atOnce }: { readonly count: number; readonly atOnce: number },
): void => {
  const { kind, name } = getGraphNode(transition.graph, token.nodeId).node;
  if (scopeChain(transition, token.scope).length >= nestingMax) {
    failContainer(transition, token, nestedTooDeep(token.nodeId, name));
    return;
  }
  const order = kind === 'compensate' ? undoOrder(transition, token) : undefined;
  const container: Container = {
    tokenId: token.id,
    nodeId: token.nodeId,
    ...(token.scope === undefined ? {} : { scope: token.scope }),
    count: order?.length ?? (kind === 'region' ? 1 : count),
    atOnce: kind === 'forEach' ? atOnce : 1,
    next: 0,
    ...(order ? { order } : {}),
  };
  transition.containers.push(container);
  goOn(transition, container);
};

/** Rounds whose last token is gone, none of them twice. */
export const endRounds = (transition: Transition): void => {
  for (const id of [...transition.touched]) {
    const scope = transition.scopes.find((each) => each.id === id);
    if (!scope || scope.isEnding || isOccupied(transition, scope.id)) continue;
    const container = ownerOf(transition, scope);
    if (container) endRound(transition, scope, container);
  }
};

const isOccupied = (transition: Transition, scopeId: number): boolean =>
  transition.tokens.some(({ scope }) => scope === scopeId) ||
  transition.joins.some(({ scope, hasFired }) => scope === scopeId && !hasFired) ||
  transition.containers.some(({ scope }) => scope === scopeId);

const endRound = (transition: Transition, scope: Scope, { nodeId }: Container, failure?: Failure): void => {
  transition.updateScope(scope, { isEnding: true });
  transition.commands.push({
    type: 'end_scope',
    scopeId: scope.id,
    tokenId: scope.owner,
    nodeId,
    index: scope.index,
    ...(failure ? { failure } : {}),
  });
};

const roundsExceeded = (node: DefinitionNode, rounds: number): Failure =>
  toFailure(
    new DomainError(
      'limit_exceeded',
      `“${node.name}” has gone round ${rounds} times, the most it may. Raise the limit, or mend its condition.`,
      {
        details: { nodeId: node.id, rounds },
      },
    ),
  );

export const endOfRound = (transition: Transition, scope: Scope, verdict: 'go_on' | 'enough'): void => {
  const container = ownerOf(transition, scope);
  if (!container) return;
  transition.closeScope(scope, container.nodeId);
  const { node } = getGraphNode(transition.graph, container.nodeId);
  if (verdict === 'go_on') {
    const token = transition.tokens.find(({ id }) => id === container.tokenId);
    if (node.kind === 'loop' && token && container.next >= container.count)
      failContainer(transition, token, roundsExceeded(node, container.count));
    else goOn(transition, container);
    return;
  }
  closeContainer(transition, container, node.kind === 'forEach' ? node.config.rest : 'cancel');
};

/** There is enough: rounds under way are withdrawn, or left to finish by themselves. */
export const closeContainer = (transition: Transition, container: Container, rest: 'cancel' | 'finish'): void => {
  if (container.isClosed) {
    goOn(transition, container);
    return;
  }
  const closed = transition.updateContainer(container, { isClosed: true });
  const live = liveRounds(transition, closed);
  if (rest === 'cancel') for (const scope of live) transition.withdrawScope(scope, closed.nodeId);
  if (rest === 'cancel' || live.length === 0) {
    goOn(transition, closed);
    return;
  }
  transition.updateContainer(closed, { hasLeft: true });
  completeContainer(transition, closed);
};

const requireForEach = (transition: Transition, { tokenId, nodeId }: Container): void => {
  if (getGraphNode(transition.graph, nodeId).node.kind === 'forEach') return;
  throw new DomainError('conflict', `Node “${nodeId}” has no items: it is not a for-each.`, {
    details: { tokenId, nodeId },
  });
};

export const addItems = (transition: Transition, container: Container, count: number): void => {
  requireForEach(transition, container);
  if (container.isClosed || !(Number.isInteger(count) && count > 0))
    throw new DomainError('conflict', 'No items can be added: there is enough already, or none were given.', {
      details: { tokenId: container.tokenId },
    });
  goOn(transition, transition.updateContainer(container, { count: container.count + count }));
};

export const cancelItem = (transition: Transition, container: Container, index: number): void => {
  requireForEach(transition, container);
  const live = liveRounds(transition, container).find((scope) => scope.index === index);
  if (live) {
    transition.withdrawScope(live, container.nodeId);
    goOn(transition, container);
    return;
  }
  const isToCome = Number.isInteger(index) && index >= container.next && index < container.count;
  if (!isToCome || container.isClosed || container.skipped?.includes(index)) {
    throw new DomainError('conflict', `Item ${index} is not under way and not to come: it has ended already.`, {
      details: { index },
    });
  }
  transition.updateContainer(container, { skipped: [...(container.skipped ?? []), index] });
};

/** Withdraws the other members of the token's race. */
export const winRace = (transition: Transition, token: Token): void => {
  if (token.race === undefined) return;
  for (const rival of transition.tokens.filter(({ race, id }) => race === token.race && id !== token.id))
    transition.withdraw(rival);
};

/** Takes a failing token out and lets the nearest thing around it catch the failure; else the run fails. */
export const failToken = (transition: Transition, token: Token, failure: Failure, isCaught = true): void => {
  const port = isCaught ? catchPortOf(transition.graph, token.nodeId, failure) : undefined;
  transition.withdrawBody(token.id);
  transition.consume(token);
  if (port !== undefined) {
    winRace(transition, token);
    const [edge] = edgesOf(transition.graph, token.nodeId, port);
    if (edge) transition.follow(edge, token);
    return;
  }
  failAround(transition, token.scope, failure);
};

/** What is around a failed token: a for-each that goes on without the item, a container that fails with it, or the run. */
export const failAround = (transition: Transition, scopeId: number | undefined, failure: Failure): void => {
  if (scopeId === undefined) {
    transition.failRun(failure);
    return;
  }
  const scope = transition.scopes.find(({ id }) => id === scopeId);
  const container = scope && ownerOf(transition, scope);
  // Gone or ending already: something else in it failed within the same transition.
  if (!(scope && container) || scope.isEnding) return;
  const owner = transition.tokens.find(({ id }) => id === scope.owner);
  const { node } = getGraphNode(transition.graph, container.nodeId);
  if (owner && !(node.kind === 'forEach' && node.config.onItemFailure === 'continue')) {
    failContainer(transition, owner, failure);
    return;
  }
  transition.emptyScope(scope.id);
  const current = transition.scopes.find(({ id }) => id === scope.id);
  if (current) endRound(transition, current, container, failure);
};

const failContainer = (transition: Transition, token: Token, failure: Failure): void => {
  transition.withdrawBody(token.id);
  transition.commands.push({ type: 'fail_step', tokenId: token.id, nodeId: token.nodeId, failure });
  failToken(transition, token, failure);
};

/**
 * Whether anything would catch this failure: the node itself or what is around it. False: it would end the run.
 * @param token as found in `state.tokens`
 */
export const isFailureCaught = (graph: Graph, state: RunState, token: Token, failure: Failure): boolean => {
  if (catchPortOf(graph, token.nodeId, failure) !== undefined) return true;
  const scope = state.scopes?.find(({ id }) => id === token.scope);
  if (!scope) return false;
  const container = state.containers?.find(({ tokenId }) => tokenId === scope.owner);
  if (!container) return false;
  const { node } = getGraphNode(graph, container.nodeId);
  const owner = state.tokens.find(({ id }) => id === scope.owner);
  if (!owner || (node.kind === 'forEach' && node.config.onItemFailure === 'continue')) return true;
  return isFailureCaught(graph, state, owner, failure);
};
