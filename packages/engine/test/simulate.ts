import { containerNodeKinds, type Failure, splitNodeKinds } from '@switchyard/domain';
import { advance } from '../src/advance.ts';
import type { EngineCommand, FinishRun } from '../src/command.ts';
import type { EngineEvent } from '../src/event.ts';
import { compileGraph, edgesOf, type Graph, getGraphNode } from '../src/graph.ts';
import { initialState, parseRunState, type RunState } from '../src/run-state.ts';
import { failure } from './play.ts';
import type { DrawnProcess } from './random-graph.ts';

export interface Simulation {
  readonly graph: Graph;
  readonly state: RunState;
  /** Node id of every step, in the order of its completion. */
  readonly trace: readonly string[];
  readonly finish: FinishRun | undefined;
  readonly events: readonly EngineEvent[];
  /** State before each of the events, as stored. */
  readonly states: readonly string[];
}

export interface Choices {
  /** Which of the pending answers comes next. */
  readonly pickNext: (count: number) => number;
  /** The way out of a decision. */
  readonly pickBranch: (nodeId: string, count: number) => number;
  /** How often of a hundred times something else than the ordinary happens: a failure, a timer, an item more. */
  readonly mishaps?: number;
  /** Cheap nodes are done in the order in which they are asked for, before anything else: as in one transaction. */
  readonly isCheapFirst?: boolean;
}

/** What the caller still owes the engine. */
type Owed = Extract<EngineCommand, { type: 'execute_inline' | 'start_step' | 'end_scope' | 'complete_container' }>;

/** The tokens and rounds there are, kept from the commands alone: the state must tell the same. */
class Books {
  readonly tokens = new Map<number, string>();
  readonly scopes = new Set<number>();
  owed: Owed[] = [];
  finish: FinishRun | undefined;

  note(command: EngineCommand): void {
    switch (command.type) {
      case 'execute_inline':
      case 'start_step':
        if (this.tokens.has(command.tokenId)) throw new Error(`Step ${command.tokenId} begins twice.`);
        this.tokens.set(command.tokenId, command.nodeId);
        this.owed.push(command);
        break;
      case 'cancel_step':
      case 'fail_step':
        this.drop(command.tokenId);
        break;
      case 'open_scope':
        this.scopes.add(command.scopeId);
        break;
      case 'close_scope':
        this.closeScope(command.scopeId);
        break;
      case 'finish_run':
        if (this.finish) throw new Error('The run ends twice.');
        this.finish = command;
        this.scopes.clear();
        break;
      default:
        this.owed.push(command);
    }
  }

  /** A token is consumed once: by its answer or by a command. */
  drop(tokenId: number): void {
    if (!this.tokens.delete(tokenId)) throw new Error(`Step ${tokenId} is consumed, but it does not live.`);
    this.owed = this.owed.filter((each) => each.type === 'end_scope' || each.tokenId !== tokenId);
  }

  closeScope(scopeId: number): void {
    if (!this.scopes.delete(scopeId)) throw new Error(`Round ${scopeId} is closed, but it is not open.`);
    this.owed = this.owed.filter((each) => each.type !== 'end_scope' || each.scopeId !== scopeId);
  }

  compare(state: RunState): void {
    const isSame = (one: Iterable<number>, other: Iterable<number>) =>
      JSON.stringify([...one].toSorted((a, b) => a - b)) === JSON.stringify([...other].toSorted((a, b) => a - b));
    if (
      !isSame(
        this.tokens.keys(),
        state.tokens.map(({ id }) => id),
      )
    )
      throw new Error(
        `Tokens ${JSON.stringify(state.tokens)} are not those of the commands: ${[...this.tokens.keys()]}.`,
      );
    if (
      !isSame(
        this.scopes,
        (state.scopes ?? []).map(({ id }) => id),
      )
    )
      throw new Error(`Rounds ${JSON.stringify(state.scopes)} are not those of the commands: ${[...this.scopes]}.`);
  }
}

const chooseEdgeIds = (graph: Graph, nodeId: string, port: string, { pickBranch }: Choices): string[] => {
  const ids = edgesOf(graph, nodeId, port).map(({ id }) => id);
  const { kind } = getGraphNode(graph, nodeId).node;
  if (kind === 'inclusiveSplit') {
    const chosen = ids.filter((id) => pickBranch(id, 2) === 0);
    return chosen.length > 0 ? chosen : ids.slice(0, 1);
  }
  return splitNodeKinds.has(kind) ? ids : ids.slice(pickBranch(nodeId, ids.length)).slice(0, 1);
};

