import type { NodeKind } from './node-kinds.ts';

/** What a container does in rounds, or what undoes a step: the nodes its port leads to. */
export interface Body {
  /** The container, or the step that is undone. */
  readonly owner: string;
  readonly port: 'body' | 'compensate';
  /** Where it begins. */
  readonly entries: ReadonlySet<string>;
  /** Its nodes, those of bodies inside it included: only its port leads to them. */
  readonly inside: ReadonlySet<string>;
  /** Nodes it leads to although something outside does too. */
  readonly shared: ReadonlySet<string>;
}

interface Drawing {
  readonly nodes: readonly { readonly id: string; readonly kind: NodeKind }[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly port: string }[];
}

type Way = Drawing['edges'][number];

const isBodyPort = (port: string): port is Body['port'] => port === 'body' || port === 'compensate';

const reach = (from: Iterable<string>, waysOf: (id: string) => readonly Way[]): Set<string> => {
  const reached = new Set(from);
  // A set is walked to its end, what is added on the way included.
  for (const id of reached) for (const { to } of waysOf(id)) reached.add(to);
  return reached;
};

const groupByOrigin = (edges: readonly Way[]): ReadonlyMap<string, readonly Way[]> => {
  const ways = new Map<string, Way[]>();
  for (const edge of edges) {
    const known = ways.get(edge.from);
    if (known) known.push(edge);
    else ways.set(edge.from, [edge]);
  }
  return ways;
};

/**
 * Every body of a definition or draft, in the order of its edges. A way that leads back to the owner ends a round and is
 * not followed. Cost: bodies times edges.
 */
export const listBodies = ({ nodes, edges }: Drawing): Body[] => {
  const ways = groupByOrigin(edges);
  const waysOf = (id: string) => ways.get(id) ?? [];
  const starts = nodes.flatMap(({ id, kind }) => (kind === 'start' ? [id] : []));
  const begun = new Map(edges.flatMap((edge) => (isBodyPort(edge.port) ? [[`${edge.from} ${edge.port}`, edge]] : [])));
  return [...begun.values()].flatMap(({ from: owner, port }) => {
    if (!isBodyPort(port)) return [];
    const isEntry = (way: Way) => way.from === owner && way.port === port;
    const entries = new Set(waysOf(owner).flatMap((way) => (isEntry(way) && way.to !== owner ? [way.to] : [])));
    const within = reach(entries, (id) => (id === owner ? [] : waysOf(id)));
    const around = reach([...starts, owner], (id) => waysOf(id).filter((way) => !isEntry(way)));
    within.delete(owner);
    const inside = new Set([...within].filter((id) => !around.has(id)));
    const shared = new Set([...within].filter((id) => around.has(id)));
    return [{ owner, port, entries, inside, shared }];
  });
};

/** The bodies a node is in, innermost first. */
export const bodiesAround = (bodies: readonly Body[], nodeId: string): Body[] =>
  bodies.filter(({ inside }) => inside.has(nodeId)).toSorted((one, other) => one.inside.size - other.inside.size);
