import type { GraphDefinition, GraphEdge, GraphNode } from './graph-definition.ts';
import { entryPlace, listVisiblePorts, nodeHeight, nodeWidth, portPlace } from './node-geometry.ts';

export interface RoutePoint {
  readonly x: number;
  readonly y: number;
}
export type Route = readonly RoutePoint[];

interface Box {
  readonly id: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Ends {
  readonly from: RoutePoint;
  readonly to: RoutePoint;
  readonly side: 'right' | 'bottom';
}

/** Larger graphs keep the plain path: routing looks at every node for every edge. */
const routedNodesMax = 150;
const stub = 22;
/** Less room than this between two nodes counts as going back. */
const closest = 12;
const clearance = 20;
const touch = 10;
const lanesMax = 16;
const crossingCost = 4000;
const bendCost = 30;

const boxOf = (node: GraphNode, outgoing: readonly GraphEdge[]): Box => {
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
const costOf = (route: Route, boxes: readonly Box[], edge: GraphEdge): number => {
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
const listLanes = ({ from, to }: Ends, boxes: readonly Box[]): number[] => {
  const left = Math.min(from.x, to.x) - 2 * stub;
  const right = Math.max(from.x, to.x) + 2 * stub;
  const middle = (from.y + to.y) / 2;
  const lanes = boxes
    .filter((box) => box.right > left && box.left < right)
    .flatMap((box) => [box.top - clearance, box.bottom + clearance]);
  return [...new Set(lanes)].sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle)).slice(0, lanesMax);
};

/** How far an edge goes straight out and in: less where its nodes stand close together. */
const stubOf = ({ from, to }: Ends): number => {
  const gap = to.x - from.x;
  return gap >= closest && gap < 2 * stub ? gap / 2 : stub;
};

const viaLane = (ends: Ends, y: number): Route => {
  const { from, to, side } = ends;
  const reach = stubOf(ends);
  const exit =
    side === 'right' ? [from, { x: from.x + reach, y: from.y }, { x: from.x + reach, y }] : [from, { x: from.x, y }];
  return [...exit, { x: to.x - reach, y }, { x: to.x - reach, y: to.y }, to];
};

const listRoutes = (ends: Ends, boxes: readonly Box[]): Route[] => {
  const { from, to, side } = ends;
  const lanes = listLanes(ends, boxes).map((y) => viaLane(ends, y));
  if (side === 'bottom') {
    const below = to.x > from.x + stub && to.y > from.y + stub ? [[from, { x: from.x, y: to.y }, to]] : [];
    return [...below, ...lanes, viaLane(ends, from.y + stub)];
  }
  if (to.x < from.x + closest) return lanes;
  if (Math.abs(from.y - to.y) < 1) return [[from, to], ...lanes];
  const turns = [(from.x + to.x) / 2, from.x + stubOf(ends), to.x - stubOf(ends)];
  return [...turns.map((x) => [from, { x, y: from.y }, { x, y: to.y }, to]), ...lanes];
};

/** Way of every edge around the nodes, by edge id; empty for graphs too large to route. */
export const routeEdges = ({ nodes, edges }: GraphDefinition): ReadonlyMap<string, Route> => {
  const routes = new Map<string, Route>();
  if (nodes.length > routedNodesMax) return routes;
  const known = new Map(nodes.map((node) => [node.id, node]));
  const outgoingOf = (id: string) => edges.filter((edge) => edge.from === id);
  const boxes = nodes.map((node) => boxOf(node, outgoingOf(node.id)));
  for (const edge of edges) {
    const [origin, target] = [known.get(edge.from), known.get(edge.to)];
    if (!origin || !target) continue;
    const place = portPlace(origin.kind, listVisiblePorts(origin, outgoingOf(origin.id)), edge.port);
    const ends: Ends = {
      from: { x: origin.position.x + place.x, y: origin.position.y + place.y },
      to: { x: target.position.x + entryPlace.x, y: target.position.y + entryPlace.y },
      side: place.side,
    };
    let best: { readonly route: Route; readonly cost: number } | undefined;
    for (const route of listRoutes(ends, boxes)) {
      const cost = costOf(route, boxes, edge);
      if (!best || cost < best.cost) best = { route, cost };
    }
    if (best) routes.set(edge.id, best.route);
  }
  return routes;
};

const signatureOf = ({ nodes, edges }: GraphDefinition): string =>
  `${nodes.map(({ id, kind, position }) => `${id},${kind},${position.x},${position.y}`).join(';')}|${edges
    .map(({ id, from, to, port }) => `${id},${from},${to},${port}`)
    .join(';')}`;

const noRoutes: ReadonlyMap<string, Route> = new Map();

/** Remembers the last answer: most edits change settings, not places. */
export const createRouter = (): ((definition: GraphDefinition) => ReadonlyMap<string, Route>) => {
  let last: { readonly signature: string; readonly routes: ReadonlyMap<string, Route> } | undefined;
  return (definition) => {
    if (definition.nodes.length > routedNodesMax) return noRoutes;
    const signature = signatureOf(definition);
    if (last?.signature !== signature) last = { signature, routes: routeEdges(definition) };
    return last.routes;
  };
};
