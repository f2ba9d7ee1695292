import { bodiesAround, type DraftDefinition, type DraftNode, listBodies } from '@switchyard/domain';
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { edgeLabel } from '../../graph/edge-label.ts';
import { groupEdgesByOrigin } from '../../graph/graph-definition.ts';
import { listVisiblePorts, portPlace } from '../../graph/node-geometry.ts';
import { labelSize } from '../../graph/place-labels.ts';
import { readBodies } from '../../graph/read-bodies.ts';
import type { DraftEdge } from '../model/edits.ts';
import { type Point, sizeOfNode } from '../model/placement.ts';

const spacing = {
  'elk.layered.spacing.nodeNodeBetweenLayers': '80',
  'elk.spacing.nodeNode': '48',
  'elk.spacing.edgeNode': '28',
  'elk.spacing.edgeLabel': '6',
  'elk.layered.spacing.edgeNodeBetweenLayers': '28',
};

const options = {
  ...spacing,
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
};

/** Room for the frame around a body, and for the way back under its steps. */
const bodyOptions = { ...spacing, 'elk.padding': '[top=44,left=32,bottom=36,right=32]' };

/**
 * Every node before what follows it, loops aside (reverse postorder of a walk from the start), so that the layout turns
 * the edges of loops around and no others.
 */
const inReadingOrder = (draft: DraftDefinition): readonly DraftNode[] => {
  const known = new Map(draft.nodes.map((node) => [node.id, node]));
  const byOrigin = groupEdgesByOrigin(draft.edges);
  const seen = new Set<string>();
  const finished: DraftNode[] = [];
  const walk = (node: DraftNode) => {
    if (seen.has(node.id)) return;
    seen.add(node.id);
    for (const edge of (byOrigin.get(node.id) ?? []).toSorted(byWay)) {
      const next = known.get(edge.to);
      if (next) walk(next);
    }
    finished.push(node);
  };
  const starts = draft.nodes.filter((node) => node.kind === 'start');
  for (const node of [...draft.nodes.filter((each) => each.kind !== 'start').toReversed(), ...starts].toReversed())
    walk(node);
  return finished.toReversed();
};

/** What is walked first is read last: the ordinary way on is read first, bodies and events after it. */
const wayOrder: Readonly<Record<string, number>> = { out: 1, approved: 1, rejected: 1, changes: 1, expired: 1 };
const byWay = (one: { readonly port: string }, other: { readonly port: string }): number =>
  (wayOrder[one.port] ?? 0) - (wayOrder[other.port] ?? 0);

/** On the grid, so that what is level by a hair is level. */
const onGrid = (value: number): number => Math.round(value / 10) * 10;

const toElkNode = (draft: DraftDefinition, node: DraftNode, outgoing: readonly DraftEdge[]): ElkNode => {
  const ports = listVisiblePorts(node, outgoing);
  return {
    id: node.id,
    ...sizeOfNode(draft, node),
    layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
    ports: [
      { id: `${node.id}:in`, x: 0, y: 30, width: 1, height: 1 },
      ...ports.map((port) => {
        const { x, y } = portPlace(node.kind, ports, port);
        return { id: `${node.id}:${port}`, x, y, width: 1, height: 1 };
      }),
    ],
  };
};

const bodyId = (owner: string): string => `body of ${owner}`;

/** Steps of a body are laid out as a group of their own beside their container, so that nothing else gets between. */
const groupBodies = (draft: DraftDefinition, nodes: readonly (readonly [DraftNode, ElkNode])[]): ElkNode[] => {
  const bodies = listBodies(draft).filter(({ port, inside }) => port === 'body' && inside.size > 0);
  const groups = new Map(
    bodies.map(({ owner }) => [owner, { id: bodyId(owner), layoutOptions: bodyOptions, children: [] as ElkNode[] }]),
  );
  const top: ElkNode[] = [];
  const placed = new Set<string>();
  const listOf = (nodeId: string): ElkNode[] => {
    const owner = bodiesAround(bodies, nodeId)[0]?.owner;
    const group = owner === undefined ? undefined : groups.get(owner);
    if (owner === undefined || !group) return top;
    if (!placed.has(owner)) {
      placed.add(owner);
      listOf(owner).push(group);
    }
    return group.children;
  };
  for (const [{ id }, node] of nodes) listOf(id).push(node);
  return top;
};

const toElkEdge = (edge: DraftEdge, origin: DraftNode | undefined) => {
  const label = edgeLabel(edge, origin);
  return {
    id: edge.id,
    sources: [`${edge.from}:${edge.port}`],
    targets: [`${edge.to}:in`],
    ...(label ? { labels: [{ id: `${edge.id} label`, text: label.text, ...labelSize(label.text) }] } : {}),
  };
};

/** A draft as the layout library takes it. */
export const toElk = (draft: DraftDefinition): ElkNode => {
  const known = new Map(draft.nodes.map((node) => [node.id, node]));
  const { roundEdges } = readBodies(draft);
  const nodes = inReadingOrder(draft).map((node) => {
    const outgoing = draft.edges.filter(({ from }) => from === node.id);
    return [node, toElkNode(draft, node, outgoing)] as const;
  });
  return {
    id: 'root',
    layoutOptions: options,
    children: groupBodies(draft, nodes),
    // The way back to a container is led around by itself; here it would only pull its steps apart.
    edges: draft.edges.filter(({ id }) => !roundEdges.has(id)).map((edge) => toElkEdge(edge, known.get(edge.from))),
  };
};

const collectPlaces = (node: ElkNode, { x, y }: Point, places: Map<string, Point>): void => {
  for (const child of node.children ?? []) {
    const at = { x: x + (child.x ?? 0), y: y + (child.y ?? 0) };
    if (child.children) collectPlaces(child, at, places);
    else places.set(child.id, { x: onGrid(at.x), y: onGrid(at.y) });
  }
};

/** Places of all nodes in what the layout library answers. */
export const readPlaces = (laidOut: ElkNode): ReadonlyMap<string, Point> => {
  const places = new Map<string, Point>();
  collectPlaces(laidOut, { x: 0, y: 0 }, places);
  return places;
};
