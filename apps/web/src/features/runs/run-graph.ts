import type { RunStatus, StepStatus } from '@switchyard/domain';
import { isTerminalRunStatus } from '@switchyard/domain';
import type { GraphDefinition } from '../graph/graph-definition.ts';
import type { GraphNodeState } from '../graph/graph-node-state.ts';

interface GraphStep {
  readonly nodeId: string;
  readonly status: StepStatus;
  readonly port: string | null;
}

export interface RunGraph {
  readonly nodeStates: Readonly<Record<string, GraphNodeState>>;
  /** Edges that were walked along. */
  readonly takenEdges: ReadonlySet<string>;
}

/** A run drawn over its definition: the latest step of each node, and the ways that were taken. `steps` in order. */
export const drawRun = (definition: GraphDefinition, status: RunStatus, steps: readonly GraphStep[]): RunGraph => {
  const latest = new Map<string, { status: StepStatus; count: number }>();
  const leftBy = new Set<string>();
  for (const step of steps) {
    latest.set(step.nodeId, { status: step.status, count: (latest.get(step.nodeId)?.count ?? 0) + 1 });
    if (step.status === 'completed' || step.port !== null) leftBy.add(`${step.nodeId} ${step.port ?? 'out'}`);
  }
  const isOver = isTerminalRunStatus(status);
  const states = definition.nodes.flatMap(({ id }): [string, GraphNodeState][] => {
    const step = latest.get(id);
    if (step) return [[id, { status: step.status, stepCount: step.count }]];
    return isOver ? [[id, { status: 'skipped' }]] : [];
  });
  const taken = definition.edges.filter((edge) => leftBy.has(`${edge.from} ${edge.port}`) && latest.has(edge.to));
  return { nodeStates: Object.fromEntries(states), takenEdges: new Set(taken.map(({ id }) => id)) };
};
