import { appendLeaves, type CompactRange, emptyRange, rangeRoot } from './compact-range.ts';
import { type Hash, hashLeaf } from './hash.ts';
import type { TreeNode } from './node.ts';
import type { NodeReader } from './prove.ts';

export const leavesOf = (count: number): Hash[] =>
  Array.from({ length: count }, (_, at) => hashLeaf(Buffer.from(`leaf ${at}`)));

/** A whole tree in memory, for tests: every perfect subtree by its place. */
export interface WholeTree {
  readonly range: CompactRange;
  readonly root: Hash;
  readonly read: NodeReader;
  readonly nodes: ReadonlyMap<string, Hash>;
}

const keyOf = ({ level, index }: TreeNode): string => `${level}/${index}`;

export const growTree = (leaves: readonly Hash[]): WholeTree => {
  const nodes = new Map<string, Hash>();
  const range = appendLeaves(emptyRange, leaves, (node, hash) => nodes.set(keyOf(node), hash));
  const read: NodeReader = (node) => {
    const hash = nodes.get(keyOf(node));
    if (!hash) throw new Error(`no node ${keyOf(node)}`);
    return hash;
  };
  return { range, root: rangeRoot(range), read, nodes };
};
