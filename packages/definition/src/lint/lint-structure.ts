import { type DefinitionProblem, portsOf } from '@switchyard/domain';
import type { DraftGraph } from './draft-graph.ts';
import { errorAt, warningAt } from './problem.ts';

function* listDoubledIds(graph: DraftGraph): Generator<DefinitionProblem> {
  const nodeIds = new Set<string>();
  for (const { id, name } of graph.draft.nodes) {
    if (nodeIds.has(id))
      yield errorAt('duplicate-node-id', { nodeId: id }, `Two nodes have the id “${id}”. Rename “${name}”.`);
    nodeIds.add(id);
  }
  const edgeIds = new Set<string>();
  for (const { id } of graph.draft.edges) {
    if (edgeIds.has(id))
      yield errorAt('duplicate-edge-id', { edgeId: id }, 'Two paths have the same id. Draw this one again.');
    edgeIds.add(id);
  }
}

function* listStartsAndEnds(graph: DraftGraph): Generator<DefinitionProblem> {
  const starts = graph.draft.nodes.filter(({ kind }) => kind === 'start');
  if (starts.length === 0) yield errorAt('start-missing', {}, 'There is no start. Add one from the palette.');
  for (const { id } of starts.slice(1)) {
    yield errorAt(
      'start-several',
      { nodeId: id },
      'There is more than one start. Keep one; it can have several triggers.',
    );
  }
  if (graph.draft.nodes.every(({ kind }) => kind !== 'end')) {
    yield errorAt('end-missing', {}, 'There is no end. Add one, so that a run can finish.');
  }
}

function* listEdgeProblems(graph: DraftGraph): Generator<DefinitionProblem> {
  for (const edge of graph.draft.edges) {
    const place = { edgeId: edge.id };
    const from = graph.nodes.get(edge.from);
    const to = graph.nodes.get(edge.to);
    if (!(from && to)) {
      yield errorAt('edge-loose', place, 'A path begins or ends at a node that is gone. Connect or delete it.');
      continue;
    }
    if (!portsOf(from).includes(edge.port)) {
      const ports = portsOf(from).join(', ') || 'no way out';
      const message = `A path leaves ${graph.nameOf(edge.from)} through “${edge.port}”, but it has ${ports}. Draw it again.`;
      yield errorAt('unknown-port', place, message);
    }
    if (to.kind === 'start')
      yield errorAt('edge-into-start', place, 'A path leads into the start. Let it lead to the node after it.');
  }
}

function* listUnreached(graph: DraftGraph): Generator<DefinitionProblem> {
  const starts = graph.draft.nodes.filter(({ kind }) => kind === 'start').map(({ id }) => id);
  if (starts.length === 0) return;
  const reached = graph.downstreamOf(starts);
  const ends = new Set(graph.draft.nodes.filter(({ kind }) => kind === 'end').map(({ id }) => id));
  // A round is over where its way ends.
  const roundEnds = graph.draft.nodes.filter(
    ({ id }) => graph.outgoing(id).length === 0 && graph.bodiesAround(id).length > 0,
  );
  const finishing = graph.leadingTo([...ends, ...roundEnds.map(({ id }) => id)]);
  for (const { id } of graph.draft.nodes) {
    if (!reached.has(id)) {
      yield errorAt(
        'unreachable',
        { nodeId: id },
        `No path leads to ${graph.nameOf(id)}, so it would never happen. Connect or delete it.`,
      );
    } else if (ends.size > 0 && !finishing.has(id) && graph.outgoing(id).length > 0) {
      yield warningAt(
        'never-ends',
        { nodeId: id },
        `From ${graph.nameOf(id)} no path leads to an end, so a run goes round for ever.`,
      );
    }
  }
}

/** The graph as a drawing: ids, start and ends, where paths begin and end, what is never reached. */
export function* lintStructure(graph: DraftGraph): Generator<DefinitionProblem> {
  yield* listDoubledIds(graph);
  yield* listStartsAndEnds(graph);
  yield* listEdgeProblems(graph);
  yield* listUnreached(graph);
}
