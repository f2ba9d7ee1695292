import type { DefinitionEdge, Failure } from '@switchyard/domain';
import type { EngineCommand, FinishRun } from './command.ts';
import { executionModeOf } from './execution-mode.ts';
import { type Graph, getGraphNode } from './graph.ts';
import type { Container, Done, JoinArrival, RunState, Scope, Token } from './run-state.ts';

type At = Pick<Token, 'scope'>;

const scopeOf = ({ scope }: At): At => (scope === undefined ? {} : { scope });

const removeFrom = <Item>(list: Item[], item: Item): void => {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
};

const replaceIn = <Item>(list: Item[], item: Item, next: Item): Item => {
  list[list.indexOf(item)] = next;
  return next;
};

/**
 * One transition while it is being worked out: a private copy of the state and the commands so far.
 * Created and dropped inside `advance`. Lists are changed here only; what they mean is decided beside it.
 */
export class Transition {
  readonly graph: Graph;
  readonly tokens: Token[];
  readonly joins: JoinArrival[];
  readonly scopes: Scope[];
  readonly containers: Container[];
  readonly done: Done[];
  readonly commands: EngineCommand[] = [];
  /** Set when a scope began more steps than allowed; settled as a failure at the end of the transition. */
  overflow: { readonly scope: number | undefined; readonly nodeId: string } | null = null;
  readonly #ends: string[];
  readonly #touched = new Set<number | undefined>();
  readonly #firstTokenId: number;
  readonly #firstScopeId: number;
  #status: RunState['status'];
  #nextTokenId: number;
  #nextScopeId: number;
  #placed: number;

  constructor(graph: Graph, state: RunState) {
    this.graph = graph;
    this.tokens = [...state.tokens];
    this.joins = [...state.joins];
    this.scopes = [...(state.scopes ?? [])];
    this.containers = [...(state.containers ?? [])];
    this.done = [...(state.done ?? [])];
    this.#ends = [...state.ends];
    this.#status = state.status;
    this.#nextTokenId = state.nextTokenId;
    this.#nextScopeId = state.nextScopeId ?? 1;
    this.#firstTokenId = this.#nextTokenId;
    this.#firstScopeId = this.#nextScopeId;
    this.#placed = state.placed ?? 0;
  }

  get hasEnded(): boolean {
    return this.#status !== 'active';
  }

  /** Scopes in which something changed: the others are as settled as they were. */
  get touched(): ReadonlySet<number | undefined> {
    return this.#touched;
  }

  /** Has every scope looked at anew: what held in another graph need not hold in this one. */
  touchAll(): void {
    for (const scope of [undefined, ...this.scopes.map(({ id }) => id)]) this.#touched.add(scope);
  }

  place(nodeId: string, at: At, race?: number): Token {
    this.#touched.add(at.scope);
    const { node } = getGraphNode(this.graph, nodeId);
    const token: Token = {
      id: this.#nextTokenId,
      nodeId,
      ...scopeOf(at),
      ...(race === undefined ? {} : { race }),
    };
    this.#nextTokenId += 1;
    this.#countStep(token);
    this.tokens.push(token);
    const type = executionModeOf(node.kind) === 'inline' ? 'execute_inline' : 'start_step';
    this.commands.push({ type, tokenId: token.id, nodeId });
    return token;
  }

