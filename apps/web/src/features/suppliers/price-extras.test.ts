import { describe, expect, it } from 'vitest';
import { parseExtras, writeExtras } from './price-extras.ts';

describe('prices of what else calls may ask for', () => {
  it('are read as they are written', () => {
    const extras = {
      priority: { percent: 200 },
      web_search: { perUseMicroUsd: 10_000 },
      'tool:x': { perUseMicroUsd: 0 },
    };
    expect(parseExtras(writeExtras(extras))).toEqual(extras);
    expect(parseExtras(undefined)).toEqual({});
    expect(writeExtras({})).toBeUndefined();
  });

  it.each(['priority', 'priority 2x', 'priority -5%', '200%', 'web search $1', 'fast $0.0000001'])(
    '%s is refused',
    (text) => {
      expect(() => parseExtras(text)).toThrow('is no price');
    },
  );
});
