import { describe, expect, it } from 'vitest';
import { drawRoute, fitRoute, labelPlace } from './edge-path.ts';
import type { GraphDefinition, GraphNode } from './graph-definition.ts';
import { nodeHeadHeight, nodeWidth } from './node-geometry.ts';
import type { Route } from './route.ts';
import { routeEdges, routeGraph } from './route-edges.ts';

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

  it('leads two edges past the same nodes beside each other', () => {
    const nodes = [node('a', 0), node('b', 300), node('c', 600), node('d', 0, 90), node('e', 600, 90)];
    const routes = routeEdges({ nodes, edges: [edge('a', 'c'), edge('d', 'c'), edge('c', 'a'), edge('e', 'd')] });
    const lanes = ['a-c', 'c-a', 'e-d'].map(
      (id) =>
        new Set(
          routes
            .get(id)
            ?.slice(2, -2)
            .map(({ y }) => y),
        ),
    );
    expect(new Set(lanes.flatMap((lane) => [...lane])).size).toBe(lanes.reduce((sum, { size }) => sum + size, 0));
  });

  it('leads the way back of a round into its container from below', () => {
    const each: GraphNode = { ...node('each', 0), kind: 'forEach' };
    const drawing: GraphDefinition = {
      nodes: [{ ...node('start', -300), kind: 'start' }, each, node('work', 300, 200)],
      edges: [edge('start', 'each'), { ...edge('each', 'work'), port: 'body' }, edge('work', 'each')],
    };
    const route = routeEdges(drawing).get('work-each') ?? [];
    const [before, end] = route.slice(-2);
    expect(end?.x).toBeGreaterThan(0);
    expect(before?.x).toBe(end?.x);
    expect(before?.y).toBeGreaterThan(end?.y ?? 0);
  });

  it('puts labels beside nodes and beside each other', () => {
    const nodes = [node('a', 0), node('b', 400), node('c', 400, 100)];
    const edges = [
      { ...edge('a', 'b'), label: 'a rather long label' },
      { ...edge('a', 'c'), condition: 'input.amount > 1000' },
    ];
    const { labels } = routeGraph({ nodes, edges });
    const boxes = [...labels.values()].map(
      ({ x, y, width }) => [x - width / 2, x + width / 2, y - 10, y + 10] as const,
    );
    expect(boxes).toHaveLength(2);
    for (const [left, right, top, bottom] of boxes) {
      expect(left).toBeGreaterThan(nodeWidth);
      expect(right).toBeLessThan(400);
      expect(
        boxes.filter((other) => left < other[1] && other[0] < right && top < other[3] && other[2] < bottom),
      ).toHaveLength(1);
    }
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
