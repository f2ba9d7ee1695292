import type { DefinitionNode } from '@switchyard/domain';
import type { Graph } from '../graph.ts';

/**
 * What becomes of a run that is at a node of the old version
 *   to          the node is this one now; what is open there stays open where nothing about it has changed
 *   continueAt  what is open there is void, and the run begins again at this node
 *   null        runs that are there are not moved
 */
export type NodeMove = { readonly to: string } | { readonly continueAt: string } | null;

/** By id of the old node. A node that is not named is the one with the same id in the new version. */
export type NodeMapping = Readonly<Record<string, NodeMove>>;

/** Where a node of the old version has gone; undefined when the new one has none of that name and none was chosen. */
export const moveOf = (mapping: NodeMapping, to: Graph, nodeId: string): NodeMove | undefined => {
  if (Object.hasOwn(mapping, nodeId)) return mapping[nodeId] ?? null;
  return to.nodes.has(nodeId) ? { to: nodeId } : undefined;
};

type Plain = Readonly<Record<string, unknown>>;

const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null;

const isSame = (one: unknown, other: unknown): boolean => {
  if (!(isPlain(one) && isPlain(other))) return one === other;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Array.isArray(one) === Array.isArray(other) && [...keys].every((key) => isSame(one[key], other[key]));
};

const listFields = (prefix: string, one: Plain, other: Plain): string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])]
    .filter((key) => !isSame(one[key], other[key]))
    .map((key) => `${prefix}.${key}`);

const eventsOf = ({ boundary = [] }: DefinitionNode): Plain =>
  Object.fromEntries(boundary.map((event) => [event.id, event]));

export interface NodeDifference {
  /** Fields of the config, such as `config.deadline`. */
  readonly config: readonly string[];
  /** Events on the border, such as `boundary.late`. */
  readonly boundary: readonly string[];
}

/** What two nodes of one kind do differently. Name, description and place on the canvas do not count. */
export const compareNodes = (from: DefinitionNode, to: DefinitionNode): NodeDifference => ({
  config: listFields('config', from.config, to.config),
  boundary: listFields('boundary', eventsOf(from), eventsOf(to)),
});
