import { chooseEdges, evaluateAssignments, evaluateExpression, evaluateFields } from '@switchyard/definition';
import {
  containerNodeKinds,
  type Definition,
  type DefinitionNode,
  type JsonObject,
  type JsonValue,
  toFailure,
} from '@switchyard/domain';
import {
  advance,
  compileGraph,
  type EngineCommand,
  type EngineEvent,
  edgesOf,
  executionModeOf,
  type Graph,
  initialState,
  parseRunState,
  type RunState,
  type Token,
} from '@switchyard/engine';
import type { Act } from './pattern.ts';

/** The patterns wait for hours. */
const parseDurationMs = (text: string): number => Number(/^PT(\d+)H$/.exec(text)?.[1]) * 3_600_000;

interface Wait {
  readonly tokenId: number;
  readonly message?: { readonly name: string; readonly key: string };
  readonly dueMs?: number;
  /** Set where the wait is for an event on the border of the step. */
  readonly boundaryId?: string;
}

interface Turn {
  readonly tokenId: number;
  readonly key: string;
  readonly atOnce: number;
  isHeld: boolean;
}

interface Step {
  readonly ordinal: number;
  readonly nodeId: string;
  status: 'open' | 'completed' | 'withdrawn' | 'failed';
}

interface Rounds {
  readonly items: readonly JsonValue[];
  completed: number;
}

/** A run of the pure engine and nothing else: expressions are real; messages, time and turns are a few lists. */
class PureRun {
  readonly id: string;
  readonly steps: Step[] = [];
  status: 'waiting' | 'completed' | 'failed' | 'cancelled' = 'waiting';
  waits: Wait[] = [];
  state: RunState = initialState();
  readonly #world: PureWorld;
  readonly #graph: Graph;
  readonly #input: JsonObject;
  readonly #rounds = new Map<number, Rounds>();
  readonly #onEnd: () => void;
  #vars: JsonObject = {};
  #turns: Turn[] = [];

  constructor(world: PureWorld, definition: Definition, input: JsonObject, onEnd: () => void) {
    this.#world = world;
    this.#graph = compileGraph(definition);
    this.#input = input;
    this.#onEnd = onEnd;
    this.id = `run-${world.runs.push(this)}`;
  }

  nodeIds(status: Step['status']): string[] {
    const steps = this.steps.filter((each) => each.status === status).toSorted((a, b) => a.ordinal - b.ordinal);
    return steps.map(({ nodeId }) => nodeId);
  }

  waiting(): string[] {
    const waits = this.state.tokens.filter(({ nodeId }) => executionModeOf(this.#nodeOf(nodeId).kind) === 'wait');
    return waits.map(({ nodeId }) => nodeId).toSorted();
  }

  tokenAt(nodeId: string): number {
    const token = this.state.tokens.find((each) => each.nodeId === nodeId);
    if (!token) throw new Error(`Nothing is under way at ${nodeId}.`);
    return token.id;
  }

  addItems(tokenId: number, items: readonly JsonValue[]): void {
    const rounds = this.#rounds.get(tokenId);
    if (rounds) this.#rounds.set(tokenId, { ...rounds, items: [...rounds.items, ...items] });
    this.drive({ type: 'items_added', tokenId, count: items.length });
  }

  /** A wait is over: its step goes on, or an event on its border has happened. */
  release({ tokenId, boundaryId }: Wait): void {
    if (boundaryId === undefined) this.#complete(tokenId, 'out');
    else {
      this.waits = this.waits.filter((each) => each.boundaryId !== boundaryId || each.tokenId !== tokenId);
      this.drive({ type: 'boundary_fired', tokenId, boundaryId });
    }
  }

  drive(event: EngineEvent): void {
    const pending: EngineCommand[] = [];
    for (let next: EngineEvent | undefined = event; ; ) {
      if (next) pending.push(...this.#apply(next));
      const command = pending.shift();
      next = command ? this.#obey(command) : (this.#grantTurn() ?? this.#becomesTrue());
      if (!(next || command)) return;
    }
  }

  #apply(event: EngineEvent): readonly EngineCommand[] {
    const { state, commands } = advance(this.#graph, this.state, event);
    this.state = parseRunState(JSON.parse(JSON.stringify(state)));
    if (event.type === 'node_completed') this.#end(event.tokenId, 'completed');
    if (event.type === 'node_failed') this.#end(event.tokenId, 'failed');
    return commands;
  }

  #end(tokenId: number, status: Step['status']): void {
    const step = this.steps.find(({ ordinal }) => ordinal === tokenId);
    if (step?.status === 'open') step.status = status;
    this.waits = this.waits.filter((each) => each.tokenId !== tokenId);
    this.#turns = this.#turns.filter((each) => each.tokenId !== tokenId);
  }

  #complete(tokenId: number, port: string): void {
    const token = this.state.tokens.find(({ id }) => id === tokenId);
    if (token) this.drive(this.#leave(token, port));
  }

  #leave(token: Token, port: string): EngineEvent {
    const node = this.#nodeOf(token.nodeId);
    const edges = edgesOf(this.#graph, node.id, port);
    const at = { type: 'node_completed', tokenId: token.id, port } as const;
    if (node.kind === 'end' || (token.scope !== undefined && edges.length === 0)) return { ...at, edgeIds: [] };
    const chosen = chooseEdges(node, port, edges, this.#context(token.scope));
    if (!chosen.ok) throw new Error(chosen.error.message);
    return { ...at, edgeIds: chosen.value.map(({ id }) => id) };
  }

  #nodeOf(nodeId: string): DefinitionNode {
    const node = this.#graph.nodes.get(nodeId)?.node;
    if (!node) throw new Error(`No node ${nodeId}.`);
    return node;
  }

  #context(scopeId: number | undefined) {
    const scope = this.state.scopes?.find(({ id }) => id === scopeId);
    const rounds = scope && this.#rounds.get(scope.owner);
    const active = [...new Set(this.state.tokens.map(({ nodeId }) => nodeId))];
    return {
      input: this.#input,
      vars: this.#vars,
      run: { id: this.id, active },
      ...(scope && rounds
        ? {
            item: rounds.items[scope.index] ?? null,
            round: { index: scope.index, count: rounds.items.length, completed: rounds.completed, failed: 0 },
          }
        : {}),
    };
  }

  #obey(command: EngineCommand): EngineEvent | undefined {
    if (command.type === 'finish_run') {
      this.status = command.status;
      this.#onEnd();
      return undefined;
    }
    if (command.type === 'end_scope') return this.#endRound(command);
    if (command.type === 'cancel_step') this.#end(command.tokenId, 'withdrawn');
    if (command.type === 'fail_step') this.#end(command.tokenId, 'failed');
    if (!('tokenId' in command) || 'scopeId' in command) return undefined;
    const token = this.state.tokens.find(({ id }) => id === command.tokenId);
    if (!token) return undefined;
    if (command.type === 'complete_container') return this.#leave(token, 'out');
    if (command.type !== 'execute_inline' && command.type !== 'start_step') return undefined;
    this.steps.push({ ordinal: token.id, nodeId: token.nodeId, status: 'open' });
    try {
      return this.#begin(this.#nodeOf(token.nodeId), token);
    } catch (thrown) {
      return { type: 'node_failed', tokenId: token.id, failure: toFailure(thrown), isCaught: true };
    }
  }

