import type { DraftDefinition } from '@switchyard/domain';

export type Direction = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

const axes: Record<Direction, { readonly x: number; readonly y: number }> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

export const isDirection = (key: string): key is Direction => Object.hasOwn(axes, key);

/** The nearest node in a direction: along an edge if there is one, else by distance, sideways counting double. */
export const findNeighbour = (draft: DraftDefinition, nodeId: string, direction: Direction): string | undefined => {
  const from = draft.nodes.find((node) => node.id === nodeId);
  if (!from) return undefined;
  const { x, y } = axes[direction];
  const linked = new Set(
    draft.edges.flatMap((edge) => (edge.from === nodeId ? [edge.to] : edge.to === nodeId ? [edge.from] : [])),
  );
  let best: { readonly id: string; readonly score: number } | undefined;
  for (const node of draft.nodes) {
    const dx = node.position.x - from.position.x;
    const dy = node.position.y - from.position.y;
    const ahead = dx * x + dy * y;
    if (node.id === nodeId || ahead <= 0) continue;
    const score = ahead + 2 * Math.abs(dx * y + dy * x) - (linked.has(node.id) && x !== 0 ? 400 : 0);
    if (!best || score < best.score) best = { id: node.id, score };
  }
  return best?.id;
};
