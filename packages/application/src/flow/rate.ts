/*
 * A rate as a time at which the next step may begin (GCRA). Of `count` in `seconds` one may be in hand when there are ten
 * or more, so that whoever looks a moment late loses nothing; the rest is spaced evenly. In no time of that length do more
 * than `count` begin, wherever it is cut: one in hand and `count` − 1 spaced make `count`.
 */

export interface Rate {
  readonly count: number;
  readonly seconds: number;
}

const inHand = ({ count }: Rate): number => (count >= 10 ? 1 : 0);
const spacingMs = (rate: Rate): number => (rate.seconds * 1000) / (rate.count - inHand(rate));

/** How many may begin now. `nextFreeMs` is what the last `chargeRate` gave; null: none has begun yet. */
export const roomOfRate = (rate: Rate, nextFreeMs: number | null, nowMs: number): number => {
  const fromMs = Math.max(nextFreeMs ?? nowMs, nowMs);
  const toleranceMs = inHand(rate) * spacingMs(rate);
  return Math.max(0, Math.floor((nowMs + toleranceMs - fromMs) / spacingMs(rate)) + 1);
};

/** When the next one is free after `begun` more have begun; in whole ms, never early. */
export const chargeRate = (rate: Rate, nextFreeMs: number | null, nowMs: number, begun: number): number =>
  Math.ceil(Math.max(nextFreeMs ?? nowMs, nowMs) + begun * spacingMs(rate));