const answer = (graph: Graph, owed: Owed, { rounds }: DrawnProcess, choices: Choices): EngineEvent => {
  const { nodeId, tokenId } = owed;
  const { kind } = getGraphNode(graph, nodeId).node;
  if (owed.type === 'end_scope') {
    const isLast = kind === 'loop' && owed.index + 1 >= (rounds.get(nodeId)?.count ?? 0);
    return { type: 'round_ended', scopeId: owed.scopeId, verdict: isLast ? 'enough' : 'go_on' };
  }
  if (owed.type === 'start_step' && containerNodeKinds.has(kind)) {
    const { count, atOnce } = rounds.get(nodeId) ?? { count: 1, atOnce: 1 };
    return { type: 'container_opened', tokenId, count, atOnce };
  }
  return { type: 'node_completed', tokenId, port: 'out', edgeIds: chooseEdgeIds(graph, nodeId, 'out', choices) };
};

/** Something out of the ordinary that may happen at a live step. */
const listMishaps = (graph: Graph, { tokens, containers = [] }: RunState): EngineEvent[] => {
  const broken: Failure = failure;
  return tokens.flatMap(({ id: tokenId, nodeId }): EngineEvent[] => {
    const { node } = getGraphNode(graph, nodeId);
    const container = containers.find((each) => each.tokenId === tokenId && !each.hasLeft);
    const isOpenList = container && node.kind === 'forEach' && !container.isClosed;
    return [
      { type: 'node_failed', tokenId, failure: broken, isCaught: true },
      ...(node.boundary ?? []).map(({ id }): EngineEvent => ({ type: 'boundary_fired', tokenId, boundaryId: id })),
      ...(container ? [{ type: 'container_closed', tokenId } as const] : []),
      ...(isOpenList ? [{ type: 'items_added', tokenId, count: 1 } as const] : []),
      ...(isOpenList && container.next < container.count && !container.skipped
        ? [{ type: 'item_cancelled', tokenId, index: container.count - 1 } as const]
        : []),
    ];
  });
};

/** Runs a process to its end; the state goes through JSON after every event, and the books are compared with it. */
export const simulate = (process: DrawnProcess, choices: Choices): Simulation => {
  const graph = compileGraph(process.definition);
  const books = new Books();
  const trace: string[] = [];
  const events: EngineEvent[] = [];
  const states: string[] = [];
  let state = initialState();
  const apply = (event: EngineEvent) => {
    states.push(JSON.stringify(state));
    events.push(event);
    const next = advance(graph, state, event);
    state = parseRunState(JSON.parse(JSON.stringify(next.state)));
    if (event.type === 'node_completed' || event.type === 'node_failed') books.drop(event.tokenId);
    if (event.type === 'round_ended' || event.type === 'container_opened')
      books.owed = books.owed.filter((each) => !isAnswered(each, event));
    for (const command of next.commands) books.note(command);
    if (!books.finish) books.compare(state);
  };
  apply({ type: 'run_started' });
  while (!books.finish && books.owed.length > 0) {
    const mishaps = choices.mishaps && choices.pickNext(100) < choices.mishaps ? listMishaps(graph, state) : [];
    const mishap = mishaps[choices.pickNext(Math.max(1, mishaps.length))];
    const cheap = choices.isCheapFirst ? books.owed.find((each) => isCheap(graph, each)) : undefined;
    const owed = cheap ?? books.owed[choices.pickNext(books.owed.length)];
    if (!owed) break;
    const event = (cheap ? undefined : mishap) ?? answer(graph, owed, process, choices);
    if (event.type === 'node_completed') trace.push(owed.nodeId);
    apply(event);
  }
  return { graph, state, trace, finish: books.finish, events, states };
};

/** Rounds are opened, ended and gathered in the transaction that asks for it, like cheap nodes. */
const isCheap = (graph: Graph, { type, nodeId }: Owed): boolean =>
  type !== 'start_step' || containerNodeKinds.has(getGraphNode(graph, nodeId).node.kind);

const isAnswered = (owed: Owed, event: EngineEvent): boolean =>
  owed.type === 'end_scope'
    ? event.type === 'round_ended' && event.scopeId === owed.scopeId
    : event.type === 'container_opened' && event.tokenId === owed.tokenId;
