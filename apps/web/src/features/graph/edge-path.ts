import type { Route, RoutePoint } from './route.ts';

const radius = 8;
const tolerance = 9;

/** The route between where the ends are drawn now; undefined while a node is being dragged away from it. */
export const fitRoute = (route: Route | undefined, from: RoutePoint, to: RoutePoint): Route | undefined => {
  const [first, last] = [route?.[0], route?.at(-1)];
  if (!route || !first || !last) return undefined;
  const isNear = (one: RoutePoint, other: RoutePoint) =>
    Math.abs(one.x - other.x) < tolerance && Math.abs(one.y - other.y) < tolerance;
  if (!isNear(first, from) || !isNear(last, to)) return undefined;
  // Stretches that begin or end at a node follow it by the pixel, so that they stay level.
  const inner = route.slice(1, -1).map(({ x, y }) => ({
    x: x === first.x ? from.x : x,
    y: y === first.y ? from.y : y === last.y ? to.y : y,
  }));
  return [from, ...inner, to];
};

/** An SVG path with rounded corners. */
export const drawRoute = (route: Route): string =>
  route
    .map((point, at) => {
      const [before, after] = [route[at - 1], route[at + 1]];
      if (!before) return `M ${point.x} ${point.y}`;
      if (!after) return `L ${point.x} ${point.y}`;
      const toward = (other: RoutePoint) => {
        const length = Math.hypot(other.x - point.x, other.y - point.y) || 1;
        const reach = Math.min(radius, length / 2) / length;
        return { x: point.x + (other.x - point.x) * reach, y: point.y + (other.y - point.y) * reach };
      };
      const [start, end] = [toward(before), toward(after)];
      return `L ${start.x} ${start.y} Q ${point.x} ${point.y} ${end.x} ${end.y}`;
    })
    .join(' ');

/** Where the label goes: the middle of the longest stretch that is not shared with siblings leaving the same port. */
export const labelPlace = (route: Route): RoutePoint => {
  let best: { readonly place: RoutePoint; readonly length: number } | undefined;
  for (let at = 1; at < route.length; at += 1) {
    const [one, other] = [route[at - 1], route[at]];
    if (!one || !other || (at === 1 && route.length > 2)) continue;
    const length = Math.abs(one.x - other.x) + Math.abs(one.y - other.y);
    const place = { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
    if (!best || length > best.length) best = { place, length };
  }
  return best?.place ?? route[0] ?? { x: 0, y: 0 };
};
