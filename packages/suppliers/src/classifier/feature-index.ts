/** Finds the row of a hashed feature: open addressing over typed arrays, several times faster than a Map of numbers. */
export interface FeatureIndex {
  readonly hashes: Uint32Array;
  /** Row of the feature, or -1. */
  rowOf(hash: number): number;
}

/** An index in which `hashes[row]` has row `row`. The hashes are distinct. */
export const createFeatureIndex = (hashes: Uint32Array): FeatureIndex => {
  let size = 16;
  while (size < hashes.length * 2) size *= 2;
  const mask = size - 1;
  const slots = new Int32Array(size).fill(-1);
  for (const [row, hash] of hashes.entries()) {
    let slot = hash & mask;
    while (slots[slot] !== -1) slot = (slot + 1) & mask;
    slots[slot] = row;
  }
  return {
    hashes,
    rowOf: (hash) => {
      let slot = hash & mask;
      for (;;) {
        const row = slots[slot] ?? -1;
        if (row === -1 || hashes[row] === hash) return row;
        slot = (slot + 1) & mask;
      }
    },
  };
};
