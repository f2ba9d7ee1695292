import { type DefinitionProblem, type DraftNode, nodePorts, portsOf, splitNodeKinds } from '@switchyard/domain';
import type { DraftEdge, DraftGraph } from './draft-graph.ts';
import { errorAt, warningAt } from './problem.ts';

/** Ports a run can leave by that must therefore lead somewhere, with what happens there in words. */
const neededPorts = ({ kind, config }: DraftNode): Record<string, string> => {
  if (kind === 'end') return {};
  if (kind !== 'approval') return { out: 'it is done' };
  return {
    approved: 'it is approved',
    rejected: 'it is rejected',
    ...(config.allowsChanges === false ? {} : { changes: 'changes are requested' }),
    ...(config.deadline !== undefined && config.onExpiry !== 'reject' ? { expired: 'the deadline passes' } : {}),
  };
};

function* listDeadEnds(graph: DraftGraph, node: DraftNode): Generator<DefinitionProblem> {
  // Where a way ends inside a body, its round ends: nothing is missing.
  if (graph.bodiesAround(node.id).length > 0) return;
  for (const [port, when] of Object.entries(neededPorts(node))) {
    if (graph.outgoing(node.id).some((edge) => edge.port === port)) continue;
    const hint =
      port === 'changes' ? ' Draw one, or switch off “Changes may be requested”.' : ' Draw one to what comes next.';
    const message = `No path leaves ${graph.nameOf(node.id)} when ${when}.${hint}`;
    yield errorAt('dead-end', { nodeId: node.id }, message);
  }
}

/** A body and an undoing begin on all their ways at once. */
const everyWayPorts: ReadonlySet<string> = new Set(['body', 'compensate']);

/** Ways that are taken because something happened: nobody asks a condition there. */
const isUnasked = ({ kind }: DraftNode, port: string): boolean =>
  port === 'failed' || everyWayPorts.has(port) || !nodePorts[kind].includes(port);

function* listUnaskedConditions(name: string, edges: readonly DraftEdge[]): Generator<DefinitionProblem> {
  for (const { id, condition, isOtherwise } of edges) {
    if (condition === undefined && !isOtherwise) continue;
    const message = `The condition of this path from ${name} is never asked: the path is taken when it happens. Lead it to a decision, and put the condition there.`;
    yield warningAt('condition-ignored', { edgeId: id }, message);
  }
}

function* listChoices(graph: DraftGraph, node: DraftNode, edges: readonly DraftEdge[]): Generator<DefinitionProblem> {
  const name = graph.nameOf(node.id);
  const port = edges[0]?.port ?? '';
  if (isUnasked(node, port)) {
    yield* listUnaskedConditions(name, edges);
    if (everyWayPorts.has(port)) return;
    for (const { id } of edges.slice(1)) {
      const message = `Several paths leave ${name} by the same way, so only the first is ever taken. Lead it to a parallel split.`;
      yield errorAt('several-unconditional', { edgeId: id }, message);
    }
    return;
  }
  const otherwise = edges.filter(({ isOtherwise }) => isOtherwise);
  const always = edges.filter(({ isOtherwise, condition }) => !isOtherwise && condition === undefined);
  for (const { id } of otherwise.slice(1)) {
    yield errorAt('otherwise-several', { edgeId: id }, `Several “otherwise” paths leave ${name}. Keep one.`);
  }
  for (const { id, condition } of otherwise) {
    if (condition === undefined) continue;
    yield warningAt(
      'otherwise-condition',
      { edgeId: id },
      `The “otherwise” path of ${name} has a condition, which is ignored. Remove one of the two.`,
    );
  }
  if (!splitNodeKinds.has(node.kind)) {
    for (const { id } of always.slice(1)) {
      const message = `Several paths leave ${name} without a condition, so only the first is ever taken. Add conditions, or use a parallel split.`;
      yield errorAt('several-unconditional', { edgeId: id }, message);
    }
    yield* listHidden(name, edges, always[0]);
  }
  if (edges.length > 0 && always.length === 0 && otherwise.length === 0) {
    const message = `Every path from ${name} has a condition. Add an “otherwise” path, or a run fails when none is true.`;
    yield warningAt('otherwise-missing', { nodeId: node.id }, message);
  }
}

function* listHidden(
  name: string,
  edges: readonly DraftEdge[],
  always: DraftEdge | undefined,
): Generator<DefinitionProblem> {
  if (!always) return;
  for (const edge of edges.slice(edges.indexOf(always) + 1)) {
    if (edge.condition === undefined && !edge.isOtherwise) continue;
    const message = `This path from ${name} is never taken, because one before it has no condition. Move it up.`;
    yield warningAt('never-taken', { edgeId: edge.id }, message);
  }
}

/** The ways out of each node: none missing, none ambiguous. */
export function* lintPaths(graph: DraftGraph): Generator<DefinitionProblem> {
  for (const node of graph.nodes.values()) {
    yield* listDeadEnds(graph, node);
    for (const port of portsOf(node)) {
      const edges = graph.outgoing(node.id).filter((edge) => edge.port === port);
      yield* listChoices(graph, node, edges);
    }
  }
}
