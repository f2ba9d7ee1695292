import { advance } from '../src/advance.ts';
import type { EngineCommand, FinishRun } from '../src/command.ts';
import { type Graph, getGraphNode } from '../src/graph.ts';
import { initialState, parseRunState, type RunState } from '../src/run-state.ts';

export interface Simulation {
  readonly state: RunState;
  /** Node id of every step, in the order of its completion. */
  readonly trace: readonly string[];
  readonly finish: FinishRun | undefined;
  readonly tokenIds: readonly number[];
}

type StepCommand = Extract<EngineCommand, { type: 'execute_inline' | 'start_step' }>;

const isStep = (command: EngineCommand): command is StepCommand =>
  command.type === 'execute_inline' || command.type === 'start_step';

const choosePort = (graph: Graph, nodeId: string) => {
  const [port = 'out', edges = []] = [...getGraphNode(graph, nodeId).outgoing][0] ?? [];
  return { port, edges };
};

/**
 * Runs a graph to its end. `pickNext` chooses which pending step completes next, `pickBranch` the way out of a
 * decision; the state goes through JSON after every event.
 */
export const simulate = (
  graph: Graph,
  pickNext: (count: number) => number,
  pickBranch: (nodeId: string, count: number) => number,
): Simulation => {
  const pending: StepCommand[] = [];
  const trace: string[] = [];
  const tokenIds: number[] = [];
  let finish: FinishRun | undefined;
  let state = initialState();
  const apply = (event: Parameters<typeof advance>[2]) => {
    const next = advance(graph, state, event);
    state = parseRunState(JSON.parse(JSON.stringify(next.state)));
    for (const command of next.commands) {
      if (isStep(command)) pending.push(command);
      if (isStep(command)) tokenIds.push(command.tokenId);
      if (command.type === 'finish_run') finish = command;
    }
  };
  apply({ type: 'run_started' });
  while (pending.length > 0) {
    const [command] = pending.splice(pickNext(pending.length), 1);
    if (!command) break;
    trace.push(command.nodeId);
    const { port, edges } = choosePort(graph, command.nodeId);
    const isSplit = getGraphNode(graph, command.nodeId).node.kind === 'parallelSplit';
    const chosen = isSplit ? edges : edges.slice(pickBranch(command.nodeId, edges.length)).slice(0, 1);
    apply({ type: 'node_completed', tokenId: command.tokenId, port, edgeIds: chosen.map(({ id }) => id) });
  }
  return { state, trace, finish, tokenIds };
};
