import { DomainError } from '@switchyard/domain';
import { foldPeaks, type Hash } from './hash.ts';
import { isTreeSize, perfectNodes, requireLeafInside, splitPoint, type TreeNode } from './node.ts';

/** One hash of a proof: the fold of these perfect subtrees. Which to read is known before anything is read. */
export type ProofPlan = readonly (readonly TreeNode[])[];

/** Looks up the hash of a perfect subtree, from tiles, from memory, or from leaves. */
export type NodeReader = (node: TreeNode) => Hash;

const inclusionPath = (index: number, start: number, end: number): TreeNode[][] => {
  if (end - start === 1) return [];
  const middle = start + splitPoint(end - start);
  return index < middle
    ? [...inclusionPath(index, start, middle), perfectNodes(middle, end)]
    : [...inclusionPath(index, middle, end), perfectNodes(start, middle)];
};

/** Nodes of PATH(index, D[size]) (RFC 6962 §2.1.1). Throws `invalid_input` when the leaf is not in the tree. */
export const planInclusion = (index: number, size: number): ProofPlan => {
  requireLeafInside(index, size);
  return inclusionPath(index, 0, size);
};

const subproof = (oldEnd: number, start: number, end: number, isWhole: boolean): TreeNode[][] => {
  if (oldEnd === end) return isWhole ? [] : [perfectNodes(start, end)];
  const middle = start + splitPoint(end - start);
  return oldEnd <= middle
    ? [...subproof(oldEnd, start, middle, isWhole), perfectNodes(middle, end)]
    : [...subproof(oldEnd, middle, end, false), perfectNodes(start, middle)];
};

/** Nodes of PROOF(oldSize, D[size]) (RFC 6962 §2.1.2). Throws `invalid_input` unless 0 ≤ oldSize ≤ size. */
export const planConsistency = (oldSize: number, size: number): ProofPlan => {
  if (!isTreeSize(oldSize) || !isTreeSize(size) || oldSize > size) {
    throw new DomainError('invalid_input', `A tree of ${size} leaves does not extend one of ${oldSize}.`);
  }
  return oldSize === 0 ? [] : subproof(oldSize, 0, size, true);
};

/** The hashes of a planned proof, in the order verifiers expect. */
export const buildProof = (plan: ProofPlan, read: NodeReader): Hash[] =>
  plan.map((nodes) => foldPeaks(nodes.map(read)));
