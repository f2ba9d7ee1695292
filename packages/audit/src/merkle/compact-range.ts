import { foldPeaks, type Hash, hashChildren } from './hash.ts';
import { half, isOdd, type TreeNode } from './node.ts';

/**
 * The right edge of a tree: its size and the hashes of its perfect subtrees, left to right. It is all that appending
 * needs (at most 53 hashes), so a batch costs O(log size + batch) however long the log is.
 */
export interface CompactRange {
  readonly size: number;
  readonly peaks: readonly Hash[];
}

export const emptyRange: CompactRange = { size: 0, peaks: [] };

export type NodeVisitor = (node: TreeNode, hash: Hash) => void;

/** The range after appending `leafHashes` in order. `onNode` sees every perfect subtree that came to be, leaves included. */
export const appendLeaves = (range: CompactRange, leafHashes: Iterable<Hash>, onNode?: NodeVisitor): CompactRange => {
  const peaks = [...range.peaks];
  let size = range.size;
  for (const leaf of leafHashes) {
    let hash = leaf;
    let level = 0;
    let index = size;
    onNode?.({ level, index }, hash);
    // Each trailing one bit of the old size is a peak of equal height to merge with.
    while (isOdd(index)) {
      const left = peaks.pop();
      if (left === undefined) throw new RangeError(`A range of ${range.size} leaves lacks peaks.`);
      hash = hashChildren(left, hash);
      level += 1;
      index = half(index);
      onNode?.({ level, index }, hash);
    }
    peaks.push(hash);
    size += 1;
  }
  return { size, peaks };
};

/** Root of the tree whose right edge this is. */
export const rangeRoot = (range: CompactRange): Hash => foldPeaks(range.peaks);
