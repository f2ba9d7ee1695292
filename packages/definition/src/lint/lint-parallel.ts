import { type DefinitionProblem, splitNodeKinds } from '@switchyard/domain';
import type { DraftGraph } from './draft-graph.ts';
import { warningAt } from './problem.ts';

/** Pairs of join and choice looked at; beyond it a very large graph is not checked rather than slow. */
const pairsMax = 2000;

/** Whether two ways out of `choiceId` arrive at the join by different edges, so that never both can. */
const isExclusiveAt = (graph: DraftGraph, choiceId: string, joinId: string): boolean => {
  const isPassable = (id: string) => id !== choiceId && id !== joinId;
  const arrivals = graph.outgoing(choiceId).map((way) => {
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

const isSplit = (graph: DraftGraph, nodeId: string): boolean =>
  splitNodeKinds.has(graph.nodes.get(nodeId)?.kind ?? 'end');

const describeMismatch = (graph: DraftGraph, joinId: string, upstream: readonly string[]) => {
  const name = graph.nameOf(joinId);
  const place = { nodeId: joinId };
  if (graph.incoming(joinId).length < 2) {
    return warningAt('join-single', place, `Only one path leads into ${name}, so there is nothing to join.`);
  }
  if (upstream.some((id) => isSplit(graph, id))) return undefined;
  const message = `${name} joins paths, but no parallel split comes before it. Lead the paths straight to the next node.`;
  return warningAt('join-without-split', place, message);
};

/** Joins that do not belong to a split, or wait for branches of which only one is ever taken. */
export function* lintParallel(graph: DraftGraph): Generator<DefinitionProblem> {
  let pairs = 0;
  for (const { id, kind } of graph.nodes.values()) {
    if (kind !== 'join') continue;
    const upstream = [...graph.upstreamOf(id)];
    const mismatch = describeMismatch(graph, id, upstream);
    if (mismatch) yield mismatch;
    const choices = upstream.filter((each) => !isSplit(graph, each) && graph.outgoing(each).length > 1);
    pairs += choices.length;
    if (pairs > pairsMax) return;
    const choice = mismatch ? undefined : choices.find((each) => isExclusiveAt(graph, each, id));
    if (choice === undefined) continue;
    const message = `Of some paths into ${graph.nameOf(id)} only one is ever taken, because ${graph.nameOf(choice)} chooses between them; the join goes on without the others. Bring them together before the join.`;
    yield warningAt('join-exclusive', { nodeId: id }, message);
  }
}
