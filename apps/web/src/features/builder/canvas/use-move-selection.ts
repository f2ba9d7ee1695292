import { useReactFlow } from '@xyflow/react';
import { useCallback } from 'react';
import { useBuilder } from '../builder-context.ts';
import { moveNodes } from '../model/edits.ts';
import { type Direction, findNeighbour } from '../model/neighbour.ts';

const nudge = 10;
const steps: Record<Direction, { readonly x: number; readonly y: number }> = {
  ArrowLeft: { x: -nudge, y: 0 },
  ArrowRight: { x: nudge, y: 0 },
  ArrowUp: { x: 0, y: -nudge },
  ArrowDown: { x: 0, y: nudge },
};

const focusNode = (id: string) =>
  document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });

/** Arrow keys: the selection goes to the next node in that direction; with Alt the selected nodes themselves move. */
export const useMoveSelection = () => {
  const { store } = useBuilder();
  const flow = useReactFlow();

  const moveNodesBy = useCallback(
    (key: Direction) => {
      const { draft, selection } = store.get();
      const { x, y } = steps[key];
      const places = draft.nodes
        .filter((node) => selection.nodeIds.includes(node.id))
        .map((node) => [node.id, { x: node.position.x + x, y: node.position.y + y }] as const);
      store.dispatch({ type: 'edit', label: 'Move', edit: moveNodes(new Map(places)), mergeKey: 'nudge' });
    },
    [store],
  );

  return useCallback(
    (key: Direction, isNudge: boolean) => {
      if (isNudge) return moveNodesBy(key);
      const { draft, selection } = store.get();
      const from = selection.nodeIds.at(-1);
      const next = from === undefined ? draft.nodes[0]?.id : findNeighbour(draft, from, key);
      const node = next === undefined ? undefined : flow.getNode(next);
      if (next === undefined || !node) return;
      store.dispatch({ type: 'select', selection: { nodeIds: [next], edgeIds: [] } });
      const isDrawn = document.querySelector(`.react-flow__node[data-id="${CSS.escape(next)}"]`) !== null;
      if (!isDrawn) void flow.setCenter(node.position.x + 110, node.position.y + 40, { zoom: flow.getZoom() });
      requestAnimationFrame(() => focusNode(next));
    },
    [flow, moveNodesBy, store],
  );
};
