import type { ReactFlowInstance } from '@xyflow/react';
import type { WorkflowFlowEdge, WorkflowFlowNode } from './flow-elements.ts';

const margin = 32;
/** The smallest at which names can still be read. */
const legibleZoom = 0.55;
/** Where not everything can be read at once, what is shown is shown comfortably. */
const beginningZoom = 0.7;

/** Everything in view when it can still be read; else its beginning, readable. */
export const openView = (flow: ReactFlowInstance<WorkflowFlowNode, WorkflowFlowEdge>): void => {
  const nodes = flow.getNodes();
  const frame = document.querySelector('.react-flow')?.getBoundingClientRect();
  if (nodes.length === 0 || !frame) return;
  const bounds = flow.getNodesBounds(nodes);
  const fit = Math.min((frame.width - 2 * margin) / bounds.width, (frame.height - 2 * margin) / bounds.height);
  if (fit >= legibleZoom) {
    const zoom = Math.min(fit, 1);
    const x = (frame.width - bounds.width * zoom) / 2 - bounds.x * zoom;
    const y = (frame.height - bounds.height * zoom) / 2 - bounds.y * zoom;
    void flow.setViewport({ x, y, zoom });
    return;
  }
  const first = nodes.find((node) => node.data.node.kind === 'start') ?? nodes[0];
  if (!first) return;
  const isWide = bounds.width * beginningZoom > frame.width - 2 * margin;
  const isTall = bounds.height * beginningZoom > frame.height - 2 * margin;
  void flow.setViewport({
    x: isWide
      ? margin - first.position.x * beginningZoom
      : (frame.width - bounds.width * beginningZoom) / 2 - bounds.x * beginningZoom,
    // The start in the middle, unless nothing stands above it: then the graph begins at the top.
    y: isTall
      ? Math.min(frame.height / 2 - (first.position.y + 30) * beginningZoom, margin - bounds.y * beginningZoom)
      : (frame.height - bounds.height * beginningZoom) / 2 - bounds.y * beginningZoom,
    zoom: beginningZoom,
  });
};
