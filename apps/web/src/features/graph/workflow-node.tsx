import { Badge, cx, statusLooks } from '@switchyard/ui';
import { Handle, type NodeProps, Position } from '@xyflow/react';
import { CircleAlert, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { type BoundaryMark, listBoundaryMarks } from './boundary-events.ts';
import type { WorkflowFlowNode, WorkflowNodeData } from './flow-elements.ts';
import { changeLooks } from './graph-node-state.ts';
import {
  entryPlace,
  isContainer,
  listPortRows,
  nodeHeadHeight,
  portPlace,
  portRowHeight,
  roundEntry,
  roundEntryPlace,
} from './node-geometry.ts';
import { boundaryAppearance, nodeKindAppearance, portLabel } from './node-kind-appearance.ts';

/** The line around a node, and what fills it where it is too small for words. */
const borders: Record<string, string> = {
  running: 'border-running [--graph-tone:var(--color-running)]',
  waiting: 'border-waiting [--graph-tone:var(--color-waiting)]',
  done: 'border-done [--graph-tone:var(--color-done)]',
  failed: 'border-failed [--graph-tone:var(--color-failed)]',
  stopped: 'border-stopped [--graph-tone:var(--color-stopped)]',
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
  const events = listBoundaryMarks(node);
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
      <PortRows data={data} />
      {data.ports.map((port) => (
        <PortHandle
          key={port}
          data={data}
          port={port}
          event={events.find(({ id }) => id === port)}
          isConnectable={isConnectable}
        />
      ))}
      {isContainer(node.kind) ? <RoundEntry data={data} isConnectable={isConnectable} /> : null}
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
  if (state?.progress) return <Badge className="tabular-nums">{state.progress}</Badge>;
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

const PortRows = ({ data: { node, ports } }: { data: WorkflowNodeData }) => {
  const rows = listPortRows(node.kind, ports);
  if (rows.length === 0) return null;
  return (
    <ul className="border-line border-t">
      {rows.map((port) => (
        <li
          key={port}
          className="flex items-center justify-end pr-3 text-muted text-xs"
          style={{ height: portRowHeight }}
        >
          {portLabel(node.kind, port)}
        </li>
      ))}
    </ul>
  );
};

interface PortHandleProps {
  readonly data: WorkflowNodeData;
  readonly port: string;
  readonly event: BoundaryMark | undefined;
  readonly isConnectable: boolean;
}

/** Ways out that most nodes never use show when the node is pointed at, or when they are used. */
const quietPorts: ReadonlySet<string> = new Set(['failed', 'compensate']);

const PortHandle = ({ data, port, event, isConnectable }: PortHandleProps) => {
  const { node, ports, connectedPorts } = data;
  const { side, x, y } = portPlace(node.kind, ports, port);
  const isQuiet = quietPorts.has(port) && !connectedPorts.includes(port);
  const name = event ? `${boundaryAppearance[event.on].label}: ${event.words}` : portLabel(node.kind, port);
  return (
    <>
      {event ? <EventBadge event={event} x={x} y={y} /> : null}
      <Handle
        id={port}
        type="source"
        position={side === 'right' ? Position.Right : Position.Bottom}
        isConnectable={isConnectable}
        style={side === 'right' ? { top: y } : { left: x }}
        className={cx(isQuiet && 'graph-port-quiet', event && 'graph-port-event')}
        title={name}
      />
      {quietPorts.has(port) && isQuiet ? (
        <span aria-hidden className="graph-port-name" style={{ left: x, top: y + 8 }}>
          {port === 'failed' ? 'fails' : 'undo'}
        </span>
      ) : null}
    </>
  );
};

const EventBadge = ({ event, x, y }: { event: BoundaryMark; x: number; y: number }) => {
  const { icon: Icon } = boundaryAppearance[event.on];
  return (
    <span
      aria-hidden
      className={cx('graph-event-badge', !event.isInterrupting && 'graph-event-badge-beside')}
      style={{ left: x, top: y - 1 }}
    >
      <Icon className="size-3" />
    </span>
  );
};

/** Where the last step of a round leads back to. */
const RoundEntry = ({ data, isConnectable }: { data: WorkflowNodeData; isConnectable: boolean }) => (
  <Handle
    id={roundEntry}
    type="target"
    position={Position.Bottom}
    isConnectable={isConnectable}
    style={{ left: roundEntryPlace(data.node.kind, data.ports).x }}
    className="graph-port-quiet"
    title="Back to here ends a round"
  />
);
