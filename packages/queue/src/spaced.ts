import { setTimeout as delay } from 'node:timers/promises';

export interface Spaced {
  /** Settles as the call to `send` that began after it. */
  call(): Promise<void>;
  /** Resolves when nothing called so far is outstanding; what waits for its turn goes at once. */
  settle(): Promise<void>;
}

/**
 * Calls `send` at most once in `gapMs`: at once when it has been quiet, else once at the end of the gap for all who asked
 * meanwhile. Every call is followed by a `send` that begins after it.
 */
export const spaced = (send: () => Promise<void>, gapMs: number): Spaced => {
  let next: Promise<void> | null = null;
  let lastAtMs = Number.NEGATIVE_INFINITY;
  let hurry = new AbortController();
  const sendInTurn = async (): Promise<void> => {
    const waitMs = lastAtMs + gapMs - performance.now();
    if (waitMs > 0) await delay(waitMs, undefined, { signal: hurry.signal }).catch(() => undefined);
    next = null;
    lastAtMs = performance.now();
    await send();
  };
  return {
    call: () => {
      next ??= Promise.resolve().then(sendInTurn);
      return next;
    },
    settle: async () => {
      hurry.abort();
      hurry = new AbortController();
      await next;
    },
  };
};
