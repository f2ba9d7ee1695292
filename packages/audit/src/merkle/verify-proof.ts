import { emptyRoot, type Hash, hashChildren, hashLength, isSameHash } from './hash.ts';
import { half, isOdd, isTreeSize, powerOfTwoFrom } from './node.ts';

export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  readonly leafHash: Hash;
  readonly root: Hash;
  readonly proof: readonly Hash[];
}

export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly size: number;
  readonly oldRoot: Hash;
  readonly root: Hash;
  readonly proof: readonly Hash[];
}

/** The leaves [start, end) of a tree, standing as a tree of their own. */
interface Subtree {
  readonly start: number;
  readonly end: number;
}

export interface SubtreeInclusionClaim extends Subtree {
  readonly index: number;
  readonly leafHash: Hash;
  readonly root: Hash;
  readonly proof: readonly Hash[];
}

export interface SubtreeConsistencyClaim extends Subtree {
  readonly size: number;
  readonly subtreeRoot: Hash;
  readonly root: Hash;
  readonly proof: readonly Hash[];
}

const isWellFormedProof = (proof: readonly Hash[]): boolean => proof.every((hash) => hash.length === hashLength);

/** Start is a multiple of the smallest power of two that is not below the length (draft-ietf-plants-merkle-tree-certs). */
const isValidSubtree = ({ start, end }: Subtree): boolean =>
  isTreeSize(start) && isTreeSize(end) && start < end && start % powerOfTwoFrom(end - start) === 0;

/** Where a walk stands: the subtree's first and last node and the tree's last node, all at one level. */
interface Position {
  readonly first: number;
  readonly last: number;
  readonly lastOfTree: number;
}

const rise = ({ first, last, lastOfTree }: Position): Position => ({
  first: half(first),
  last: half(last),
  lastOfTree: half(lastOfTree),
});

/** The lowest level at which the proof has something to add: the subtree's own root, or its last perfect part. */
const startOfWalk = ({ start, end, size }: SubtreeConsistencyClaim): Position => {
  let position: Position = { first: start, last: end - 1, lastOfTree: size - 1 };
  const isAtEdge = end === size;
  while (position.first !== position.last && (isAtEdge || isOdd(position.last))) position = rise(position);
  return position;
};

/** A node without right neighbour is its own parent until it becomes a right child. */
const riseWhileAlone = (from: Position): Position => {
  let position = from;
  while (!isOdd(position.last) && position.last !== 0) position = rise(position);
  return position;
};

/** Walks from the subtree up to the root, rebuilding both (draft-ietf-plants-merkle-tree-certs §4.4.3, generalising RFC 9162 §2.1.4.2). */
const isSubtreePath = (claim: SubtreeConsistencyClaim): boolean => {
  let position = startOfWalk(claim);
  // A perfect subtree is its own starting point; another starts from the first hash of the proof.
  const isPerfect = position.first === position.last;
  const [seed, ...siblings] = isPerfect ? [claim.subtreeRoot, ...claim.proof] : claim.proof;
  if (seed === undefined) return false;
  let subtree = seed;
  let root = seed;
  for (const sibling of siblings) {
    const { first, last, lastOfTree } = position;
    if (lastOfTree === 0) return false;
    const isLeft = isOdd(last) || last === lastOfTree;
    if (isLeft && first < last) subtree = hashChildren(sibling, subtree);
    root = isLeft ? hashChildren(sibling, root) : hashChildren(root, sibling);
    position = rise(isLeft ? riseWhileAlone(position) : position);
  }
  return position.lastOfTree === 0 && isSameHash(subtree, claim.subtreeRoot) && isSameHash(root, claim.root);
};

/** Whether the leaves [start, end) of the tree with this root have `subtreeRoot`. An empty subtree has the empty root. */
export const isConsistentSubtree = (claim: SubtreeConsistencyClaim): boolean => {
  const { start, end, size, subtreeRoot, proof } = claim;
  if (!isTreeSize(size) || !isTreeSize(end) || end > size || !isWellFormedProof(proof)) return false;
  if (start === end) return start >= 0 && proof.length === 0 && isSameHash(subtreeRoot, emptyRoot);
  return isValidSubtree(claim) && isSubtreePath(claim);
};

/**
 * Whether `leafHash` is leaf `index` of the tree of `size` leaves with this root (RFC 9162 §2.1.3.2): a leaf is a subtree
 * of one, and its inclusion proof is that subtree's consistency proof.
 */
export const isIncluded = ({ index, size, leafHash, root, proof }: InclusionClaim): boolean =>
  leafHash.length === hashLength &&
  isConsistentSubtree({ start: index, end: index + 1, size, subtreeRoot: leafHash, root, proof });

/** As `isIncluded`, within the subtree [start, end) that has this root. */
export const isIncludedInSubtree = (claim: SubtreeInclusionClaim): boolean => {
  const { index, start, end, leafHash, root, proof } = claim;
  if (!isValidSubtree(claim) || !isTreeSize(index) || index < start) return false;
  return isIncluded({ index: index - start, size: end - start, leafHash, root, proof });
};

/**
 * Whether the tree of `oldSize` leaves is a prefix of the tree of `size` leaves (RFC 9162 §2.1.4.2).
 * False for an empty old tree: it is a prefix of everything, so a proof of it says nothing.
 */
export const isConsistent = ({ oldSize, size, oldRoot, root, proof }: ConsistencyClaim): boolean =>
  oldSize > 0 && isConsistentSubtree({ start: 0, end: oldSize, size, subtreeRoot: oldRoot, root, proof });
