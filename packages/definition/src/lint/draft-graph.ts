import { type Body, bodiesAround, type DraftDefinition, type DraftNode, listBodies } from '@switchyard/domain';

export type DraftEdge = DraftDefinition['edges'][number];

/** A draft, indexed as far as it makes sense: loose edges are left out, of doubled ids the first counts. */
export class DraftGraph {
  readonly draft: DraftDefinition;
  readonly nodes: ReadonlyMap<string, DraftNode>;
  readonly #outgoing = new Map<string, DraftEdge[]>();
  readonly #incoming = new Map<string, DraftEdge[]>();
  readonly #upstream = new Map<string, ReadonlySet<string>>();
  readonly #around = new Map<string, readonly Body[]>();
  #bodies: readonly Body[] | undefined;

  constructor(draft: DraftDefinition) {
    this.draft = draft;
    const nodes = new Map<string, DraftNode>();
    for (const node of draft.nodes) if (!nodes.has(node.id)) nodes.set(node.id, node);
    this.nodes = nodes;
    for (const edge of draft.edges) {
      if (!(nodes.has(edge.from) && nodes.has(edge.to))) continue;
      this.#outgoing.set(edge.from, [...this.outgoing(edge.from), edge]);
      this.#incoming.set(edge.to, [...this.incoming(edge.to), edge]);
    }
  }

  outgoing(nodeId: string): readonly DraftEdge[] {
    return this.#outgoing.get(nodeId) ?? [];
  }

  incoming(nodeId: string): readonly DraftEdge[] {
    return this.#incoming.get(nodeId) ?? [];
  }

  /** The node's name in quotes, for messages. */
  nameOf(nodeId: string): string {
    return `“${this.nodes.get(nodeId)?.name.trim() || nodeId}”`;
  }

  /** What containers do in rounds and what undoes steps; found when first asked for. */
  get bodies(): readonly Body[] {
    this.#bodies ??= listBodies(this.draft);
    return this.#bodies;
  }

  /** The bodies a node is in, innermost first: where one may simply end. */
  bodiesAround(nodeId: string): readonly Body[] {
    const known = this.#around.get(nodeId);
    if (known) return known;
    const around = bodiesAround(this.bodies, nodeId);
    this.#around.set(nodeId, around);
    return around;
  }

  /** Nodes that can run before this one; itself only inside a loop. */
  upstreamOf(nodeId: string): ReadonlySet<string> {
    const known = this.#upstream.get(nodeId);
    if (known) return known;
    const upstream = walk([nodeId], (id) => this.incoming(id).map(({ from }) => from));
    this.#upstream.set(nodeId, upstream);
    return upstream;
  }

  /** Everything that can lead to the given nodes, those included. */
  leadingTo(nodeIds: readonly string[]): Set<string> {
    return new Set([...nodeIds, ...walk(nodeIds, (id) => this.incoming(id).map(({ from }) => from))]);
  }

  /** Everything reached from the given nodes, those included. */
  downstreamOf(nodeIds: readonly string[], isPassable: (nodeId: string) => boolean = () => true): Set<string> {
    const next = (id: string) => (isPassable(id) ? this.outgoing(id).map(({ to }) => to) : []);
    return new Set([...nodeIds, ...walk(nodeIds, next)]);
  }
}

/** What is reached by one step or more. */
const walk = (from: readonly string[], next: (nodeId: string) => readonly string[]): Set<string> => {
  const reached = new Set<string>();
  const pending = [...from];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    for (const each of next(id)) {
      if (reached.has(each)) continue;
      reached.add(each);
      pending.push(each);
    }
  }
  return reached;
};
