import type { DraftDefinition, DraftNode } from '@switchyard/domain';

export type DraftEdge = DraftDefinition['edges'][number];

/** A draft, indexed as far as it makes sense: loose edges are left out, of doubled ids the first counts. */
export class DraftGraph {
  readonly draft: DraftDefinition;
  readonly nodes: ReadonlyMap<string, DraftNode>;
  readonly #outgoing = new Map<string, DraftEdge[]>();
  readonly #incoming = new Map<string, DraftEdge[]>();
  readonly #upstream = new Map<string, ReadonlySet<string>>();

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

  /** Nodes that can run before this one; itself only inside a loop. */
  upstreamOf(nodeId: string): ReadonlySet<string> {
    const known = this.#upstream.get(nodeId);
    if (known) return known;
    const upstream = walk([nodeId], (id) => this.incoming(id).map(({ from }) => from));
    this.#upstream.set(nodeId, upstream);
    return upstream;
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
