import { createHash } from 'node:crypto';

/** A number in [0, 1) that depends on nothing but its seeds, so that a replay gives the same answer. */
export const seeded = (...seeds: readonly string[]): number =>
  createHash('sha256').update(seeds.join('\u0000')).digest().readUInt32BE(0) / 2 ** 32;
