import { createHash } from 'node:crypto';

/** 32 bytes of SHA-256. */
export type Hash = Uint8Array;

export const hashLength = 32;

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** Root of the empty tree: SHA-256 of nothing (RFC 6962 §2.1). */
export const emptyRoot: Hash = createHash('sha256').digest();

/** SHA-256(0x00 || entry) (RFC 6962 §2.1). */
export const hashLeaf = (entry: Uint8Array): Hash => createHash('sha256').update(leafPrefix).update(entry).digest();

/** SHA-256(0x01 || left || right) (RFC 6962 §2.1). */
export const hashChildren = (left: Hash, right: Hash): Hash =>
  createHash('sha256').update(nodePrefix).update(left).update(right).digest();

export const isSameHash = (left: Uint8Array, right: Uint8Array): boolean => Buffer.compare(left, right) === 0;

export const hashToHex = (hash: Hash): string => Buffer.from(hash).toString('hex');
export const hashToBase64 = (hash: Hash): string => Buffer.from(hash).toString('base64');

/**
 * Root of an RFC 6962 tree from the hashes of its perfect subtrees, left to right in falling size.
 * None give the root of the empty tree.
 */
export const foldPeaks = (peaks: readonly Hash[]): Hash =>
  peaks.length === 0 ? emptyRoot : peaks.reduceRight((right, left) => hashChildren(left, right));
