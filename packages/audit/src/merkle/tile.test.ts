import { describe, expect, test } from 'vitest';
import { appendLeaves, emptyRange } from './compact-range.ts';
import { hashToHex } from './hash.ts';
import { buildProof, planConsistency, planInclusion } from './prove.ts';
import { nodeHashFromTile, tileOfNode, tilePath, tilePosition, tilesAtLevel } from './tile.ts';
import { growTree, leavesOf } from './tree.fixture.ts';

const size = 70_000;

/** Tiles of a log as a store would keep them: bytes by path of the full tile. */
const growTiles = () => {
  const tiles = new Map<string, Uint8Array[]>();
  appendLeaves(emptyRange, leavesOf(size), (node, hash) => {
    const position = tilePosition(node);
    if (!position) return;
    const path = tilePath(position);
    const tile = tiles.get(path) ?? [];
    tile[position.offset] = hash;
    tiles.set(path, tile);
  });
  return tiles;
};

describe('tiles', () => {
  test('have the paths of C2SP tlog-tiles', () => {
    expect(tilePath({ level: 0, index: 1_234_067 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 1, index: 0 }, 17)).toBe('tile/1/000.p/17');
    expect(tilePath({ level: 0, index: 273 }, 112)).toBe('tile/0/273.p/112');
    expect(() => tilePath({ level: 0, index: 0 }, 0)).toThrow();
  });

  test('are as many and as wide as the example of the specification says', () => {
    expect(tilesAtLevel(0, size)).toEqual({ full: 273, partialWidth: 112 });
    expect(tilesAtLevel(1, size)).toEqual({ full: 1, partialWidth: 17 });
    expect(tilesAtLevel(2, size)).toEqual({ full: 0, partialWidth: 1 });
    expect(tilesAtLevel(1, 256)).toEqual({ full: 0, partialWidth: 1 });
  });

  test('hold every hash that any proof needs', () => {
    const tiles = growTiles();
    const tree = growTree(leavesOf(size));
    const plans = [
      planInclusion(0, size),
      planInclusion(69_999, size),
      planInclusion(65_536, size),
      planConsistency(12_345, size),
    ];
    for (const plan of plans) {
      const fromTiles = buildProof(plan, (node) => {
        const tile = tiles.get(tilePath(tileOfNode(node)));
        return nodeHashFromTile(node, Buffer.concat(tile ?? []));
      });
      expect(fromTiles.map(hashToHex)).toEqual(buildProof(plan, tree.read).map(hashToHex));
    }
    expect([...tiles.keys()].filter((path) => path.startsWith('tile/0/'))).toHaveLength(274);
  });

  test('that are cut short are refused instead of hashed', () => {
    expect(() => nodeHashFromTile({ level: 1, index: 0 }, new Uint8Array(40))).toThrow('truncated');
  });
});
