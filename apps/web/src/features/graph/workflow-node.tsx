import { Badge, cx, statusLooks } from '@switchyard/ui';
import { Handle, type NodeProps, Position } from '@xyflow/react';
import { CircleAlert, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import type { WorkflowFlowNode, WorkflowNodeData } from './flow-elements.ts';
import { changeLooks } from './graph-node-state.ts';
import { entryPlace, hasPortRows, nodeHeadHeight, portPlace, portRowHeight } from './node-geometry.ts';
import { nodeKindAppearance, portLabels } from './node-kind-appearance.ts';

const borders: Record<string, string> = {
  running: 'border-running',
  waiting: 'border-waiting',
  done: 'border-done',
  failed: 'border-failed',
  stopped: 'border-stopped',
};

const grounds: Record<string, string> = {
  running: 'bg-running-soft text-running',
  waiting: 'bg-waiting-soft text-waiting',
  done: 'bg-done-soft text-done',
  failed: 'bg-failed-soft text-failed',
  stopped: 'bg-stopped-soft text-stopped',
};

const toneOf = ({ state, change, problems }: WorkflowNodeData): string => {
  if (change) return changeLooks[change].tone;
  if (state) return statusLooks[state.status].tone;
  return problems && problems.errors > 0 ? 'failed' : '';
};

/** A node on the canvas: kind, name, the one fact that matters, and what is the matter with it. */
export const WorkflowNode = memo(({ data, selected, isConnectable }: NodeProps<WorkflowFlowNode>) => {
  const { node, change, state } = data;
  const isMuted = change === 'removed' || state?.status === 'skipped';
  return (
    <div
      className={cx(
        'graph-node relative h-full w-full rounded-md border bg-surface text-ink',
        borders[toneOf(data)] ?? 'border-line-strong',
        change === 'removed' && 'border-dashed',
        selected && 'graph-node-selected',
        isMuted && 'opacity-60',
      )}
    >
      {node.kind === 'start' ? null : (
        <Handle type="target" position={Position.Left} isConnectable={isConnectable} style={{ top: entryPlace.y }} />
      )}
      <NodeHead data={data} />
      {hasPortRows(node.kind) ? <PortRows ports={data.ports} /> : null}
      {data.ports.map((port) => (
        <PortHandle key={port} data={data} port={port} isConnectable={isConnectable} />
      ))}
    </div>
  );
});

const NodeHead = ({ data }: { data: WorkflowNodeData }) => {
  const { node, fact, state } = data;
  const { icon: KindIcon, label } = nodeKindAppearance[node.kind];
  const look = state && state.status !== 'skipped' ? statusLooks[state.status] : undefined;
  const Icon = look?.icon ?? KindIcon;
  return (
    <div className="flex items-center gap-2.5 px-3" style={{ height: nodeHeadHeight - 2 }}>
      <span
        title={look ? `${label}: ${look.word}` : label}
        className={cx(
          'flex size-8 shrink-0 items-center justify-center rounded-sm bg-sunken text-muted',
          look && grounds[look.tone],
        )}
      >
        <Icon
          aria-hidden
          className={cx('size-4', state?.status === 'running' && 'animate-spin [animation-duration:2s]')}
        />
      </span>
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="truncate font-medium text-sm">{node.name}</span>
        <span className="truncate text-muted text-xs" title={fact || label}>
          {fact || label}
        </span>
      </span>
      <NodeMarks data={data} />
    </div>
  );
};

const NodeMarks = ({ data: { problems, change, state } }: { data: WorkflowNodeData }) => {
  if (change) return <Badge tone={changeLooks[change].tone}>{changeLooks[change].word}</Badge>;
  if (state?.stepCount && state.stepCount > 1) return <Badge>{state.stepCount}×</Badge>;
  if (!problems) return null;
  const isError = problems.errors > 0;
  return (
    <Badge tone={isError ? 'failed' : 'waiting'}>
      {isError ? <CircleAlert aria-hidden /> : <TriangleAlert aria-hidden />}
      {isError ? problems.errors : problems.warnings}
      <span className="sr-only">{isError ? 'errors' : 'warnings'}</span>
    </Badge>
  );
};

const PortRows = ({ ports }: { ports: readonly string[] }) => (
  <ul className="border-line border-t">
    {ports.map((port) => (
      <li
        key={port}
        className="flex items-center justify-end pr-3 text-muted text-xs"
        style={{ height: portRowHeight }}
      >
        {portLabels[port] ?? port}
      </li>
    ))}
  </ul>
);

const PortHandle = ({
  data,
  port,
  isConnectable,
}: {
  data: WorkflowNodeData;
  port: string;
  isConnectable: boolean;
}) => {
  const { side, x, y } = portPlace(data.node.kind, data.ports, port);
  const isQuiet = port === 'failed' && !data.connectedPorts.includes(port);
  return (
    <Handle
      id={port}
      type="source"
      position={side === 'right' ? Position.Right : Position.Bottom}
      isConnectable={isConnectable}
      style={side === 'right' ? { top: y } : { left: x }}
      className={cx(isQuiet && 'graph-port-quiet')}
      title={portLabels[port] ?? port}
    />
  );
};
