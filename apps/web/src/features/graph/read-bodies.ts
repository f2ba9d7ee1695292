import { type Body, listBodies } from '@switchyard/domain';
import type { GraphDefinition } from './graph-definition.ts';
import { nodeKindAppearance } from './node-kind-appearance.ts';

/** The part of a canvas that a container does in rounds. */
export interface BodyFrame {
  readonly owner: string;
  readonly label: string;
  readonly nodeIds: readonly string[];
}

export interface GraphBodies {
  readonly frames: readonly BodyFrame[];
  /** Edges by which a round comes back to its container. */
  readonly roundEdges: ReadonlySet<string>;
}

/** Bodies as they are drawn: a frame around each, and the ways back that end a round. */
export const readBodies = (definition: GraphDefinition): GraphBodies => {
  const bodies: readonly Body[] = listBodies(definition).filter(({ port }) => port === 'body');
  const known = new Map(definition.nodes.map((node) => [node.id, node]));
  const frames = bodies.flatMap(({ owner, inside }): BodyFrame[] => {
    const node = known.get(owner);
    if (!node || inside.size === 0) return [];
    const { label } = nodeKindAppearance[node.kind];
    const isPlainName = node.name.toLowerCase() === label.toLowerCase();
    return [{ owner, label: isPlainName ? label : `${label} · ${node.name}`, nodeIds: [...inside] }];
  });
  const isRoundEnd = (from: string, to: string) => bodies.some(({ owner, inside }) => owner === to && inside.has(from));
  const roundEdges = definition.edges.filter(({ from, to }) => isRoundEnd(from, to)).map(({ id }) => id);
  return { frames, roundEdges: new Set(roundEdges) };
};
