import type { RunDetail, RunStep } from '@switchyard/application';
import { isTerminalRunStatus } from '@switchyard/domain';

/** What may be done to a step as the page knows it; the server decides. */
export interface StepOptions {
  readonly canRetry: boolean;
  readonly canSkip: boolean;
  readonly canRerun: boolean;
  /** Ways the run could go on when the step is skipped. */
  readonly ports: readonly string[];
}

const closedPorts: ReadonlySet<string> = new Set(['failed', 'body', 'compensate']);

const portsOf = (run: RunDetail, step: RunStep): string[] => {
  const node = run.definition.nodes.find(({ id }) => id === step.nodeId);
  const events = new Set((node?.boundary ?? []).map(({ id }) => id));
  const leaving = run.definition.edges.filter(({ from }) => from === step.nodeId).map(({ port }) => port);
  const ways = [...new Set(leaving)].filter((port) => !(closedPorts.has(port) || events.has(port)));
  const open = step.kind === 'approval' ? ways.filter((port) => port !== 'approved') : ways;
  return open.length === 0 ? ['out'] : open;
};

/** A failed step whose run waits for a person to decide about it. */
const isHeld = ({ status, waitingReason }: RunStep): boolean =>
  (status === 'failed' || status === 'completed') && waitingReason !== null;

const containerKinds: ReadonlySet<string> = new Set(['forEach', 'loop', 'region', 'compensate']);

export const stepOptionsOf = (run: RunDetail, step: RunStep): StepOptions => {
  const isOver = isTerminalRunStatus(run.status);
  const held = isHeld(step);
  const isLater = step.status === 'ready' && step.waitingReason !== null;
  const isWaiting = step.status === 'waiting' && !(containerKinds.has(step.kind) && step.waitingReason === null);
  return {
    canRetry: !isOver && (held || isLater),
    canSkip: !isOver && (held || isWaiting || step.status === 'ready'),
    canRerun: isOver && step.round === null,
    ports: portsOf(run, step),
  };
};
