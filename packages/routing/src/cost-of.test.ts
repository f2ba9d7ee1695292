import { expect, test } from 'vitest';
import { estimateCost, humanCost } from './cost-of.ts';

test('a price that was entered before prices were bounded makes no cost that a receipt cannot hold', () => {
  const price = {
    ...{ inputMicroUsdPerMTok: 9e15, outputMicroUsdPerMTok: 9e15, version: 'typo' },
    ...{ cachedInputMicroUsdPerMTok: null, cacheWriteMicroUsdPerMTok: null },
  };
  expect(Number.isSafeInteger(estimateCost(200_000, 200_000, price))).toBe(true);
  expect(Number.isSafeInteger(humanCost({ microUsdPerMinute: 9e15, minutesPerTask: 1e9, roles: [] }))).toBe(true);
});
