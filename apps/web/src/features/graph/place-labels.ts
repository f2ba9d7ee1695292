import { edgeLabel } from './edge-label.ts';
import type { GraphDefinition } from './graph-definition.ts';
import type { Box, Route, RoutePoint } from './route.ts';

export interface LabelPlace extends RoutePoint {
  /** Room for the label; longer text is cut. */
  readonly width: number;
}

const height = 20;
const widest = 176;
const narrowest = 44;
const characterWidth = 6.4;
const padding = 16;
const margin = 6;
/** How far along a stretch a label may stand. */
const positions = [0.5, 0.35, 0.65, 0.2, 0.8] as const;

const widthOf = (text: string): number => Math.min(widest, text.length * characterWidth + padding);

/** How much room a label takes, as far as it can be told without drawing it. */
export const labelSize = (text: string): { readonly width: number; readonly height: number } => ({
  width: widthOf(text),
  height,
});

const boxAround = ({ x, y, width }: LabelPlace): Box => ({
  left: x - width / 2,
  right: x + width / 2,
  top: y - height / 2,
  bottom: y + height / 2,
});

const overlapOf = (one: Box, other: Box): number => {
  const across = Math.min(one.right, other.right) - Math.max(one.left, other.left) + margin;
  const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) + margin;
  return across > 0 && down > 0 ? across * down : 0;
};

/** Places along a route, the middle of long stretches first. The first stretch is shared with siblings of the same port. */
const listPlaces = (route: Route, wanted: number): LabelPlace[] =>
  route.slice(1).flatMap((other, at) => {
    const one = route[at];
    if (!one || (at === 0 && route.length > 2)) return [];
    const length = Math.abs(one.x - other.x) + Math.abs(one.y - other.y);
    const isLevel = one.y === other.y;
    const width = isLevel ? Math.max(narrowest, Math.min(wanted, length - 2 * margin)) : wanted;
    return positions.map((part) => ({
      x: one.x + (other.x - one.x) * part,
      y: one.y + (other.y - one.y) * part,
      width,
    }));
  });

/** Where each label stands: on its own edge, beside every node and every label placed before. */
export const placeLabels = (
  { nodes, edges }: GraphDefinition,
  routes: ReadonlyMap<string, Route>,
  boxes: readonly Box[],
): ReadonlyMap<string, LabelPlace> => {
  const known = new Map(nodes.map((node) => [node.id, node]));
  const labels = new Map<string, LabelPlace>();
  const taken: Box[] = [...boxes];
  for (const edge of edges) {
    const label = edgeLabel(edge, known.get(edge.from));
    const route = routes.get(edge.id);
    if (!label || !route) continue;
    const wanted = widthOf(label.text);
    let best: { readonly place: LabelPlace; readonly cost: number } | undefined;
    for (const place of listPlaces(route, wanted)) {
      const box = boxAround(place);
      const cost = taken.reduce((sum, other) => sum + overlapOf(box, other), (wanted - place.width) * 2);
      if (!best || cost < best.cost) best = { place, cost };
    }
    if (!best) continue;
    labels.set(edge.id, best.place);
    taken.push(boxAround(best.place));
  }
  return labels;
};