  #begin(node: DefinitionNode, token: Token): EngineEvent | undefined {
    this.#armBoundaries(node, token);
    const context = this.#context(token.scope);
    if (containerNodeKinds.has(node.kind)) return this.#openContainer(node, token);
    if (node.kind === 'receive') {
      this.waits.push({
        tokenId: token.id,
        message: { name: node.config.message, key: this.#keyOf(node.config.key, token) },
      });
      return undefined;
    }
    if (node.kind === 'wait') {
      this.waits.push({ tokenId: token.id, dueMs: this.#world.nowMs + parseDurationMs(node.config.for ?? '') });
      return undefined;
    }
    if (node.kind === 'condition') return undefined;
    if (node.kind === 'subworkflow') {
      const input = evaluateFields(node.config.input, context);
      this.#world.starting.push(() => {
        const onEnd = node.config.isAwaited
          ? () => this.#world.starting.push(() => this.#complete(token.id, 'out'))
          : () => undefined;
        this.#world.start(node.config.workflow, input, onEnd);
        if (!node.config.isAwaited) this.#complete(token.id, 'out');
      });
      return undefined;
    }
    if (node.kind === 'set') this.#vars = { ...this.#vars, ...evaluateAssignments(node.config.assignments, context) };
    if (node.kind === 'send') {
      const { message, key, isKept, to } = node.config;
      this.#world.send({ name: message, key: this.#keyOf(key, token), isKept, to });
    }
    return this.#leave(token, 'out');
  }

  #keyOf(expression: string | undefined, { scope }: Token): string {
    if (expression === undefined) return this.id;
    const value = evaluateExpression(expression, this.#context(scope));
    return typeof value === 'string' ? value : JSON.stringify(value);
  }

