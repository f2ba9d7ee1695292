import { cx } from '@switchyard/ui';
import { BaseEdge, type EdgeProps, getSmoothStepPath } from '@xyflow/react';
import { memo, use } from 'react';
import { EdgeActionContext } from './edge-action.ts';
import { EdgeLabelLayer } from './edge-label-layer.tsx';
import { drawRoute, fitRoute, labelPlace } from './edge-path.ts';
import type { WorkflowFlowEdge } from './flow-elements.ts';

interface DrawnPath {
  readonly path: string;
  readonly x: number;
  readonly y: number;
  /** Room for the label. */
  readonly width?: number | undefined;
}

const pathOf = (props: EdgeProps<WorkflowFlowEdge>): DrawnPath => {
  const { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, data } = props;
  const route = fitRoute(data?.route, { x: sourceX, y: sourceY }, { x: targetX, y: targetY });
  if (route) return { path: drawRoute(route), ...(data?.labelPlace ?? labelPlace(route)) };
  const ends = { sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition };
  const [path, x, y] = getSmoothStepPath({ ...ends, borderRadius: 8, offset: 20 });
  return { path, x, y };
};

/** A way from one node to the next, with the condition under which it is taken. */
export const WorkflowEdge = memo((props: EdgeProps<WorkflowFlowEdge>) => {
  const { data, selected, markerEnd } = props;
  const { path, x, y, width } = pathOf(props);
  const Action = use(EdgeActionContext);
  const label = data?.label;
  return (
    <>
      <BaseEdge id={props.id} path={path} {...(markerEnd === undefined ? {} : { markerEnd })} interactionWidth={18} />
      {label || (Action && data?.isEditable) ? (
        <EdgeLabelLayer>
          <div
            className="graph-edge-label nodrag nopan"
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
          >
            {label ? (
              <EdgeLabel
                text={label.text}
                width={width}
                isCode={label.isCode}
                hasProblem={data?.hasProblem ?? false}
                isSelected={selected ?? false}
              />
            ) : null}
            {Action ? <Action edgeId={props.id} isSelected={selected ?? false} x={x} y={y} /> : null}
          </div>
        </EdgeLabelLayer>
      ) : null}
    </>
  );
});

interface EdgeLabelProps {
  readonly text: string;
  readonly width: number | undefined;
  readonly isCode: boolean;
  readonly hasProblem: boolean;
  readonly isSelected: boolean;
}

const EdgeLabel = ({ text, width, isCode, hasProblem, isSelected }: EdgeLabelProps) => (
  <span
    title={text}
    style={width === undefined ? undefined : { maxWidth: width }}
    className={cx(
      'block max-w-44 truncate rounded-xs border border-line bg-canvas px-1.5 text-muted text-xs',
      isCode && 'font-mono text-[11px]',
      isSelected && 'border-accent text-ink',
      hasProblem && 'border-failed text-failed',
    )}
  >
    {text}
  </span>
);
