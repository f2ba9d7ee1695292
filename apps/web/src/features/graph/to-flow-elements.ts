import { MarkerType, Position } from '@xyflow/react';
import type { WorkflowFlowEdge, WorkflowFlowNode, WorkflowNodeData } from './flow-elements.ts';
import { type GraphDefinition, type GraphEdge, type GraphNode, groupEdgesByOrigin } from './graph-definition.ts';
import type { GraphChange, GraphNodeState, GraphProblemCount } from './graph-node-state.ts';
import { type GraphNames, nodeFact } from './node-fact.ts';
import { entryPlace, listVisiblePorts, nodeHeight, nodeWidth, portPlace } from './node-geometry.ts';
import { nodeKindAppearance } from './node-kind-appearance.ts';
import type { Route } from './route-edges.ts';

/** Everything drawn over the definition. Keys are node or edge ids. */
export interface GraphOverlay {
  readonly names?: GraphNames | undefined;
  readonly nodeStates?: Readonly<Record<string, GraphNodeState>> | undefined;
  readonly takenEdges?: ReadonlySet<string> | undefined;
  readonly nodeChanges?: Readonly<Record<string, GraphChange>> | undefined;
  readonly edgeChanges?: Readonly<Record<string, GraphChange>> | undefined;
  readonly nodeProblems?: Readonly<Record<string, GraphProblemCount>> | undefined;
  readonly edgeProblems?: ReadonlySet<string> | undefined;
  readonly isEditable?: boolean | undefined;
  readonly routes?: ReadonlyMap<string, Route> | undefined;
}

const handleSize = { width: 1, height: 1 };

const handlesOf = (node: GraphNode, ports: readonly string[]) => {
  const exits = ports.map((port) => {
    const { side, x, y } = portPlace(node.kind, ports, port);
    const position = side === 'right' ? Position.Right : Position.Bottom;
    return { id: port, type: 'source' as const, position, x, y, ...handleSize };
  });
  if (node.kind === 'start') return exits;
  return [...exits, { type: 'target' as const, position: Position.Left, ...entryPlace, ...handleSize }];
};

const describeNode = ({ node, fact, state, problems }: WorkflowNodeData): string => {
  const parts = [`${nodeKindAppearance[node.kind].label}: ${node.name}`];
  if (fact !== '') parts.push(fact);
  if (state) parts.push(state.status);
  if (problems) parts.push(`${problems.errors + problems.warnings} to mend`);
  return parts.join(', ');
};

/** Also as measured, so that nodes that were never drawn count when everything is fitted into view. */
const sizeOf = (width: number, height: number) => ({ width, height, measured: { width, height } });

const toFlowNode = (node: GraphNode, outgoing: readonly GraphEdge[], overlay: GraphOverlay): WorkflowFlowNode => {
  const ports = listVisiblePorts(node, outgoing);
  const state = overlay.nodeStates?.[node.id];
  const data: WorkflowNodeData = {
    node,
    ports,
    connectedPorts: [...new Set(outgoing.map((edge) => edge.port))],
    fact: state?.fact ?? nodeFact(node, outgoing, overlay.names),
    state,
    change: overlay.nodeChanges?.[node.id],
    problems: overlay.nodeProblems?.[node.id],
    isEditable: overlay.isEditable ?? false,
  };
  return {
    id: node.id,
    type: 'workflow',
    position: { ...node.position },
    ...sizeOf(nodeWidth, nodeHeight(node.kind, ports)),
    handles: handlesOf(node, ports),
    ariaLabel: describeNode(data),
    data,
  };
};

const edgeClass = (edge: GraphEdge, overlay: GraphOverlay): string => {
  const change = overlay.edgeChanges?.[edge.id];
  if (change) return `graph-${change}`;
  return overlay.takenEdges?.has(edge.id) ? 'graph-taken' : '';
};

const arrowColours: Record<string, string> = {
  'graph-added': 'var(--color-done)',
  'graph-taken': 'var(--color-done)',
  'graph-removed': 'var(--color-failed)',
  'graph-changed': 'var(--color-waiting)',
};

/** Arrow heads are shared by the whole canvas and take no colour from their edge, so it is named. */
export const arrowHead = (color: string) => ({ type: MarkerType.ArrowClosed, width: 14, height: 14, color });

const toFlowEdge = (edge: GraphEdge, overlay: GraphOverlay): WorkflowFlowEdge => ({
  id: edge.id,
  type: 'workflow',
  source: edge.from,
  target: edge.to,
  sourceHandle: edge.port,
  className: edgeClass(edge, overlay),
  markerEnd: arrowHead(arrowColours[edgeClass(edge, overlay)] ?? 'var(--color-control)'),
  ariaLabel: `From ${edge.from} to ${edge.to}${edge.condition ? ` when ${edge.condition}` : ''}`,
  data: {
    edge,
    route: overlay.routes?.get(edge.id),
    hasProblem: overlay.edgeProblems?.has(edge.id),
    isEditable: overlay.isEditable ?? false,
  },
});

/** A definition as canvas elements. Edges with a missing end are left out rather than drawn into nowhere. */
export const toFlowElements = (
  definition: GraphDefinition,
  overlay: GraphOverlay = {},
): { nodes: WorkflowFlowNode[]; edges: WorkflowFlowEdge[] } => {
  const byOrigin = groupEdgesByOrigin(definition.edges);
  const ids = new Set(definition.nodes.map((node) => node.id));
  return {
    nodes: definition.nodes.map((node) => toFlowNode(node, byOrigin.get(node.id) ?? [], overlay)),
    edges: definition.edges
      .filter((edge) => ids.has(edge.from) && ids.has(edge.to))
      .map((edge) => toFlowEdge(edge, overlay)),
  };
};
