import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appendLeaves, emptyRange, rangeRoot } from './compact-range.ts';
import { emptyRoot, type Hash, hashChildren, hashLeaf, hashToHex } from './hash.ts';
import { perfectNodes, splitPoint } from './node.ts';
import { buildProof, planConsistency, planInclusion } from './prove.ts';
import { growTree, leavesOf } from './tree.fixture.ts';
import { isConsistent, isConsistentSubtree, isIncluded } from './verify-proof.ts';

/** MTH straight from RFC 6962 §2.1, as an independent second opinion. */
const treeHash = (leaves: readonly Hash[]): Hash => {
  const [only] = leaves;
  if (only === undefined) return createHash('sha256').digest();
  if (leaves.length === 1) return only;
  const middle = splitPoint(leaves.length);
  return hashChildren(treeHash(leaves.slice(0, middle)), treeHash(leaves.slice(middle)));
};

const sizes = fc.integer({ min: 1, max: 300 });
const sizeAndIndex = sizes.chain((size) => fc.tuple(fc.constant(size), fc.integer({ min: 0, max: size - 1 })));

describe('the tree', () => {
  test('has the roots of the RFC 6962 reference log', () => {
    // Inputs and roots of the certificate-transparency reference implementation.
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
    const leaves = inputs.map((hex) => hashLeaf(Buffer.from(hex, 'hex')));
    const rootOf = (count: number) => hashToHex(growTree(leaves.slice(0, count)).root);
    expect(hashToHex(emptyRoot)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(rootOf(1)).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
    expect(rootOf(2)).toBe('fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125');
    expect(rootOf(8)).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
  });

  test('has the same root however its leaves were batched', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 12 }), (batches) => {
        const leaves = leavesOf(batches.reduce((sum, count) => sum + count, 0));
        let range = emptyRange;
        for (const count of batches) range = appendLeaves(range, leaves.slice(range.size, range.size + count));
        expect(range.size).toBe(leaves.length);
        expect(hashToHex(rangeRoot(range))).toBe(hashToHex(treeHash(leaves)));
      }),
    );
  });

  test('is summed up by at most one hash per bit of its size', () => {
    expect(growTree(leavesOf(255)).range.peaks).toHaveLength(8);
    expect(growTree(leavesOf(256)).range.peaks).toHaveLength(1);
    expect(perfectNodes(0, 7)).toEqual([
      { level: 2, index: 0 },
      { level: 1, index: 2 },
      { level: 0, index: 6 },
    ]);
  });
});

describe('an inclusion proof', () => {
  test('convinces for every leaf of every tree', () => {
    fc.assert(
      fc.property(sizeAndIndex, ([size, index]) => {
        const leaves = leavesOf(size);
        const tree = growTree(leaves);
        const proof = buildProof(planInclusion(index, size), tree.read);
        expect(isIncluded({ index, size, leafHash: leaves[index] ?? emptyRoot, root: tree.root, proof })).toBe(true);
      }),
    );
  });

  test('convinces for no other leaf, place, size or altered hash', () => {
    fc.assert(
      fc.property(sizeAndIndex, fc.nat(), fc.nat(255), ([size, index], where, bit) => {
        const leaves = leavesOf(size);
        const tree = growTree(leaves);
        const proof = buildProof(planInclusion(index, size), tree.read);
        const claim = { index, size, leafHash: leaves[index] ?? emptyRoot, root: tree.root, proof };
        expect(isIncluded({ ...claim, leafHash: hashLeaf(Buffer.from('another')) })).toBe(false);
        expect(isIncluded({ ...claim, index: index + 1 })).toBe(false);
        expect(isIncluded({ ...claim, proof: [...proof, tree.root] })).toBe(false);
        if (proof.length === 0) return;
        const altered = proof.map((hash, at) => (at === where % proof.length ? flipBit(hash, bit) : hash));
        expect(isIncluded({ ...claim, proof: altered })).toBe(false);
        expect(isIncluded({ ...claim, proof: proof.slice(1) })).toBe(false);
      }),
    );
  });
});

const flipBit = (hash: Hash, bit: number): Hash => {
  const flipped = Buffer.from(hash);
  const at = Math.floor(bit / 8) % flipped.length;
  flipped[at] = (flipped[at] ?? 0) ^ (1 << (bit % 8));
  return flipped;
};

describe('a consistency proof', () => {
  test('convinces for every two sizes of a log', () => {
    fc.assert(
      fc.property(sizeAndIndex, ([size, index]) => {
        const leaves = leavesOf(size);
        const tree = growTree(leaves);
        const oldSize = index + 1;
        const proof = buildProof(planConsistency(oldSize, size), tree.read);
        const claim = { oldSize, size, oldRoot: treeHash(leaves.slice(0, oldSize)), root: tree.root, proof };
        expect(isConsistent(claim)).toBe(true);
        expect(isConsistent({ ...claim, proof: [...proof, tree.root] })).toBe(false);
        expect(isConsistent({ ...claim, oldRoot: emptyRoot })).toBe(false);
      }),
    );
  });

  test('never convinces when an old event was changed', () => {
    fc.assert(
      fc.property(sizeAndIndex, fc.nat(), ([size, index], where) => {
        const leaves = leavesOf(size);
        const oldSize = index + 1;
        const changed = leaves.map((leaf, at) => (at === where % oldSize ? hashLeaf(leaf) : leaf));
        const tree = growTree(changed);
        const proof = buildProof(planConsistency(oldSize, size), tree.read);
        const oldRoot = treeHash(leaves.slice(0, oldSize));
        expect(isConsistent({ oldSize, size, oldRoot, root: tree.root, proof })).toBe(false);
      }),
    );
  });

  test('exists for every aligned subtree', () => {
    const leaves = leavesOf(13);
    const tree = growTree(leaves);
    const claim = { start: 8, end: 12, size: 13, subtreeRoot: treeHash(leaves.slice(8, 12)), root: tree.root };
    const right = leaves[12] ?? emptyRoot;
    expect(isConsistentSubtree({ ...claim, proof: [right, treeHash(leaves.slice(0, 8))] })).toBe(true);
    expect(isConsistentSubtree({ ...claim, start: 9, proof: [right, treeHash(leaves.slice(0, 8))] })).toBe(false);
  });
});