  /** Sends a token along an edge: back into its container it ends there, into a join it arrives, elsewhere it starts a step. */
  follow(edge: DefinitionEdge, from: At, race?: number): void {
    if (this.#containerNodeOf(from.scope) === edge.to) return;
    if (getGraphNode(this.graph, edge.to).node.kind !== 'join') {
      this.place(edge.to, from, race);
      return;
    }
    this.#touched.add(from.scope);
    const join = this.joins.find((each) => each.nodeId === edge.to && each.scope === from.scope);
    if (join) replaceIn(this.joins, join, { ...join, edgeIds: [...join.edgeIds, edge.id] });
    else this.joins.push({ nodeId: edge.to, ...scopeOf(from), edgeIds: [edge.id] });
  }

  openScope(container: Container, index: number, undone?: Done): Scope {
    const { tokenId: owner, nodeId, scope: parent } = container;
    const scope: Scope = {
      id: this.#nextScopeId,
      owner,
      index,
      ...(parent === undefined ? {} : { parent }),
      placed: 0,
      ...(undone ? { of: undone.ordinal } : {}),
    };
    this.#nextScopeId += 1;
    this.#touched.add(scope.id);
    this.scopes.push(scope);
    this.commands.push({
      type: 'open_scope',
      scopeId: scope.id,
      tokenId: owner,
      nodeId,
      index,
      ...(parent === undefined ? {} : { parent }),
      ...(undone ? { of: undone.ordinal } : {}),
    });
    return scope;
  }

  /** What was done in a round can still be undone from around it. */
  closeScope(scope: Scope, nodeId: string): void {
    removeFrom(this.scopes, scope);
    for (const join of this.joins.filter((each) => each.scope === scope.id)) this.removeJoin(join);
    for (const [at, each] of this.done.entries()) {
      if (each.scope !== scope.id) continue;
      const { scope: _, ...rest } = each;
      this.done[at] = scope.parent === undefined ? rest : { ...rest, scope: scope.parent };
    }
    this.commands.push({
      type: 'close_scope',
      scopeId: scope.id,
      tokenId: scope.owner,
      nodeId,
      index: scope.index,
    });
  }

  updateContainer(container: Container, change: Partial<Container>): Container {
    return replaceIn(this.containers, container, { ...container, ...change });
  }

  updateScope(scope: Scope, change: Partial<Scope>): Scope {
    return replaceIn(this.scopes, scope, { ...scope, ...change });
  }

  updateJoin(join: JoinArrival, change: Partial<JoinArrival>): JoinArrival {
    return replaceIn(this.joins, join, { ...join, ...change });
  }

  removeJoin(join: JoinArrival): void {
    this.#touched.add(join.scope);
    removeFrom(this.joins, join);
  }

  removeContainer(container: Container): void {
    this.#touched.add(container.scope);
    removeFrom(this.containers, container);
  }

  /** Removes a token that is known to be there. */
  consume(token: Token): void {
    this.#touched.add(token.scope);
    removeFrom(this.tokens, token);
  }

  /** Withdraws a token and everything inside it. */
  withdraw(token: Token): void {
    this.withdrawBody(token.id);
    this.consume(token);
    this.commands.push({ type: 'cancel_step', tokenId: token.id, nodeId: token.nodeId });
  }

  /** Withdraws whatever a container holds. */
  withdrawBody(tokenId: number): void {
    const container = this.containers.find((each) => each.tokenId === tokenId);
    if (!container) return;
    for (const scope of this.scopes.filter(({ owner }) => owner === tokenId))
      this.withdrawScope(scope, container.nodeId);
    this.removeContainer(container);
  }

  withdrawScope(scope: Scope, nodeId: string): void {
    this.emptyScope(scope.id);
    this.closeScope(scope, nodeId);
  }

  /** Withdraws all tokens of a scope, those of containers that have gone on and left rounds behind included. */
  emptyScope(scopeId: number | undefined, except?: Token): void {
    for (const token of this.tokens.filter((each) => each.scope === scopeId && each !== except)) this.withdraw(token);
    for (const join of this.joins.filter((each) => each.scope === scopeId)) this.removeJoin(join);
    for (const left of this.containers.filter((each) => each.scope === scopeId && each.tokenId !== except?.id))
      this.withdrawBody(left.tokenId);
  }

  reachEnd(nodeId: string): void {
    if (this.#ends.includes(nodeId)) return;
    this.#ends.push(nodeId);
    this.#ends.sort((a, b) => this.indexOf(a) - this.indexOf(b));
  }

  /** @param endNodeId the end that ended the whole run; else the first reached, in definition order */
  complete(endNodeId: string | undefined = this.#ends[0]): void {
    this.finish({
      type: 'finish_run',
      status: 'completed',
      ...(endNodeId === undefined ? {} : { endNodeId, endNodeIds: [...this.#ends] }),
    });
  }

  failRun(failure: Failure): void {
    this.finish({ type: 'finish_run', status: 'failed', failure });
  }

  /** Ends the run; whatever still lives is cancelled first, oldest first. */
  finish(command: FinishRun): void {
    const live = this.tokens.toSorted((a, b) => a.id - b.id);
    for (const { id, nodeId } of live) this.commands.push({ type: 'cancel_step', tokenId: id, nodeId });
    for (const list of [this.tokens, this.joins, this.scopes, this.containers, this.done]) list.length = 0;
    this.#status = command.status;
    this.commands.push(command);
  }

  indexOf(nodeId: string): number {
    return getGraphNode(this.graph, nodeId).index;
  }

  get outcome(): { readonly state: RunState; readonly commands: readonly EngineCommand[] } {
    const state: RunState = {
      v: 1,
      status: this.#status,
      tokens: this.tokens,
      nextTokenId: this.#nextTokenId,
      joins: this.joins,
      ends: this.#ends,
      placed: this.#placed,
      ...(this.#nextScopeId === 1 ? {} : { nextScopeId: this.#nextScopeId }),
      ...(this.scopes.length === 0 ? {} : { scopes: this.scopes }),
      ...(this.containers.length === 0 ? {} : { containers: this.containers }),
      ...(this.done.length === 0 ? {} : { done: this.done }),
    };
    return { state, commands: this.#lastingCommands() };
  }

  /** Without what was begun and withdrawn within this very transition: nobody has to know of it. */
  #lastingCommands(): EngineCommand[] {
    const live = new Set(this.tokens.map(({ id }) => id));
    const scopes = new Map(this.scopes.map((scope) => [scope.id, scope]));
    return this.commands.filter((command) => {
      switch (command.type) {
        case 'execute_inline':
        case 'start_step':
        case 'complete_container':
          return live.has(command.tokenId);
        case 'cancel_step':
          return command.tokenId < this.#firstTokenId;
        case 'open_scope':
          return scopes.has(command.scopeId);
        case 'end_scope':
          return scopes.get(command.scopeId)?.isEnding === true;
        case 'close_scope':
          return command.scopeId < this.#firstScopeId;
        default:
          return true;
      }
    });
  }

  /** Node of the container whose round `scope` is. */
  #containerNodeOf(scope: number | undefined): string | undefined {
    if (scope === undefined) return undefined;
    const owner = this.scopes.find(({ id }) => id === scope)?.owner;
    return this.containers.find(({ tokenId }) => tokenId === owner)?.nodeId;
  }

  #countStep({ scope, nodeId }: Token): void {
    const within = scope === undefined ? undefined : this.scopes.find(({ id }) => id === scope);
    const placed = (within ? within.placed : this.#placed) + 1;
    if (within) this.updateScope(within, { placed });
    else this.#placed = placed;
    if (placed > this.graph.settings.stepsMax) this.overflow ??= { scope, nodeId };
  }
}
