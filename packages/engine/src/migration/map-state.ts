import type { DefinitionEdge } from '@switchyard/domain';
import { type Graph, getGraphNode } from '../graph.ts';
import type { Container, Done, JoinArrival } from '../run-state.ts';
import { moveOf } from './node-mapping.ts';
import type { Migration } from './token-fate.ts';

/** What cannot be carried over, and what is carried over with a loss; both as sentences. */
export interface Findings {
  readonly problems: string[];
  readonly notes: string[];
}

const nameIn = (graph: Graph, nodeId: string): string => graph.nodes.get(nodeId)?.node.name ?? nodeId;

/** The new node of the same kind; undefined when there is none. */
const counterpartOf = ({ from, to, mapping }: Migration, nodeId: string): string | undefined => {
  const move = moveOf(mapping, to, nodeId);
  if (!(move && 'to' in move)) return undefined;
  return to.nodes.get(move.to)?.node.kind === getGraphNode(from, nodeId).node.kind ? move.to : undefined;
};

/** The way a token came by: the edge of that id if it still is that way, else another one from the same port. */
const wayInOf = (
  migration: Migration,
  edgeId: string,
  joinId: string,
  used: ReadonlySet<string>,
): string | undefined => {
  const { from, to, mapping } = migration;
  const before = from.edges.get(edgeId);
  const move = before && moveOf(mapping, to, before.from);
  if (!(before && move && 'to' in move)) return undefined;
  const isWay = (edge: DefinitionEdge) => edge.from === move.to && edge.to === joinId && edge.port === before.port;
  const same = to.edges.get(edgeId);
  if (same && isWay(same)) return edgeId;
  const ways = (to.nodes.get(joinId)?.incoming ?? []).filter(isWay);
  return (ways.find(({ id }) => !used.has(id)) ?? ways[0])?.id;
};

const mapArrival = (migration: Migration, arrival: JoinArrival, { problems }: Findings): JoinArrival | undefined => {
  const { from, to } = migration;
  const { node } = getGraphNode(from, arrival.nodeId);
  const nodeId = counterpartOf(migration, arrival.nodeId);
  const target = nodeId === undefined ? undefined : to.nodes.get(nodeId)?.node;
  if (!target || nodeId === undefined) {
    problems.push(
      `Paths wait at the join “${node.name}”, which the new version has not. Say which join it has become.`,
    );
    return undefined;
  }
  if (arrival.hasFired && node.kind === 'join' && target.kind === 'join' && node.config.wait !== target.config.wait) {
    problems.push(
      `“${node.name}” has gone on already and takes in what still comes; in the new version it waits differently.`,
    );
    return undefined;
  }
  const edgeIds: string[] = [];
  for (const edgeId of arrival.edgeIds) {
    const way = wayInOf(migration, edgeId, nodeId, new Set(edgeIds));
    if (way === undefined) {
      const origin = nameIn(from, from.edges.get(edgeId)?.from ?? edgeId);
      problems.push(
        `A path from “${origin}” has arrived at “${node.name}”, and in the new version none leads from there to it.`,
      );
    } else edgeIds.push(way);
  }
  return { ...arrival, nodeId, edgeIds };
};

/** Two joins that have become one wait together. */
const mergeArrivals = (arrivals: readonly JoinArrival[], { problems }: Findings): JoinArrival[] => {
  const merged: JoinArrival[] = [];
  for (const arrival of arrivals) {
    const at = merged.findIndex(({ nodeId, scope }) => nodeId === arrival.nodeId && scope === arrival.scope);
    const other = merged[at];
    if (!other) merged.push(arrival);
    else if (other.hasFired || arrival.hasFired)
      problems.push(`Two joins would become “${arrival.nodeId}”, and one of them has gone on already.`);
    else merged[at] = { ...other, edgeIds: [...other.edgeIds, ...arrival.edgeIds] };
  }
  return merged;
};

