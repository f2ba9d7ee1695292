import type { DraftDefinition, DraftNode } from '@switchyard/domain';
import { groupEdgesByOrigin } from '../../graph/graph-definition.ts';
import { listVisiblePorts, nodeHeight, nodeWidth, portPlace } from '../../graph/node-geometry.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export const gapX = 72;
const gapY = 70;
const gridSize = 10;

const snap = (value: number): number => Math.round(value / gridSize) * gridSize;
export const snapped = ({ x, y }: Point): Point => ({ x: snap(x), y: snap(y) });

const isOverlapping = (one: Point, other: Point): boolean =>
  Math.abs(one.x - other.x) < nodeWidth + 16 && Math.abs(one.y - other.y) < 76;

/** The wished place, or the next free one beneath it. */
export const findFreePlace = (draft: DraftDefinition, wish: Point): Point => {
  let place = snapped(wish);
  for (let tries = 0; tries < 400 && draft.nodes.some((node) => isOverlapping(node.position, place)); tries += 1) {
    place = { x: place.x, y: place.y + 20 };
  }
  return place;
};

/** What does not go straight on begins beneath its node. */
const isBeside = (draft: DraftDefinition, node: DraftNode, port: string): boolean => {
  const outgoing = groupEdgesByOrigin(draft.edges).get(node.id) ?? [];
  return port === 'body' || portPlace(node.kind, listVisiblePorts(node, outgoing), port).side === 'bottom';
};

/** To the right of a node, where the next step is looked for; beneath it for what happens inside or beside it. */
export const placeAfter = (draft: DraftDefinition, node: DraftNode, port = 'out'): Point => {
  const { x, y } = node.position;
  const down = isBeside(draft, node, port) ? sizeOfNode(draft, node).height + gapY : 0;
  return findFreePlace(draft, { x: x + nodeWidth + gapX, y: y + down });
};

/** Right of everything, on the height of the first node; the origin for an empty canvas. */
export const placeAtEnd = (draft: DraftDefinition): Point => {
  const [first, ...others] = draft.nodes;
  if (!first) return { x: 0, y: 0 };
  const right = others.reduce((x, node) => Math.max(x, node.position.x), first.position.x);
  return findFreePlace(draft, { x: right + nodeWidth + gapX, y: first.position.y });
};

/** Size of a node as drawn. */
export const sizeOfNode = (draft: DraftDefinition, node: DraftNode): { width: number; height: number } => {
  const outgoing = groupEdgesByOrigin(draft.edges).get(node.id) ?? [];
  return { width: nodeWidth, height: nodeHeight(node.kind, listVisiblePorts(node, outgoing)) };
};
