import { setTimeout as delay } from 'node:timers/promises';

export interface Loop {
  /** Ends after the round in hand. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  readonly everyMs: number;
  /** Returns how much it did: a full round is followed by the next at once, an empty one by a pause. */
  readonly round: () => Promise<number>;
  readonly onError: (error: unknown) => void;
}

/** Repeats `round` until stopped. An error is reported and the next round comes after the pause. */
export const startLoop = ({ everyMs, round, onError }: LoopOptions): Loop => {
  const stopping = new AbortController();
  const run = async () => {
    while (!stopping.signal.aborted) {
      const done = await round().catch((error: unknown) => {
        onError(error);
        return 0;
      });
      if (done === 0) await delay(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const finished = run();
  return {
    stop: () => {
      stopping.abort();
      return finished;
    },
  };
};
