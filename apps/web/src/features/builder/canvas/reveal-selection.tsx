import { useReactFlow } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { nodeWidth } from '../../graph/node-geometry.ts';
import { useSelection } from '../builder-context.ts';

const margin = 24;
/** Above the zoom buttons. */
const marginBelow = 64;

/** Keeps the one selected node in view when the inspector opens beside it or a problem jumps to it. */
export const RevealSelection = () => {
  const flow = useReactFlow();
  const { nodeIds } = useSelection();
  const shown = useRef<string | undefined>(undefined);
  const [only] = nodeIds;
  const nodeId = nodeIds.length === 1 ? only : undefined;
  useEffect(() => {
    if (nodeId === shown.current) return;
    shown.current = nodeId;
    if (nodeId === undefined) return;
    // After the inspector has taken its place.
    const frame = requestAnimationFrame(() => {
      const node = flow.getNode(nodeId);
      const box = document.querySelector('.react-flow')?.getBoundingClientRect();
      if (!node || !box) return;
      const { x, y, zoom } = flow.getViewport();
      const left = node.position.x * zoom + x;
      const top = node.position.y * zoom + y;
      const right = left + nodeWidth * zoom;
      const bottom = top + (node.height ?? 60) * zoom;
      const dx = right > box.width - margin ? box.width - margin - right : left < margin ? margin - left : 0;
      const dy =
        bottom > box.height - marginBelow ? box.height - marginBelow - bottom : top < margin ? margin - top : 0;
      if (dx !== 0 || dy !== 0) void flow.setViewport({ x: x + dx, y: y + dy, zoom }, { duration: 120 });
    });
    return () => cancelAnimationFrame(frame);
  }, [flow, nodeId]);
  return null;
};
