import { DomainError } from '@switchyard/domain';

/** A perfect subtree: at `level`, the `index`-th from the left. It covers the 2^level leaves from index · 2^level. */
export interface TreeNode {
  readonly level: number;
  readonly index: number;
}

/** Sizes and indexes are exact up to 2^53; bit operators are not (32 bits), so the arithmetic here avoids them. */
export const isTreeSize = (size: number): boolean => Number.isSafeInteger(size) && size >= 0;

export const isOdd = (value: number): boolean => value % 2 === 1;
export const half = (value: number): number => Math.floor(value / 2);

/** Largest power of two that is smaller than `size`; `size` ≥ 2 (the `k` of RFC 6962 §2.1). */
export const splitPoint = (size: number): number => {
  let point = 1;
  while (point * 2 < size) point *= 2;
  return point;
};

/** Smallest power of two that is not smaller than `size`; `size` ≥ 1. */
export const powerOfTwoFrom = (size: number): number => {
  let power = 1;
  while (power < size) power *= 2;
  return power;
};

/**
 * The perfect subtrees that make up the leaves [start, end), left to right in falling size. `start` must be a multiple of
 * the smallest power of two not below the length, which holds for every subtree of an RFC 6962 tree.
 */
export const perfectNodes = (start: number, end: number): TreeNode[] => {
  const nodes: TreeNode[] = [];
  let from = start;
  while (from < end) {
    let level = 0;
    let width = 1;
    while (from % (width * 2) === 0 && from + width * 2 <= end) {
      width *= 2;
      level += 1;
    }
    nodes.push({ level, index: from / width });
    from += width;
  }
  return nodes;
};

/** Throws `invalid_input` unless 0 ≤ index < size and both are whole. */
export const requireLeafInside = (index: number, size: number): void => {
  if (isTreeSize(index) && isTreeSize(size) && index < size) return;
  throw new DomainError('invalid_input', `Leaf ${index} is not in a tree of ${size} leaves.`);
};