  #armBoundaries(node: DefinitionNode, token: Token): void {
    for (const event of node.boundary ?? []) {
      const at = { tokenId: token.id, boundaryId: event.id };
      if (event.on === 'message')
        this.waits.push({ ...at, message: { name: event.message, key: this.#keyOf(event.key, token) } });
      if (event.on === 'timer') this.waits.push({ ...at, dueMs: this.#world.nowMs + parseDurationMs(event.after) });
    }
  }

  #openContainer(node: DefinitionNode, { id: tokenId, scope }: Token): EngineEvent | undefined {
    const opened = (count: number, atOnce = 1) => ({ type: 'container_opened', tokenId, count, atOnce }) as const;
    const test = (expression: string | undefined) =>
      expression === undefined || evaluateExpression(expression, this.#context(scope)) === true;
    if (node.kind === 'forEach') {
      const items = evaluateExpression(node.config.items, this.#context(scope));
      if (!Array.isArray(items)) throw new Error('No list.');
      this.#rounds.set(tokenId, { items, completed: 0 });
      return opened(items.length, node.config.atOnce);
    }
    if (node.kind === 'loop') return opened(test(node.config.while) ? node.config.roundsMax : 0);
    if (node.kind !== 'region' || node.config.key === undefined) return opened(1);
    const key = this.#keyOf(node.config.key, {
      id: tokenId,
      nodeId: node.id,
      ...(scope === undefined ? {} : { scope }),
    });
    this.#turns.push({ tokenId, key, atOnce: node.config.atOnce, isHeld: false });
    return undefined;
  }

  /** Turns of one run are enough here: the patterns keep to one case. */
  #grantTurn(): EngineEvent | undefined {
    const isFree = ({ key, atOnce }: Turn) =>
      this.#turns.filter((each) => each.isHeld && each.key === key).length < atOnce;
    const turn = this.#turns.find((each) => !each.isHeld && isFree(each));
    if (!turn) return undefined;
    turn.isHeld = true;
    return { type: 'container_opened', tokenId: turn.tokenId, count: 1, atOnce: 1 };
  }

  #endRound({ scopeId, tokenId, nodeId }: Extract<EngineCommand, { type: 'end_scope' }>): EngineEvent {
    const node = this.#nodeOf(nodeId);
    const rounds = this.#rounds.get(tokenId);
    if (rounds) rounds.completed += 1;
    const context = this.#context(scopeId);
    const test = (expression: string | undefined, otherwise: boolean) =>
      expression === undefined ? otherwise : evaluateExpression(expression, context) === true;
    const isEnough =
      (node.kind === 'forEach' && test(node.config.stopWhen, false)) ||
      (node.kind === 'loop' && (test(node.config.until, false) || !test(node.config.while, true)));
    return { type: 'round_ended', scopeId, verdict: isEnough ? 'enough' : 'go_on' };
  }

  #becomesTrue(): EngineEvent | undefined {
    for (const token of this.state.tokens) {
      const node = this.#nodeOf(token.nodeId);
      if (node.kind === 'condition' && evaluateExpression(node.config.when, this.#context(token.scope)) === true)
        return this.#leave(token, 'out');
    }
    return undefined;
  }
}

interface Message {
  readonly name: string;
  readonly key: string;
  readonly isKept: boolean;
  readonly to: 'one' | 'all';
}

/** Runs of the pure engine beside each other. */
export class PureWorld {
  readonly runs: PureRun[] = [];
  readonly starting: (() => void)[] = [];
  nowMs = 0;
  readonly #definitions: ReadonlyMap<string, Definition>;
  #messages: Message[] = [];

  constructor(definitions: ReadonlyMap<string, Definition>) {
    this.#definitions = definitions;
  }

  start(slug: string, input: JsonObject, onEnd: () => void = () => undefined): PureRun {
    const definition = this.#definitions.get(slug);
    if (!definition) throw new Error(`No workflow ${slug}.`);
    const run = new PureRun(this, definition, input, onEnd);
    run.drive({ type: 'run_started' });
    this.settle();
    return run;
  }

  send(message: Message): void {
    this.#messages.push(message);
  }

  act(run: PureRun, act: Act): void {
    if ('message' in act) this.send({ name: act.message, key: act.key ?? run.id, isKept: act.isKept, to: act.to });
    if ('elapse' in act) this.nowMs += act.elapse;
    if ('addTo' in act) run.addItems(run.tokenAt(act.addTo), act.items);
    if ('closeList' in act) run.drive({ type: 'container_closed', tokenId: run.tokenAt(act.closeList) });
    if ('cancel' in act) run.drive({ type: 'cancel_requested', reason: 'By hand.' });
    this.settle();
  }

  /** Starts what was asked for, delivers what was sent, fires what is due, until nothing moves. */
  settle(): void {
    for (let isMoving = true; isMoving; ) {
      const begin = this.starting.shift();
      begin?.();
      isMoving = begin !== undefined || this.#deliver() || this.#fire();
    }
  }

  #deliver(): boolean {
    for (const each of this.#messages) {
      const found = this.#listWaits().filter(
        ({ wait }) => wait.message?.name === each.name && wait.message.key === each.key,
      );
      if (found.length === 0 && each.isKept) continue;
      this.#messages = this.#messages.filter((other) => other !== each);
      for (const { run, wait } of each.to === 'all' ? found : found.slice(0, 1)) run.release(wait);
      return true;
    }
    return false;
  }

  #listWaits() {
    return this.runs.flatMap((run) => run.waits.map((wait) => ({ run, wait })));
  }

  #fire(): boolean {
    const due = this.#listWaits().find(({ wait }) => wait.dueMs !== undefined && wait.dueMs <= this.nowMs);
    due?.run.release(due.wait);
    return due !== undefined;
  }
}
