import {
  type BoundaryEvent,
  boundaryEventSchema,
  boundaryNodeKinds,
  type DefinitionProblem,
  type DraftNode,
  errorCodes,
  nodePorts,
} from '@switchyard/domain';
import type { DraftGraph } from './draft-graph.ts';
import { errorAt, listDoubles, warningAt } from './problem.ts';

/** What an event is, after the name of its node. */
export const describeBoundary = ({ on, id }: BoundaryEvent): string =>
  ({ timer: `the time limit “${id}”`, error: `the catching of failures “${id}”`, message: `the message “${id}”` })[on];

const parseEvents = ({ boundary = [] }: DraftNode): { readonly event: BoundaryEvent; readonly path: string }[] =>
  boundary.flatMap((each, index) => {
    const { data } = boundaryEventSchema.safeParse(each);
    return data ? [{ event: data, path: `boundary[${index}]` }] : [];
  });

function* lintCodes(graph: DraftGraph, node: DraftNode): Generator<DefinitionProblem> {
  const events = parseEvents(node);
  for (const { event, path } of events) {
    if (event.on !== 'error') continue;
    for (const code of event.codes.filter((each) => !Object.hasOwn(errorCodes, each))) {
      const message = `${graph.nameOf(node.id)} catches the failure “${code}”, which does not exist. Choose one from the list.`;
      yield errorAt('boundary-code', { nodeId: node.id, path: `${path}.codes` }, message);
    }
  }
  const caught = events.flatMap(({ event }) =>
    event.on === 'error' ? (event.codes.length === 0 ? ['every failure'] : event.codes) : [],
  );
  for (const code of listDoubles(caught)) {
    const message = `Two events of ${graph.nameOf(node.id)} catch ${code}, so only the first ever does. Remove one.`;
    yield warningAt('boundary-double', { nodeId: node.id, path: 'boundary' }, message);
  }
}

function* lintIds(graph: DraftGraph, node: DraftNode): Generator<DefinitionProblem> {
  const ids = (node.boundary ?? []).map(({ id }) => (typeof id === 'string' ? id : ''));
  const doubles = listDoubles(ids);
  for (const [index, id] of ids.entries()) {
    const place = { nodeId: node.id, path: `boundary[${index}].id` };
    if (nodePorts[node.kind].includes(id)) {
      const message = `An event of ${graph.nameOf(node.id)} is named “${id}”, as a way out it has anyway. Give it another name.`;
      yield errorAt('boundary-id', place, message);
    } else if (doubles.includes(id)) {
      yield errorAt('boundary-id', place, `Two events of ${graph.nameOf(node.id)} are named “${id}”. Rename one.`);
    }
  }
}

/** What may happen to a step while it is under way: named, led somewhere, and possible at all. */
export function* lintBoundary(graph: DraftGraph): Generator<DefinitionProblem> {
  for (const node of graph.nodes.values()) {
    if ((node.boundary ?? []).length === 0) continue;
    if (!boundaryNodeKinds.has(node.kind)) {
      const message = `${graph.nameOf(node.id)} is done in an instant, so nothing can happen to it meanwhile. Remove its events.`;
      yield errorAt('boundary-kind', { nodeId: node.id, path: 'boundary' }, message);
      continue;
    }
    yield* lintIds(graph, node);
    yield* lintCodes(graph, node);
    for (const { event, path } of parseEvents(node)) {
      if (graph.outgoing(node.id).some(({ port }) => port === event.id)) continue;
      const message = `No path leaves ${graph.nameOf(node.id)} for ${describeBoundary(event)}. Draw one to what happens then, or remove the event.`;
      yield errorAt('boundary-path', { nodeId: node.id, path }, message);
    }
  }
}
