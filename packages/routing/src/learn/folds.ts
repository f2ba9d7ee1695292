import { hashText, type OutcomeTable } from './outcome-table.ts';

/** Cases in an order that depends on their ids and the seed only. */
export const orderCases = (table: OutcomeTable, seed: number): OutcomeTable =>
  table
    .map((each) => ({ each, key: hashText(`${seed} ${each.id}`) }))
    .sort((left, right) => left.key - right.key || (left.each.id < right.each.id ? -1 : 1))
    .map(({ each }) => each);

/** Case i belongs to fold i mod `folds`: the cases are already in a random order. */
export const indicesOutside = (count: number, folds: number, fold: number): number[] =>
  Array.from({ length: count }, (_, index) => index).filter((index) => index % folds !== fold);

export const indicesInside = (count: number, folds: number, fold: number): number[] =>
  Array.from({ length: count }, (_, index) => index).filter((index) => index % folds === fold);

/** A random number generator that is the same everywhere (mulberry32, T. Ettinger). Yields [0, 1). */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Fisher–Yates over 0 … count − 1. */
export const shuffledIndices = (count: number, random: () => number): Int32Array => {
  const order = Int32Array.from({ length: count }, (_, index) => index);
  for (let at = count - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    const kept = order[at] ?? 0;
    order[at] = order[other] ?? 0;
    order[other] = kept;
  }
  return order;
};
