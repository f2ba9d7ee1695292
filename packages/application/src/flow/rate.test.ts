import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chargeRate, type Rate, roomOfRate } from './rate.ts';

const rates = fc.record({ count: fc.integer({ min: 1, max: 50 }), seconds: fc.integer({ min: 1, max: 10 }) });

/** Begins whatever may begin at each look; returns when each one began. */
const begin = (rate: Rate, looksMs: readonly number[]): number[] => {
  let nextFreeMs: number | null = null;
  return looksMs.flatMap((nowMs) => {
    const room = roomOfRate(rate, nextFreeMs, nowMs);
    if (room > 0) nextFreeMs = chargeRate(rate, nextFreeMs, nowMs, room);
    return Array.from({ length: room }, () => nowMs);
  });
};

test('in no time of its length do more begin than the rate says, whenever one looks', () => {
  fc.assert(
    fc.property(rates, fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 400 }), (rate, pauses) => {
      let nowMs = 0;
      const begun = begin(
        rate,
        pauses.map((pause) => {
          nowMs += pause;
          return nowMs;
        }),
      );
      for (const fromMs of begun) {
        const within = begun.filter((atMs) => atMs >= fromMs && atMs < fromMs + rate.seconds * 1000);
        expect(within.length).toBeLessThanOrEqual(rate.count);
      }
    }),
  );
});

test('whoever looks in time gets nearly all of it: nine of ten at the least', () => {
  const looks = Array.from({ length: 60_000 / 5 }, (_, index) => index * 5);
  for (const count of [1, 5, 10, 100]) {
    const begun = begin({ count, seconds: 10 }, looks).length;
    expect(begun).toBeGreaterThanOrEqual(Math.floor(6 * count * 0.9));
    expect(begun).toBeLessThanOrEqual(6 * count + 1);
  }
});
