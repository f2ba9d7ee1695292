import { boundaryEventSchema, type DefinitionProblem, type DraftNode, splitNodeKinds } from '@switchyard/domain';
import type { DraftEdge, DraftGraph } from './draft-graph.ts';
import { errorAt, warningAt } from './problem.ts';

/** Pairs of join and choice looked at; beyond it a very large graph is not checked rather than slow. */
const pairsMax = 2000;

const interrupts = (node: DraftNode, port: string): boolean =>
  (node.boundary ?? []).every((each) => {
    const { data } = boundaryEventSchema.safeParse(each);
    return data?.id !== port || data.on === 'error' || data.isInterrupting;
  });

/** Ways out of a node of which one is taken: not those of bodies, nor those taken beside the others. */
const listChoices = (graph: DraftGraph, nodeId: string): DraftEdge[] => {
  const node = graph.nodes.get(nodeId);
  if (!node || splitNodeKinds.has(node.kind)) return [];
  return graph
    .outgoing(nodeId)
    .filter(({ port }) => port !== 'body' && port !== 'compensate' && interrupts(node, port));
};

/** Whether two ways out of `choiceId` arrive at the join by different edges, so that never both can. */
const isExclusiveAt = (graph: DraftGraph, choiceId: string, joinId: string): boolean => {
  const isPassable = (id: string) => id !== choiceId && id !== joinId;
  const arrivals = listChoices(graph, choiceId).map((way) => {
    if (way.to === joinId) return [way.id];
    const reached = graph.downstreamOf([way.to], isPassable);
    return graph.incoming(joinId).flatMap(({ id, from }) => (from !== choiceId && reached.has(from) ? [id] : []));
  });
  return arrivals.some((one, index) =>
    arrivals
      .slice(index + 1)
      .some((other) => one.length > 0 && other.length > 0 && !one.some((id) => other.includes(id))),
  );
};

/** Whether several tokens can come from a node at once. */
const isSplit = (graph: DraftGraph, nodeId: string): boolean => {
  const node = graph.nodes.get(nodeId);
  if (!node) return false;
  if (splitNodeKinds.has(node.kind)) return true;
  const outgoing = graph.outgoing(nodeId);
  return (
    outgoing.some(({ port }) => !interrupts(node, port)) || outgoing.filter(({ port }) => port === 'body').length > 1
  );
};

const describeMismatch = (graph: DraftGraph, joinId: string, upstream: readonly string[]) => {
  const name = graph.nameOf(joinId);
  const place = { nodeId: joinId };
  if (graph.incoming(joinId).length < 2 && !upstream.some((id) => hasCopies(graph, id))) {
    return warningAt('join-single', place, `Only one path leads into ${name}, so there is nothing to join.`);
  }
  if (upstream.some((id) => isSplit(graph, id))) return undefined;
  const message = `${name} joins paths, but no parallel split comes before it. Lead the paths straight to the next node.`;
  return warningAt('join-without-split', place, message);
};

const hasCopies = (graph: DraftGraph, nodeId: string): boolean =>
  Number(graph.nodes.get(nodeId)?.config.copies ?? 1) > 1;

/** A join that waits for more than can come fails the run. */
function* lintNeeded(graph: DraftGraph, join: DraftNode, upstream: readonly string[]): Generator<DefinitionProblem> {
  const needed = Number(join.config.needed ?? 1);
  const ways = graph.incoming(join.id).length;
  if (join.config.wait !== 'some' || !(needed > ways) || upstream.some((id) => hasCopies(graph, id))) return;
  const message = `${graph.nameOf(join.id)} waits for the first ${needed} to arrive, but only ${ways} ${ways === 1 ? 'path leads' : 'paths lead'} to it. Ask for fewer, or lead more paths there.`;
  yield errorAt('join-needed', { nodeId: join.id, path: 'needed' }, message);
}

const describeExclusive = (graph: DraftGraph, { id, config }: DraftNode, choiceId: string): DefinitionProblem => {
  const [name, choice] = [graph.nameOf(id), graph.nameOf(choiceId)];
  if (config.wait === 'every') {
    const message = `${name} waits for every path that leads to it, but of some only one is ever taken, because ${choice} chooses between them: the run would fail there. Let it wait for the paths that were taken.`;
    return warningAt('join-every', { nodeId: id, path: 'wait' }, message);
  }
  const message = `Of some paths into ${name} only one is ever taken, because ${choice} chooses between them; the join goes on without the others. Bring them together before the join.`;
  return warningAt('join-exclusive', { nodeId: id }, message);
};

/** Joins that do not belong to a split, or wait for branches of which only one is ever taken. */
export function* lintParallel(graph: DraftGraph): Generator<DefinitionProblem> {
  let pairs = 0;
  for (const join of graph.nodes.values()) {
    if (join.kind !== 'join') continue;
    const upstream = [...graph.upstreamOf(join.id)];
    yield* lintNeeded(graph, join, upstream);
    const mismatch = describeMismatch(graph, join.id, upstream);
    if (mismatch) yield mismatch;
    // The first of several is a good way to bring exclusive paths together too.
    if (mismatch || join.config.wait === 'some') continue;
    const choices = upstream.filter((each) => listChoices(graph, each).length > 1);
    pairs += choices.length;
    if (pairs > pairsMax) return;
    const choice = choices.find((each) => isExclusiveAt(graph, each, join.id));
    if (choice !== undefined) yield describeExclusive(graph, join, choice);
  }
}
