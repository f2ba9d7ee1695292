import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { RestartablePostgres } from '@switchyard/testing';

/** Repeats `work` at random moments until the signal; resolves with how often it succeeded. */
const often = async (
  fromMs: number,
  toMs: number,
  signal: AbortSignal,
  work: (count: number) => Promise<void>,
): Promise<number> => {
  let count = 0;
  for (;;) {
    await delay(randomInt(fromMs, toMs), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return count;
    await work(count);
    count += 1;
  }
};

/** Every 5 to 10 seconds PostgreSQL is stopped, or killed, and stays away for up to two seconds. */
export const restartOften = (postgres: RestartablePostgres, signal: AbortSignal): Promise<number> =>
  often(5000, 10_000, signal, (count) => {
    const downMs = randomInt(2000);
    return count % 2 === 0 ? postgres.restart(downMs) : postgres.crash(downMs);
  });

/** Every 3 to 6 seconds the queue is emptied; where it lives in PostgreSQL, that may be away just then. */
export const emptyQueueOften = (emptyQueue: () => Promise<void>, signal: AbortSignal): Promise<number> =>
  often(3000, 6000, signal, async () => {
    for (let isEmpty = false; !isEmpty; ) {
      isEmpty = await emptyQueue().then(
        () => true,
        () => delay(100, false),
      );
    }
  });
