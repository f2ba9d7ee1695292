import { expect, it } from 'vitest';
import { readCacheWish } from './read-cache-wish.ts';

const nothing = { isAskedAnew: false, isKeptOut: false, ageMaxS: null };

it.each([
  [null, nothing],
  ['', nothing],
  ['only-if-cached, max-stale=3', nothing],
  ['No-Cache', { ...nothing, isAskedAnew: true }],
  ['no-store', { ...nothing, isKeptOut: true }],
  ['max-age=60, max-age=5', { ...nothing, ageMaxS: 5 }],
  ['max-age=0', { ...nothing, isAskedAnew: true, ageMaxS: 0 }],
  ['max-age=-1, max-age=x', nothing],
] as const)('%s', (header, wish) => {
  expect(readCacheWish(header)).toEqual(wish);
});
