import { DomainError } from '@switchyard/domain';
import { type Hash, hashChildren, hashLength } from './hash.ts';
import type { TreeNode } from './node.ts';

/** Tiles are subtrees of height 8, 256 hashes wide (C2SP tlog-tiles). */
export const tileHeight = 8;
export const tileWidth = 256;

export interface TileCoordinate {
  readonly level: number;
  readonly index: number;
}

/** Which hash of which tile a node is, for nodes that tiles hold (level divisible by 8); null for those in between. */
export const tilePosition = (node: TreeNode): (TileCoordinate & { readonly offset: number }) | null =>
  node.level % tileHeight === 0
    ? { level: node.level / tileHeight, index: Math.floor(node.index / tileWidth), offset: node.index % tileWidth }
    : null;

/** The tile from which the hash of any perfect subtree can be computed, and the hashes of it that are needed. */
export const tileOfNode = ({
  level,
  index,
}: TreeNode): TileCoordinate & { readonly from: number; readonly to: number } => {
  const width = 2 ** (level % tileHeight);
  const first = index * width;
  const from = first % tileWidth;
  return { level: Math.floor(level / tileHeight), index: Math.floor(first / tileWidth), from, to: from + width };
};

/** The tiles of a tree of `size` leaves at `level`: how many are full, and how wide the partial one is (0: none). */
export const tilesAtLevel = (level: number, size: number): { readonly full: number; readonly partialWidth: number } => {
  const hashes = Math.floor(size / tileWidth ** level);
  return { full: Math.floor(hashes / tileWidth), partialWidth: hashes % tileWidth };
};

/** Hash number `offset` of a tile's bytes. Throws `invalid_input` when the tile is too short. */
export const hashAt = (tile: Uint8Array, offset: number): Hash => {
  const hash = tile.subarray(offset * hashLength, (offset + 1) * hashLength);
  if (hash.length === hashLength) return hash;
  throw new DomainError('invalid_input', `The tile has no hash ${offset}; it is truncated.`);
};

/** Hash of a perfect subtree from the bytes of its tile. */
export const nodeHashFromTile = (node: TreeNode, tile: Uint8Array): Hash => {
  const { from, to } = tileOfNode(node);
  let hashes: Hash[] = [];
  for (let offset = from; offset < to; offset += 1) hashes.push(hashAt(tile, offset));
  while (hashes.length > 1) {
    hashes = hashes.flatMap((left, at) => {
      const right = hashes[at + 1];
      return at % 2 === 0 && right !== undefined ? [hashChildren(left, right)] : [];
    });
  }
  const [hash] = hashes;
  if (hash === undefined) throw new DomainError('invalid_input', 'An empty tile has no hashes.');
  return hash;
};

/** `1234067` → `x001/x234/067`. */
const tileIndexPath = (index: number): string => {
  const last = String(index % 1000).padStart(3, '0');
  let rest = Math.floor(index / 1000);
  let path = last;
  while (rest > 0) {
    path = `x${String(rest % 1000).padStart(3, '0')}/${path}`;
    rest = Math.floor(rest / 1000);
  }
  return path;
};

/** Path of a tile under the log's prefix: `tile/0/x001/x234/067`, with `.p/<width>` when it is partial (width 1–255). */
export const tilePath = ({ level, index }: TileCoordinate, width: number = tileWidth): string => {
  if (width < 1 || width > tileWidth)
    throw new DomainError('invalid_input', `A tile is 1 to 256 hashes wide, not ${width}.`);
  return `tile/${level}/${tileIndexPath(index)}${width === tileWidth ? '' : `.p/${width}`}`;
};