export const mapJoins = (
  migration: Migration,
  isVoided: (scope: number | undefined) => boolean,
  findings: Findings,
): JoinArrival[] => {
  const lasting = migration.state.joins.filter(({ scope }) => !isVoided(scope));
  const mapped = lasting.flatMap((arrival) => mapArrival(migration, arrival, findings) ?? []);
  return [...mergeArrivals(mapped, findings), ...migration.state.joins.filter(({ scope }) => isVoided(scope))];
};

/** A finished step that could be undone: at its new node, or forgotten where its node was chosen to be void. */
const mapDoneEntry = (migration: Migration, done: Done, { problems, notes }: Findings): Done | undefined => {
  const { from, to, mapping } = migration;
  const name = nameIn(from, done.nodeId);
  const nodeId = counterpartOf(migration, done.nodeId);
  const move = moveOf(mapping, to, done.nodeId);
  if (nodeId !== undefined) {
    if (!to.nodes.get(nodeId)?.outgoing.has('compensate')) notes.push(`“${name}” can no longer be undone.`);
    return { ...done, nodeId };
  }
  if (move && 'continueAt' in move) notes.push(`“${name}” can no longer be undone.`);
  else
    problems.push(
      `“${name}” is done and could be undone; the new version has no such node. Say which node it has become.`,
    );
  return undefined;
};

export const mapDone = (migration: Migration, findings: Findings): Done[] =>
  (migration.state.done ?? []).flatMap((done) => mapDoneEntry(migration, done, findings) ?? []);

/** Limits that follow the new version; how many rounds a list has does not. */
const limitsOf = ({ from, to }: Migration, container: Container, nodeId: string): Partial<Container> => {
  const before = from.nodes.get(container.nodeId)?.node;
  const after = to.nodes.get(nodeId)?.node;
  if (before?.kind === 'forEach' && after?.kind === 'forEach' && before.config.atOnce !== after.config.atOnce)
    return { atOnce: after.config.atOnce };
  if (before?.kind === 'loop' && after?.kind === 'loop' && before.config.roundsMax !== after.config.roundsMax)
    return { count: after.config.roundsMax };
  return {};
};

const mapOrder = (
  migration: Migration,
  container: Container,
  order: readonly Done[],
  { problems }: Findings,
): Done[] => {
  const open = new Set(migration.state.scopes?.filter(({ owner }) => owner === container.tokenId).map(({ of }) => of));
  return order.map((done, index) => {
    const nodeId = counterpartOf(migration, done.nodeId);
    if (nodeId !== undefined) return { ...done, nodeId };
    if (index >= container.next || open.has(done.ordinal))
      problems.push(
        `“${nameIn(migration.from, done.nodeId)}” is being undone; the new version has no such node. Say which node it has become.`,
      );
    return done;
  });
};

/** A container that is not withdrawn, at its new node. */
export const mapContainer = (migration: Migration, container: Container, findings: Findings): Container => {
  const nodeId = counterpartOf(migration, container.nodeId);
  if (nodeId === undefined) {
    const name = nameIn(migration.from, container.nodeId);
    // While its step lives, the step's own verdict says so.
    if (container.hasLeft)
      findings.problems.push(
        `Rounds of “${name}” are still under way, and the new version has no such node. Say which one it has become.`,
      );
    return container;
  }
  const order = container.order && mapOrder(migration, container, container.order, findings);
  return { ...container, nodeId, ...limitsOf(migration, container, nodeId), ...(order ? { order } : {}) };
};

/** Ends reached so far, in the order of the new definition. */
export const mapEnds = (migration: Migration, { notes }: Findings): string[] => {
  const { from, to, state } = migration;
  const ends = state.ends.flatMap((id) => {
    const nodeId = counterpartOf(migration, id);
    if (nodeId === undefined)
      notes.push(`The end “${nameIn(from, id)}”, which one path has reached, is no longer counted.`);
    return nodeId ?? [];
  });
  return [...new Set(ends)].toSorted((a, b) => getGraphNode(to, a).index - getGraphNode(to, b).index);
};
