import {
  type Definition,
  type DefinitionEdge,
  type DefinitionNode,
  type DefinitionSettings,
  DomainError,
  definitionSettingsSchema,
} from '@switchyard/domain';

export interface GraphNode {
  readonly id: string;
  /** Place in the definition; orders nodes wherever an order must not depend on timing. */
  readonly index: number;
  readonly node: DefinitionNode;
  /** Port → edges leaving from it, in definition order. */
  readonly outgoing: ReadonlyMap<string, readonly DefinitionEdge[]>;
  readonly incoming: readonly DefinitionEdge[];
}

/** A version's definition, indexed. Compile once per version and keep. */
export interface Graph {
  readonly startId: string;
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly edges: ReadonlyMap<string, DefinitionEdge>;
  readonly settings: DefinitionSettings;
  /** Whether a token at `fromId` can still arrive at the join `joinId`, other than through that join itself. */
  readonly canReach: (fromId: string, joinId: string) => boolean;
}

interface MutableNode extends GraphNode {
  readonly outgoing: Map<string, DefinitionEdge[]>;
  readonly incoming: DefinitionEdge[];
}

const refuse = (message: string, details: Record<string, string> = {}): never => {
  throw new DomainError('invalid_definition', message, { details });
};

const indexNodes = (definition: Definition): Map<string, MutableNode> => {
  const nodes = new Map<string, MutableNode>();
  for (const [index, node] of definition.nodes.entries()) {
    if (nodes.has(node.id)) refuse(`Two nodes have the id “${node.id}”.`, { nodeId: node.id });
    nodes.set(node.id, { id: node.id, index, node, outgoing: new Map(), incoming: [] });
  }
  return nodes;
};

const indexEdges = (definition: Definition, nodes: Map<string, MutableNode>): Map<string, DefinitionEdge> => {
  const edges = new Map<string, DefinitionEdge>();
  for (const edge of definition.edges) {
    if (edges.has(edge.id)) refuse(`Two edges have the id “${edge.id}”.`, { edgeId: edge.id });
    edges.set(edge.id, edge);
    const from = nodes.get(edge.from);
    const to = nodes.get(edge.to);
    if (!(from && to)) return refuse(`Edge “${edge.id}” begins or ends at a node that is gone.`, { edgeId: edge.id });
    const leaving = from.outgoing.get(edge.port);
    if (leaving) leaving.push(edge);
    else from.outgoing.set(edge.port, [edge]);
    to.incoming.push(edge);
  }
  return edges;
};

/** Ways by which no token goes from the node itself: a body has a scope of its own, and undoing begins elsewhere. */
const isInward = ({ port }: DefinitionEdge): boolean => port === 'body' || port === 'compensate';

const findUpstream = (nodes: ReadonlyMap<string, GraphNode>, joinId: string): Set<string> => {
  const upstream = new Set<string>();
  const pending = [joinId];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    for (const edge of nodes.get(id)?.incoming ?? []) {
      const { from } = edge;
      if (isInward(edge) || from === joinId || upstream.has(from)) continue;
      upstream.add(from);
      pending.push(from);
    }
  }
  return upstream;
};

/** @throws DomainError invalid_definition for edges without ends, duplicate ids or not exactly one start */
export const compileGraph = (definition: Definition): Graph => {
  const nodes = indexNodes(definition);
  const edges = indexEdges(definition, nodes);
  const [start, ...others] = definition.nodes.filter((node) => node.kind === 'start');
  if (!start || others.length > 0) return refuse('A workflow has exactly one start.');
  const upstreamByJoin = new Map<string, ReadonlySet<string>>();
  const canReach = (fromId: string, joinId: string): boolean => {
    let upstream = upstreamByJoin.get(joinId);
    if (!upstream) {
      upstream = findUpstream(nodes, joinId);
      upstreamByJoin.set(joinId, upstream);
    }
    return upstream.has(fromId);
  };
  const settings = definitionSettingsSchema.parse(definition.settings ?? {});
  return { startId: start.id, nodes, edges, settings, canReach };
};

/** @throws DomainError conflict when the version has no such node: state and version do not belong together */
export const getGraphNode = (graph: Graph, nodeId: string): GraphNode => {
  const node = graph.nodes.get(nodeId);
  if (node) return node;
  throw new DomainError('conflict', `This version has no node “${nodeId}”.`, { details: { nodeId } });
};

/** Edges leaving `port` of a node, in definition order; empty when there are none. @throws DomainError conflict */
export const edgesOf = (graph: Graph, nodeId: string, port: string): readonly DefinitionEdge[] =>
  getGraphNode(graph, nodeId).outgoing.get(port) ?? [];
