import type { DefinitionEdge } from '@switchyard/domain';
import type { EngineCommand, FinishRun } from './command.ts';
import { executionModeOf } from './execution-mode.ts';
import { type Graph, getGraphNode } from './graph.ts';
import type { JoinArrival, RunState, Token } from './run-state.ts';

type Scope = Pick<Token, 'scope'>;

const scopeOf = ({ scope }: Scope): Scope => (scope === undefined ? {} : { scope });

/**
 * One transition while it is being worked out: a private copy of the state and the commands so far.
 * Created and dropped inside `advance`.
 */
export class Transition {
  readonly #graph: Graph;
  readonly #tokens: Token[];
  readonly #joins: JoinArrival[];
  readonly #ends: string[];
  readonly #commands: EngineCommand[] = [];
  #status: RunState['status'];
  #nextTokenId: number;

  constructor(graph: Graph, state: RunState) {
    this.#graph = graph;
    this.#tokens = [...state.tokens];
    this.#joins = [...state.joins];
    this.#ends = [...state.ends];
    this.#status = state.status;
    this.#nextTokenId = state.nextTokenId;
  }

  /** Removes a token that is known to be there. */
  consume(token: Token): void {
    this.#tokens.splice(this.#tokens.indexOf(token), 1);
  }

  place(nodeId: string, scope: Scope): void {
    const { node } = getGraphNode(this.#graph, nodeId);
    const token: Token = { id: this.#nextTokenId, nodeId, ...scopeOf(scope) };
    this.#nextTokenId += 1;
    this.#tokens.push(token);
    const type = executionModeOf(node.kind) === 'inline' ? 'execute_inline' : 'start_step';
    this.#commands.push({ type, tokenId: token.id, nodeId });
  }

  /** Sends a token along an edge: into a join it only arrives, anywhere else it starts a step. */
  follow(edge: DefinitionEdge, scope: Scope): void {
    if (getGraphNode(this.#graph, edge.to).node.kind !== 'parallelJoin') {
      this.place(edge.to, scope);
      return;
    }
    const at = this.#joins.findIndex((join) => join.nodeId === edge.to && join.scope === scope.scope);
    const join = this.#joins[at];
    if (join) this.#joins[at] = { ...join, edgeIds: [...join.edgeIds, edge.id] };
    else this.#joins.push({ nodeId: edge.to, ...scopeOf(scope), edgeIds: [edge.id] });
  }

  reachEnd(nodeId: string): void {
    if (this.#ends.includes(nodeId)) return;
    this.#ends.push(nodeId);
    this.#ends.sort((a, b) => this.#indexOf(a) - this.#indexOf(b));
  }

  /** Fires every join nobody can reach any more; finishes the run when nothing is left. */
  settle(): void {
    while (this.#joins.length > 0) {
      const ready = this.#joins.find((join) => !this.#isAwaited(join));
      const next = ready ?? (this.#tokens.length === 0 ? this.#firstJoin() : undefined);
      if (!next) return;
      this.#joins.splice(this.#joins.indexOf(next), 1);
      this.place(next.nodeId, next);
    }
    if (this.#tokens.length > 0) return;
    const [endNodeId] = this.#ends;
    this.finish({
      type: 'finish_run',
      status: 'completed',
      ...(endNodeId === undefined ? {} : { endNodeId, endNodeIds: [...this.#ends] }),
    });
  }

  /** Ends the run; whatever still lives is cancelled first, oldest first. */
  finish(command: FinishRun): void {
    for (const { id, nodeId } of this.#tokens) this.#commands.push({ type: 'cancel_step', tokenId: id, nodeId });
    this.#tokens.length = 0;
    this.#joins.length = 0;
    this.#status = command.status;
    this.#commands.push(command);
  }

  get outcome(): { readonly state: RunState; readonly commands: readonly EngineCommand[] } {
    const state: RunState = {
      v: 1,
      status: this.#status,
      tokens: this.#tokens,
      nextTokenId: this.#nextTokenId,
      joins: this.#joins,
      ends: this.#ends,
    };
    return { state, commands: this.#commands };
  }

  #isAwaited(join: JoinArrival): boolean {
    const canArrive = (other: Token | JoinArrival) => canStillArrive(this.#graph, other, join);
    return this.#tokens.some(canArrive) || this.#joins.some(canArrive);
  }

  #indexOf(nodeId: string): number {
    return getGraphNode(this.#graph, nodeId).index;
  }

  /** Joins that wait for each other around a loop would wait for ever: the first in the definition goes on. */
  #firstJoin(): JoinArrival | undefined {
    return this.#joins.toSorted((a, b) => this.#indexOf(a.nodeId) - this.#indexOf(b.nodeId))[0];
  }
}

/** Whether `other`, a live token or one held by another join, can still arrive at `join`. */
export const canStillArrive = (graph: Graph, other: Token | JoinArrival, join: JoinArrival): boolean =>
  other !== join && other.scope === join.scope && graph.canReach(other.nodeId, join.nodeId);
