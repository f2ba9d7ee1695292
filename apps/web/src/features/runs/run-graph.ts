import { isTerminalRunStatus, isTerminalStepStatus, type RunStatus, type StepStatus } from '@switchyard/domain';
import { listBoundaryMarks } from '../graph/boundary-events.ts';
import type { GraphDefinition, GraphEdge, GraphNode } from '../graph/graph-definition.ts';
import type { GraphNodeState } from '../graph/graph-node-state.ts';

interface GraphStep {
  readonly nodeId: string;
  readonly status: StepStatus;
  readonly port: string | null;
  readonly ordinal: number;
  /** Ordinal of the container's step, and which of its rounds. */
  readonly container: number | null;
  readonly round: number | null;
  readonly items: { readonly count: number; readonly completed: number; readonly failed: number } | null;
}

export interface RunGraph {
  readonly nodeStates: Readonly<Record<string, GraphNodeState>>;
  /** Edges that were walked along. */
  readonly takenEdges: ReadonlySet<string>;
}

const itemsFact = ({ count, completed, failed }: NonNullable<GraphStep['items']>): string =>
  `${completed} of ${count} done${failed > 0 ? `, ${failed} failed` : ''}`;

/** The latest round of each container, by the ordinal of its step. */
const listLastRounds = (steps: readonly GraphStep[]): ReadonlyMap<number, number> => {
  const last = new Map<number, number>();
  for (const { container, round } of steps) {
    if (container !== null && round !== null) last.set(container, Math.max(round, last.get(container) ?? 0));
  }
  return last;
};

/** How far a container is, in a few words. */
const containerFact = (step: GraphStep, lastRounds: ReadonlyMap<number, number>): string | undefined => {
  if (step.items) return itemsFact(step.items);
  const last = lastRounds.get(step.ordinal) ?? 0;
  return last < 1 ? undefined : `round ${last + 1}`;
};

/** What to show of several steps at one node: what still lives, else the latest. */
const pickStatus = (steps: readonly GraphStep[]): StepStatus | undefined =>
  (steps.findLast(({ status }) => !isTerminalStepStatus(status)) ?? steps.at(-1))?.status;

/** Of a step inside a for-each: how many items have come past it, of all. */
const progressOf = (steps: readonly GraphStep[], byOrdinal: ReadonlyMap<number, GraphStep>): string | undefined => {
  const latest = steps.at(-1);
  const container = latest?.container == null ? undefined : byOrdinal.get(latest.container);
  if (!container?.items) return undefined;
  const done = steps.filter((step) => step.container === container.ordinal && step.status === 'completed').length;
  return `${done}/${container.items.count}`;
};

/** Whether a step that left by this way says so: not when its body began or an event happened beside it. */
const isPlainWay = (nodes: ReadonlyMap<string, GraphNode>, { from, port }: GraphEdge): boolean => {
  const node = nodes.get(from);
  if (!node || port === 'body' || port === 'compensate') return false;
  return !listBoundaryMarks(node).some(({ id }) => id === port);
};

/** By which way a step left; a failure that is caught leaves by its own, which its row does not name. */
const leavingPort = ({ status, port }: GraphStep): string | undefined => {
  if (port !== null) return port;
  if (status === 'failed') return 'failed';
  return status === 'completed' ? 'out' : undefined;
};

const listTaken = (definition: GraphDefinition, steps: readonly GraphStep[]): GraphEdge[] => {
  const nodes = new Map(definition.nodes.map((node) => [node.id, node]));
  const reached = new Set(steps.map(({ nodeId }) => nodeId));
  const leftBy = new Set(
    steps.flatMap((step) => {
      const port = leavingPort(step);
      return port === undefined ? [] : [`${step.nodeId} ${port}`];
    }),
  );
  const isLeft = ({ from, port, to }: GraphEdge) => leftBy.has(`${from} ${port}`) && reached.has(to);
  const plain = definition.edges.filter(isLeft);
  // A step does not say that its body began or an event happened; what only they lead to does.
  const explained = new Set(plain.map(({ to }) => to));
  const beside = definition.edges.filter(
    (edge) =>
      !isPlainWay(nodes, edge) &&
      !isLeft(edge) &&
      reached.has(edge.from) &&
      reached.has(edge.to) &&
      !explained.has(edge.to),
  );
  return [...plain, ...beside];
};

/** A run drawn over its definition: the latest step of each node, and the ways that were taken. `steps` in order. */
export const drawRun = (definition: GraphDefinition, status: RunStatus, steps: readonly GraphStep[]): RunGraph => {
  const byNode = new Map<string, GraphStep[]>();
  for (const step of steps) {
    const known = byNode.get(step.nodeId);
    if (known) known.push(step);
    else byNode.set(step.nodeId, [step]);
  }
  const byOrdinal = new Map(steps.map((step) => [step.ordinal, step]));
  const lastRounds = listLastRounds(steps);
  const isOver = isTerminalRunStatus(status);
  const states = definition.nodes.flatMap(({ id }): [string, GraphNodeState][] => {
    const own = byNode.get(id) ?? [];
    const [latest, shown] = [own.at(-1), pickStatus(own)];
    if (!latest || !shown) return isOver ? [[id, { status: 'skipped' }]] : [];
    const fact = containerFact(latest, lastRounds);
    const progress = progressOf(own, byOrdinal);
    const more = { ...(fact === undefined ? {} : { fact }), ...(progress === undefined ? {} : { progress }) };
    return [[id, { status: shown, stepCount: own.length, ...more }]];
  });
  const taken = listTaken(definition, steps);
  return { nodeStates: Object.fromEntries(states), takenEdges: new Set(taken.map(({ id }) => id)) };
};
