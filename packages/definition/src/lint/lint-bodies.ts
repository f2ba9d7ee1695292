import type { Body, DefinitionProblem, NodeKind } from '@switchyard/domain';
import type { DraftGraph } from './draft-graph.ts';
import { errorAt, warningAt } from './problem.ts';

const bodyKinds: ReadonlySet<NodeKind> = new Set(['forEach', 'loop', 'region']);

const nameOfBody = (graph: DraftGraph, { owner, port }: Body): string =>
  port === 'body' ? `the body of ${graph.nameOf(owner)}` : `what undoes ${graph.nameOf(owner)}`;

/** A shared node belongs inside when it begins the body, or leads straight back to the container. */
const isMeantInside = (graph: DraftGraph, { owner, port, entries, shared }: Body, nodeId: string): boolean => {
  const isAfter = graph.incoming(nodeId).some((edge) => edge.from === owner && edge.port !== port);
  return entries.has(nodeId) || (!isAfter && graph.downstreamOf([nodeId], (id) => shared.has(id)).has(owner));
};

function* lintBorder(graph: DraftGraph, body: Body): Generator<DefinitionProblem> {
  const where = nameOfBody(graph, body);
  const isWithin = (id: string) => body.inside.has(id) || body.shared.has(id);
  for (const id of body.shared) {
    const isInside = isMeantInside(graph, body, id);
    for (const edge of graph.incoming(id)) {
      const isEntry = edge.from === body.owner && edge.port === body.port;
      if (isInside && !isEntry && !isWithin(edge.from)) {
        const message = `${graph.nameOf(id)} is in ${where}, but the path from ${graph.nameOf(edge.from)} leads into it from outside. Lead that path to ${graph.nameOf(body.owner)}, or to a step of its own.`;
        yield errorAt('body-entered', { edgeId: edge.id }, message);
      } else if (!isInside && body.inside.has(edge.from)) {
        const message = `This path leads out of ${where} to ${graph.nameOf(id)}. Whatever comes there still belongs to the round, once per round, and joins outside do not see it. Lead it back to ${graph.nameOf(body.owner)}, or let it end.`;
        yield warningAt('body-left', { edgeId: edge.id }, message);
      }
    }
  }
}

function* lintMissingBodies(graph: DraftGraph): Generator<DefinitionProblem> {
  for (const { id, kind } of graph.nodes.values()) {
    if (!bodyKinds.has(kind) || graph.outgoing(id).some(({ port, to }) => port === 'body' && to !== id)) continue;
    const message = `${graph.nameOf(id)} has nothing to do. Draw a path from its “body” to the first step inside.`;
    yield errorAt('body-missing', { nodeId: id }, message);
  }
}

function* lintUndoing(graph: DraftGraph): Generator<DefinitionProblem> {
  const undoers = [...graph.nodes.values()].filter(({ kind }) => kind === 'compensate');
  const undone = graph.bodies.filter(({ port }) => port === 'compensate');
  if (undone.length === 0) {
    for (const { id } of undoers) {
      const message = `${graph.nameOf(id)} finds nothing to undo: no step has a “compensate” path. Draw one from each step to what undoes it.`;
      yield warningAt('nothing-to-undo', { nodeId: id }, message);
    }
  }
  if (undoers.length > 0) return;
  for (const { owner } of undone) {
    const message = `${graph.nameOf(owner)} has a path that undoes it, but nothing ever undoes. Add an “Undo” step where the process turns back.`;
    yield warningAt('never-undone', { nodeId: owner }, message);
  }
}

/** Bodies of containers and what undoes steps: there, entered at the front, left at the back. */
export function* lintBodies(graph: DraftGraph): Generator<DefinitionProblem> {
  yield* lintMissingBodies(graph);
  yield* lintUndoing(graph);
  for (const body of graph.bodies) yield* lintBorder(graph, body);
}
