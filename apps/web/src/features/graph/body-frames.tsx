import { ViewportPortal } from '@xyflow/react';
import type { WorkflowFlowNode } from './flow-elements.ts';
import { nodeHeadHeight, nodeWidth } from './node-geometry.ts';
import type { BodyFrame } from './read-bodies.ts';

const margin = 28;
const headMargin = 40;

const boundsOf = ({ nodeIds }: BodyFrame, nodes: ReadonlyMap<string, WorkflowFlowNode>) => {
  const members = nodeIds.flatMap((id) => nodes.get(id) ?? []);
  const left = Math.min(...members.map(({ position }) => position.x)) - margin;
  const top = Math.min(...members.map(({ position }) => position.y)) - headMargin;
  const right = Math.max(...members.map(({ position, width }) => position.x + (width ?? nodeWidth))) + margin;
  const bottom = Math.max(...members.map(({ position, height }) => position.y + (height ?? nodeHeadHeight))) + margin;
  return { left, top, width: right - left, height: bottom - top };
};

/** A frame behind the steps of each body, named after its container; it moves with them. */
export const BodyFrames = ({ frames, nodes }: { frames: readonly BodyFrame[]; nodes: readonly WorkflowFlowNode[] }) => {
  if (frames.length === 0) return null;
  const known = new Map(nodes.map((node) => [node.id, node]));
  return (
    <ViewportPortal>
      {frames.map((frame) => {
        const { left, top, width, height } = boundsOf(frame, known);
        return (
          <div
            key={frame.owner}
            aria-hidden
            className="graph-frame"
            style={{ transform: `translate(${left}px, ${top}px)`, width, height }}
          >
            <span className="graph-frame-label">{frame.label}</span>
          </div>
        );
      })}
    </ViewportPortal>
  );
};
