import { MarkerType, Position } from '@xyflow/react';
import { listBoundaryMarks } from './boundary-events.ts';
import { edgeLabel } from './edge-label.ts';
import type { WorkflowFlowEdge, WorkflowFlowNode, WorkflowNodeData } from './flow-elements.ts';
import { type GraphDefinition, type GraphEdge, type GraphNode, groupEdgesByOrigin } from './graph-definition.ts';
import type { GraphChange, GraphNodeState, GraphProblemCount } from './graph-node-state.ts';
import { type GraphNames, nodeFact } from './node-fact.ts';
import {
  entryPlace,
  isContainer,
  listVisiblePorts,
  nodeHeight,
  nodeWidth,
  portPlace,
  roundEntry,
  roundEntryPlace,
} from './node-geometry.ts';
import { nodeKindAppearance } from './node-kind-appearance.ts';
import { type BodyFrame, readBodies } from './read-bodies.ts';
import type { Routing } from './route-edges.ts';

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
  readonly routing?: Routing | undefined;
}

const handleSize = { width: 1, height: 1 };

const handlesOf = (node: GraphNode, ports: readonly string[]) => {
  const exits = ports.map((port) => {
    const { side, x, y } = portPlace(node.kind, ports, port);
    const position = side === 'right' ? Position.Right : Position.Bottom;
    return { id: port, type: 'source' as const, position, x, y, ...handleSize };
  });
  if (node.kind === 'start') return exits;
  const { x, y } = entryPlace;
  const entry = { type: 'target' as const, position: Position.Left, x, y, ...handleSize };
  if (!isContainer(node.kind)) return [...exits, entry];
  const round = roundEntryPlace(node.kind, ports);
  const below = { position: Position.Bottom, x: round.x, y: round.y };
  // The first is where edges arrive that name no handle.
  return [...exits, entry, { id: roundEntry, type: 'target' as const, ...below, ...handleSize }];
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

const changeClass = (edge: GraphEdge, overlay: GraphOverlay): string => {
  const change = overlay.edgeChanges?.[edge.id];
  if (change) return `graph-${change}`;
  return overlay.takenEdges?.has(edge.id) ? 'graph-taken' : '';
};

/** What kind of way it is: its line says so, never its colour alone. */
const wayClass = (edge: GraphEdge, origin: GraphNode | undefined, isRoundEnd: boolean): string => {
  if (isRoundEnd) return 'graph-round';
  if (edge.port === 'compensate') return 'graph-undo';
  const event = origin && listBoundaryMarks(origin).find(({ id }) => id === edge.port);
  if (!event) return '';
  return event.isInterrupting ? 'graph-event' : 'graph-event graph-beside';
};

const arrowColours: Record<string, string> = {
  'graph-added': 'var(--color-done)',
  'graph-taken': 'var(--color-done)',
  'graph-removed': 'var(--color-failed)',
  'graph-changed': 'var(--color-waiting)',
};

/** Arrow heads are shared by the whole canvas and take no colour from their edge, so it is named. */
export const arrowHead = (color: string) => ({ type: MarkerType.ArrowClosed, width: 14, height: 14, color });

interface EdgeContext {
  readonly overlay: GraphOverlay;
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly roundEdges: ReadonlySet<string>;
}

const toFlowEdge = (edge: GraphEdge, { overlay, nodes, roundEdges }: EdgeContext): WorkflowFlowEdge => {
  const origin = nodes.get(edge.from);
  const isRoundEnd = roundEdges.has(edge.id);
  const changed = changeClass(edge, overlay);
  return {
    id: edge.id,
    type: 'workflow',
    source: edge.from,
    target: edge.to,
    sourceHandle: edge.port,
    ...(isRoundEnd ? { targetHandle: roundEntry } : {}),
    className: `${changed} ${wayClass(edge, origin, isRoundEnd)}`.trim(),
    markerEnd: arrowHead(arrowColours[changed] ?? 'var(--color-control)'),
    ariaLabel: `From ${edge.from} to ${edge.to}${edge.condition ? ` when ${edge.condition}` : ''}`,
    data: {
      edge,
      route: overlay.routing?.routes.get(edge.id),
      label: edgeLabel(edge, origin),
      labelPlace: overlay.routing?.labels.get(edge.id),
      hasProblem: overlay.edgeProblems?.has(edge.id),
      isEditable: overlay.isEditable ?? false,
    },
  };
};

/** A definition as canvas elements. Edges with a missing end are left out rather than drawn into nowhere. */
export const toFlowElements = (
  definition: GraphDefinition,
  overlay: GraphOverlay = {},
): { nodes: WorkflowFlowNode[]; edges: WorkflowFlowEdge[]; frames: readonly BodyFrame[] } => {
  const byOrigin = groupEdgesByOrigin(definition.edges);
  const nodes = new Map(definition.nodes.map((node) => [node.id, node]));
  const { frames, roundEdges } = readBodies(definition);
  return {
    nodes: definition.nodes.map((node) => toFlowNode(node, byOrigin.get(node.id) ?? [], overlay)),
    edges: definition.edges
      .filter((edge) => nodes.has(edge.from) && nodes.has(edge.to))
      .map((edge) => toFlowEdge(edge, { overlay, nodes, roundEdges })),
    frames,
  };
};
