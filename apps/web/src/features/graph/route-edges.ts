import { type GraphDefinition, type GraphEdge, type GraphNode, groupEdgesByOrigin } from './graph-definition.ts';
import { entryPlace, listVisiblePorts, nodeHeight, nodeWidth, portPlace, roundEntryPlace } from './node-geometry.ts';
import { type LabelPlace, placeLabels } from './place-labels.ts';
import { readBodies } from './read-bodies.ts';
import type { Box, Route, RoutePoint } from './route.ts';

interface NodeBox extends Box {
  readonly id: string;
}

interface Ends {
  readonly from: RoutePoint;
  readonly to: RoutePoint;
  readonly side: 'right' | 'bottom';
  readonly entry: 'left' | 'bottom';
}

/** Larger graphs keep the plain path: routing looks at every node for every edge. */
const routedNodesMax = 150;
const stub = 22;
/** Less room than this between two nodes counts as going back. */
const closest = 12;
/** Between a node and edges that pass it; several find room beside each other. */
const clearances = [20, 32, 44] as const;
const touch = 10;
const lanesMax = 36;
const crossingCost = 4000;
const bendCost = 30;
/** Per pixel on which two edges could not be told apart. */
const sharedCost = 3;
const apart = 10;

const boxOf = (node: GraphNode, outgoing: readonly GraphEdge[]): NodeBox => {
  const { x, y } = node.position;
  const height = nodeHeight(node.kind, listVisiblePorts(node, outgoing));
  return { id: node.id, left: x, top: y, right: x + nodeWidth, bottom: y + height };
};

const isCrossing = (one: RoutePoint, other: RoutePoint, box: Box): boolean =>
  Math.max(one.x, other.x) > box.left - touch &&
  Math.min(one.x, other.x) < box.right + touch &&
  Math.max(one.y, other.y) > box.top - touch &&
  Math.min(one.y, other.y) < box.bottom + touch;

/** Length, bends and, above all, nodes run through. A route may touch its own nodes only where it begins and ends. */
const costOf = (route: Route, boxes: readonly NodeBox[], edge: GraphEdge): number => {
  let cost = (route.length - 2) * bendCost;
  for (let at = 1; at < route.length; at += 1) {
    const [one, other] = [route[at - 1], route[at]];
    if (!one || !other) continue;
    cost += Math.abs(one.x - other.x) + Math.abs(one.y - other.y);
    for (const box of boxes) {
      const isOwn = (at === 1 && box.id === edge.from) || (at === route.length - 1 && box.id === edge.to);
      if (!isOwn && isCrossing(one, other, box)) cost += crossingCost;
    }
  }
  return cost;
};

/** Heights at which an edge can pass over or under what lies between its ends. */
const listLanes = ({ from, to }: Ends, boxes: readonly NodeBox[]): number[] => {
  const left = Math.min(from.x, to.x) - 2 * stub;
  const right = Math.max(from.x, to.x) + 2 * stub;
  const middle = (from.y + to.y) / 2;
  const lanes = boxes
    .filter((box) => box.right > left && box.left < right)
    .flatMap((box) => clearances.flatMap((clearance) => [box.top - clearance, box.bottom + clearance]));
  return [...new Set(lanes)].sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle)).slice(0, lanesMax);
};

/** How far an edge goes straight out and in: less where its nodes stand close together. */
const stubOf = ({ from, to }: Ends): number => {
  const gap = to.x - from.x;
  return gap >= closest && gap < 2 * stub ? gap / 2 : stub;
};

const viaLane = (ends: Ends, y: number): Route => {
  const { from, to, side, entry } = ends;
  const reach = stubOf(ends);
  const exit =
    side === 'right' ? [from, { x: from.x + reach, y: from.y }, { x: from.x + reach, y }] : [from, { x: from.x, y }];
  if (entry === 'bottom') return [...exit, { x: to.x, y }, to];
  return [...exit, { x: to.x - reach, y }, { x: to.x - reach, y: to.y }, to];
};

const listRoutes = (ends: Ends, boxes: readonly NodeBox[]): Route[] => {
  const { from, to, side, entry } = ends;
  const heights = listLanes(ends, boxes);
  if (entry === 'bottom') {
    const lowest = Math.max(from.y, to.y) + stub;
    return [...heights.filter((y) => y > to.y + closest), lowest].map((y) => viaLane(ends, y));
  }
  const lanes = heights.map((y) => viaLane(ends, y));
  if (side === 'bottom') {
    const below = to.x > from.x + stub && to.y > from.y + stub ? [[from, { x: from.x, y: to.y }, to]] : [];
    return [...below, ...lanes, viaLane(ends, from.y + stub)];
  }
  if (to.x < from.x + closest) return lanes;
  if (Math.abs(from.y - to.y) < 1) return [[from, to], ...lanes];
  const turns = [(from.x + to.x) / 2, from.x + stubOf(ends), to.x - stubOf(ends)];
  return [...turns.map((x) => [from, { x, y: from.y }, { x, y: to.y }, to]), ...lanes];
};

