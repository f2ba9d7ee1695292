import { statusLooks } from '@switchyard/ui';
import { Panel, useReactFlow, useStore } from '@xyflow/react';
import { memo, type PointerEvent, useMemo } from 'react';
import type { WorkflowFlowNode } from './flow-elements.ts';

const size = { width: 200, height: 150 } as const;
/** Of the whole, left free around it. */
const marginShare = 0.03;

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const areaOf = (nodes: readonly WorkflowFlowNode[]): Area => {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { position, width = 0, height = 0 } of nodes) {
    left = Math.min(left, position.x);
    top = Math.min(top, position.y);
    right = Math.max(right, position.x + width);
    bottom = Math.max(bottom, position.y + height);
  }
  const margin = Math.max(right - left, bottom - top) * marginShare;
  return { x: left - margin, y: top - margin, width: right - left + 2 * margin, height: bottom - top + 2 * margin };
};

const colourOf = ({ data: { state } }: WorkflowFlowNode): string =>
  state && state.status !== 'skipped' ? `var(--color-${statusLooks[state.status].tone})` : 'var(--color-line-strong)';

const drawBoxes = (nodes: readonly WorkflowFlowNode[]): [string, string][] => {
  const paths = new Map<string, string[]>();
  for (const node of nodes) {
    const { position, width = 0, height = 0 } = node;
    const boxes = paths.get(colourOf(node)) ?? [];
    paths.set(colourOf(node), boxes);
    boxes.push(`M${position.x} ${position.y}h${width}v${height}h${-width}z`);
  }
  return [...paths].map(([colour, boxes]) => [colour, boxes.join('')]);
};

const Boxes = memo(({ nodes }: { nodes: readonly WorkflowFlowNode[] }) => {
  const paths = useMemo(() => drawBoxes(nodes), [nodes]);
  return paths.map(([colour, path]) => <path key={colour} d={path} fill={colour} />);
});

/** What is on the screen, in the measure of the canvas. */
const ViewFrame = ({ area }: { area: Area }) => {
  const [left, top, zoom] = useStore(({ transform }) => transform);
  const width = useStore((state) => state.width) / zoom;
  const height = useStore((state) => state.height) / zoom;
  return (
    <rect
      x={-left / zoom}
      y={-top / zoom}
      width={width}
      height={height}
      fill="none"
      stroke="var(--color-accent)"
      strokeWidth={(2 * area.width) / size.width}
    />
  );
};

/** The overview of a very large canvas: one path for each colour instead of an element for each node. Pointing at it moves there. */
export const LargeOverview = ({ nodes, className }: { nodes: readonly WorkflowFlowNode[]; className: string }) => {
  const flow = useReactFlow();
  const area = useMemo(() => areaOf(nodes), [nodes]);
  const moveThere = ({ currentTarget, clientX, clientY, buttons }: PointerEvent<SVGSVGElement>) => {
    const toCanvas = currentTarget.getScreenCTM()?.inverse();
    if (buttons !== 1 || !toCanvas) return;
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(toCanvas);
    void flow.setCenter(x, y, { zoom: flow.getZoom() });
  };
  return (
    <Panel position="bottom-right" className={`react-flow__minimap ${className}`}>
      <svg
        role="img"
        aria-label="Overview"
        {...size}
        viewBox={`${area.x} ${area.y} ${area.width} ${area.height}`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          moveThere(event);
        }}
        onPointerMove={moveThere}
        className="block cursor-pointer touch-none bg-surface"
      >
        <Boxes nodes={nodes} />
        <ViewFrame area={area} />
      </svg>
    </Panel>
  );
};
