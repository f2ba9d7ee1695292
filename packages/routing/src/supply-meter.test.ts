import { noSupplyLimits, type SupplyLimits } from '@switchyard/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyMeter, type MeterAsk, type MeterState, meterLeaseMs, permitLeaseMs, serveMeter } from './index.ts';

const askOf = (more: Partial<MeterAsk> = {}): MeterAsk => ({
  ...{ holderId: 'a', inUse: 0, calls: 0, tokens: 0, firstTokens: 0, ahead: { calls: 0, tokens: 0 }, returned: [] },
  ...more,
});
const limitsOf = (more: Partial<SupplyLimits>): SupplyLimits => ({ ...noSupplyLimits, ...more });
/** Serves one ask after the other; gives the grants. */
const serve = (limits: SupplyLimits, asks: readonly (readonly [nowMs: number, ask: MeterAsk])[]) => {
  let state: MeterState = emptyMeter;
  return asks.map(([nowMs, ask]) => {
    const served = serveMeter(state, limits, ask, nowMs);
    ({ state } = served);
    return served.grant;
  });
};

describe('rates', () => {
  it('never let more go in any 60 s than the limit, whoever asks and whenever, with what is not used given back', () => {
    const limit = 20;
    const step = fc.record({
      afterMs: fc.integer({ min: 0, max: 20_000 }),
      holderId: fc.constantFrom('a', 'b', 'c'),
      calls: fc.integer({ min: 0, max: 12 }),
      used: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        let state: MeterState = emptyMeter;
        let nowMs = 1_700_000_000_000;
        const went: number[] = [];
        const unused = new Map<string, (readonly [number, number, number])[]>();
        for (const { afterMs, holderId, calls, used } of steps) {
          nowMs += afterMs;
          const returned = unused.get(holderId) ?? [];
          const ask = askOf({ holderId, calls, returned, ahead: { calls: 3, tokens: 0 } });
          const { state: next, grant } = serveMeter(state, limitsOf({ callsPerMinute: limit }), ask, nowMs);
          state = next;
          const really = Math.floor(grant.calls * used);
          // As late as they may still be used.
          went.push(...Array.from({ length: really }, () => nowMs + meterLeaseMs));
          unused.set(holderId, [[grant.until, grant.calls - really, 0]]);
          const window = went.filter((at) => at > nowMs + meterLeaseMs - 60_000);
          expect(window.length).toBeLessThanOrEqual(limit);
        }
      }),
    );
  });

  it('gives the whole limit at once, then says when the first of it is free', () => {
    const limits = limitsOf({ callsPerMinute: 60 });
    const [all, more, later] = serve(limits, [
      [0, askOf({ calls: 60 })],
      [1000, askOf({ calls: 1 })],
      [62_000, askOf({ calls: 60 })],
    ]);
    expect(all).toMatchObject({ calls: 60, limitedBy: null });
    expect(more).toMatchObject({ calls: 0, limitedBy: 'callsPerMinute', retryAfterMs: 61_000 });
    expect(later?.calls).toBe(60);
  });

  it('counts tokens that were used beyond what was held, and frees what was not used', () => {
    const limits = limitsOf({ tokensPerMinute: 1000 });
    const [first] = serve(limits, [[0, askOf({ calls: 1, tokens: 900, firstTokens: 900 })]]);
    const until = first?.until ?? 0;
    const again = (tokens: number) =>
      serve(limits, [
        [0, askOf({ calls: 1, tokens: 900, firstTokens: 900 })],
        [10, askOf({ calls: 1, tokens: 600, firstTokens: 600, returned: [[until, 0, tokens]] })],
      ])[1];
    expect(again(500)).toMatchObject({ calls: 1, tokens: 600 });
    expect(again(-100)).toMatchObject({ calls: 0, limitedBy: 'tokensPerMinute' });
  });

  it('a clock that was set back holds nobody up for longer than a window', () => {
    const limits = limitsOf({ callsPerMinute: 1 });
    const grants = serve(limits, [
      [10_000_000, askOf({ calls: 1 })],
      [1_000_000, askOf({ calls: 1 })],
      [1_064_000, askOf({ calls: 1 })],
    ]);
    expect(grants.map(({ calls }) => calls)).toEqual([1, 0, 1]);
  });
});

describe('calls at once', () => {
  it('are never more than the limit among holders that are alive', () => {
    const limit = 5;
    const step = fc.record({
      afterMs: fc.integer({ min: 0, max: 4000 }),
      holderId: fc.constantFrom('a', 'b', 'c', 'd'),
      calls: fc.integer({ min: 0, max: 6 }),
      ended: fc.integer({ min: 0, max: 6 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        let state: MeterState = emptyMeter;
        let nowMs = 0;
        const held = new Map<string, { count: number; seenMs: number }>();
        for (const { afterMs, holderId, calls, ended } of steps) {
          nowMs += afterMs;
          const own = held.get(holderId);
          const isAlive = own !== undefined && nowMs < own.seenMs + permitLeaseMs;
          const inUse = isAlive ? Math.max(0, own.count - ended) : 0;
          const served = serveMeter(state, limitsOf({ callsAtOnce: limit }), askOf({ holderId, inUse, calls }), nowMs);
          ({ state } = served);
          held.set(holderId, { count: served.grant.permits, seenMs: nowMs });
          const alive = [...held.values()].filter(({ seenMs }) => nowMs < seenMs + permitLeaseMs);
          expect(alive.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(limit);
        }
      }),
    );
  });

  it('a holder that was killed loses its places when its lease runs out, and not before', () => {
    const limits = limitsOf({ callsAtOnce: 2 });
    const [, early, late] = serve(limits, [
      [0, askOf({ holderId: 'killed', calls: 2 })],
      [permitLeaseMs - 1, askOf({ calls: 1 })],
      [permitLeaseMs, askOf({ calls: 1 })],
    ]);
    expect([early?.permits, late?.permits]).toEqual([0, 1]);
  });

  it('who has waited longest goes first, and who gets something goes behind', () => {
    const limits = limitsOf({ callsAtOnce: 1 });
    const grants = serve(limits, [
      [0, askOf({ holderId: 'a', calls: 3 })],
      [10, askOf({ holderId: 'b', calls: 1 })],
      [20, askOf({ holderId: 'c', calls: 1 })],
      // The second of `a` has waited since before the others came; for its third it goes behind them.
      [30, askOf({ holderId: 'a', calls: 2 })],
      [40, askOf({ holderId: 'a', calls: 1 })],
      [50, askOf({ holderId: 'c', calls: 1 })],
      [60, askOf({ holderId: 'b', calls: 1 })],
    ]);
    expect(grants.map(({ permits }) => permits)).toEqual([1, 0, 0, 1, 0, 0, 1]);
    expect(grants[4]).toMatchObject({ isContended: true, share: 0, limitedBy: 'callsAtOnce' });
  });

  it('shares places among processes that all want them', () => {
    const limits = limitsOf({ callsAtOnce: 8 });
    const [greedy, , shared] = serve(limits, [
      [0, askOf({ holderId: 'a', calls: 8 })],
      [10, askOf({ holderId: 'b', calls: 8 })],
      [20, askOf({ holderId: 'a', inUse: 4, calls: 8 })],
    ]);
    expect([greedy?.permits, shared?.permits]).toEqual([8, 4]);
  });
});
