import { describe, expect, it } from 'vitest';
import { drawRoute, fitRoute, labelPlace } from './edge-path.ts';
import type { GraphDefinition, GraphNode } from './graph-definition.ts';
import { nodeHeadHeight, nodeWidth } from './node-geometry.ts';
import type { Route } from './route.ts';
import { routeEdges } from './route-edges.ts';

const node = (id: string, x: number, y = 0): GraphNode => ({
  id,
  kind: 'set',
  name: id,
  position: { x, y },
  config: {},
});
const edge = (from: string, to: string) => ({ id: `${from}-${to}`, from, to, port: 'out', isOtherwise: false });

const runsThrough = (route: Route, { position: { x, y } }: GraphNode): boolean =>
  route.slice(1).some((point, at) => {
    const before = route[at] ?? point;
    return (
      Math.max(before.x, point.x) > x &&
      Math.min(before.x, point.x) < x + nodeWidth &&
      Math.max(before.y, point.y) > y &&
      Math.min(before.y, point.y) < y + nodeHeadHeight
    );
  });

describe('routing edges', () => {
  it('leads an edge around the node that stands between its ends', () => {
    const [a, b, c] = [node('a', 0), node('b', 300), node('c', 600)];
    const definition: GraphDefinition = { nodes: [a, b, c], edges: [edge('a', 'c')] };
    const route = routeEdges(definition).get('a-c') ?? [];
    expect(route.length).toBeGreaterThan(2);
    expect(runsThrough(route, b)).toBe(false);
  });

  it('leads a loop back around everything between', () => {
    const nodes = [node('a', 0), node('b', 300), node('c', 600)];
    const route = routeEdges({ nodes, edges: [edge('c', 'a')] }).get('c-a') ?? [];
    expect(nodes.filter((each) => runsThrough(route, each))).toEqual([]);
  });

  it('draws a straight line where nothing is in the way', () => {
    const route = routeEdges({ nodes: [node('a', 0), node('b', 300)], edges: [edge('a', 'b')] }).get('a-b') ?? [];
    expect(drawRoute(route)).toBe('M 220 30 L 300 30');
    expect(labelPlace(route)).toEqual({ x: 260, y: 30 });
  });

  it('goes straight between nodes that stand close together', () => {
    const route = routeEdges({ nodes: [node('a', 0), node('b', 260)], edges: [edge('a', 'b')] }).get('a-b') ?? [];
    expect(route).toHaveLength(2);
  });

  it('gives way to the plain path while a node is dragged', () => {
    const route = [
      { x: 0, y: 0 },
      { x: 100, y: 0 },
    ];
    expect(fitRoute(route, { x: 5, y: 0 }, { x: 95, y: 0 })).toEqual([
      { x: 5, y: 0 },
      { x: 95, y: 0 },
    ]);
    expect(fitRoute(route, { x: 50, y: 0 }, { x: 100, y: 0 })).toBeUndefined();
  });
});
