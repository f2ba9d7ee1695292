import type { DefinitionEdge } from '@switchyard/domain';
import type { Graph } from '../graph.ts';

/** Where the tokens of a scope begin: the start of the run, or the port of a container or of a step that is undone. */
export interface Origin {
  readonly nodeId: string;
  readonly port: 'out' | 'body' | 'compensate';
}

const isInward = ({ port }: DefinitionEdge): boolean => port === 'body' || port === 'compensate';

const waysFrom = (graph: Graph, nodeId: string): DefinitionEdge[] =>
  [...(graph.nodes.get(nodeId)?.outgoing.values() ?? [])].flat().filter((edge) => !isInward(edge));

const reach = (graph: Graph, from: Iterable<string>, until?: string): Set<string> => {
  const reached = new Set(from);
  // A set is walked to its end, what is added on the way included.
  for (const id of reached) if (id !== until) for (const { to } of waysFrom(graph, id)) reached.add(to);
  return reached;
};

const known = new WeakMap<Graph, Map<string, ReadonlySet<string>>>();

/** Nodes at which a token of such a scope can be: what its origin leads to without entering another body. */
export const nodesOfLevel = (graph: Graph, { nodeId, port }: Origin): ReadonlySet<string> => {
  const levels = known.get(graph) ?? new Map<string, ReadonlySet<string>>();
  known.set(graph, levels);
  const key = `${nodeId} ${port}`;
  const found = levels.get(key);
  if (found) return found;
  const isRun = port === 'out';
  const entries = isRun ? [nodeId] : (graph.nodes.get(nodeId)?.outgoing.get(port) ?? []).map(({ to }) => to);
  const level = reach(graph, entries, isRun ? undefined : nodeId);
  if (!isRun) level.delete(nodeId);
  levels.set(key, level);
  return level;
};

/** Whether a token at this node has a way to an end; inside a body also one back, or one that simply stops. */
export const canGoOn = (graph: Graph, nodeId: string, origin: Origin): boolean => {
  const isInside = origin.port !== 'out';
  const reached = reach(graph, [nodeId], isInside ? origin.nodeId : undefined);
  return [...reached].some((id) => {
    if (graph.nodes.get(id)?.node.kind === 'end') return true;
    return isInside && (id === origin.nodeId || waysFrom(graph, id).length === 0);
  });
};