const endsOf = (edge: GraphEdge, [origin, target]: readonly [Drawn, Drawn], isRoundEnd: boolean): Ends => {
  const exit = portPlace(origin.node.kind, origin.ports, edge.port);
  const entry = isRoundEnd ? roundEntryPlace(target.node.kind, target.ports) : entryPlace;
  const at = ({ node }: Drawn, { x, y }: RoutePoint) => ({ x: node.position.x + x, y: node.position.y + y });
  return { from: at(origin, exit), to: at(target, entry), side: exit.side, entry: entry.side };
};

interface Drawn {
  readonly node: GraphNode;
  readonly ports: readonly string[];
}

/** A level stretch of an edge that has been led already. */
interface Stretch {
  readonly edge: GraphEdge;
  readonly y: number;
  readonly left: number;
  readonly right: number;
}

const stretchesOf = (edge: GraphEdge, route: Route): Stretch[] =>
  route.slice(1).flatMap((other, at) => {
    const one = route[at];
    if (!one || one.y !== other.y) return [];
    return [{ edge, y: one.y, left: Math.min(one.x, other.x), right: Math.max(one.x, other.x) }];
  });

/** Edges that leave one port or arrive at one node may run together; others may not. */
const isTogether = (one: GraphEdge, other: GraphEdge): boolean =>
  one.to === other.to || (one.from === other.from && one.port === other.port);

const costOfSharing = (edge: GraphEdge, route: Route, laid: readonly Stretch[]): number => {
  let cost = 0;
  for (const own of stretchesOf(edge, route)) {
    for (const other of laid) {
      if (Math.abs(own.y - other.y) >= apart || isTogether(edge, other.edge)) continue;
      cost += sharedCost * Math.max(0, Math.min(own.right, other.right) - Math.max(own.left, other.left));
    }
  }
  return cost;
};

const cheapestRoute = (
  edge: GraphEdge,
  ends: Ends,
  [boxes, laid]: readonly [readonly NodeBox[], readonly Stretch[]],
): Route | undefined => {
  let best: { readonly route: Route; readonly cost: number } | undefined;
  for (const route of listRoutes(ends, boxes)) {
    const alone = costOf(route, boxes, edge);
    if (best && alone >= best.cost) continue;
    const cost = alone + costOfSharing(edge, route, laid);
    if (!best || cost < best.cost) best = { route, cost };
  }
  return best?.route;
};

const routeAll = (definition: GraphDefinition, boxes: readonly NodeBox[]): ReadonlyMap<string, Route> => {
  const { nodes, edges } = definition;
  const routes = new Map<string, Route>();
  const laid: Stretch[] = [];
  const byOrigin = groupEdgesByOrigin(edges);
  const { roundEdges } = readBodies(definition);
  const drawn = new Map(
    nodes.map((node) => [node.id, { node, ports: listVisiblePorts(node, byOrigin.get(node.id) ?? []) }]),
  );
  for (const edge of edges) {
    const [origin, target] = [drawn.get(edge.from), drawn.get(edge.to)];
    if (!origin || !target) continue;
    const ends = endsOf(edge, [origin, target], roundEdges.has(edge.id));
    const route = cheapestRoute(edge, ends, [boxes, laid]);
    if (!route) continue;
    routes.set(edge.id, route);
    laid.push(...stretchesOf(edge, route));
  }
  return routes;
};

const listBoxes = ({ nodes, edges }: GraphDefinition): NodeBox[] => {
  const byOrigin = groupEdgesByOrigin(edges);
  return nodes.map((node) => boxOf(node, byOrigin.get(node.id) ?? []));
};

/** Way of every edge around the nodes, by edge id; empty for graphs too large to route. */
export const routeEdges = (definition: GraphDefinition): ReadonlyMap<string, Route> =>
  definition.nodes.length > routedNodesMax ? new Map() : routeAll(definition, listBoxes(definition));

/** How the edges of a graph run and where their labels stand. */
export interface Routing {
  readonly routes: ReadonlyMap<string, Route>;
  readonly labels: ReadonlyMap<string, LabelPlace>;
}

const noRouting: Routing = { routes: new Map(), labels: new Map() };

/** Ways of all edges, and places for their labels beside nodes and each other. */
export const routeGraph = (definition: GraphDefinition): Routing => {
  if (definition.nodes.length > routedNodesMax) return noRouting;
  const boxes = listBoxes(definition);
  const routes = routeAll(definition, boxes);
  return { routes, labels: placeLabels(definition, routes, boxes) };
};

const signatureOf = ({ nodes, edges }: GraphDefinition): string =>
  JSON.stringify([
    nodes.map(({ id, kind, position, boundary }) => [id, kind, position.x, position.y, boundary]),
    edges.map(({ id, from, to, port, label, condition, isOtherwise }) => [
      id,
      from,
      to,
      port,
      label,
      condition,
      isOtherwise,
    ]),
  ]);

/** Remembers the last answer: most edits change settings, not places. */
export const createRouter = (): ((definition: GraphDefinition) => Routing) => {
  let last: { readonly signature: string; readonly routing: Routing } | undefined;
  return (definition) => {
    if (definition.nodes.length > routedNodesMax) return noRouting;
    const signature = signatureOf(definition);
    if (last?.signature !== signature) last = { signature, routing: routeGraph(definition) };
    return last.routing;
  };
};
