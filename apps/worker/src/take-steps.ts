import { setTimeout as delay } from 'node:timers/promises';

export interface TakeOptions<Step> {
  /** Steps in hand at once. */
  readonly concurrency: number;
  /** Takes up to `max` steps that are due; the only place where it is decided who gets what. */
  readonly claim: (max: number) => Promise<readonly Step[]>;
  readonly execute: (step: Step) => Promise<unknown>;
  readonly onError: (error: unknown) => void;
}

export interface Taking {
  /** There may be steps to take now. */
  wake(): void;
  /** Takes nothing more, and resolves when what is in hand is done. */
  stop(): Promise<void>;
}

/** After a ring or a step that was due, more is likely to come: looking is cheaper than being rung for each. */
const awakeForMs = 200;
const awakePauseMs = 2;
/** The longest that work waits whose ring was lost, or that the worker which was rung has no hand free for. */
const idlePauseMs = 250;

/**
 * Looks for due steps and does them, as many at once as there are hands: often for a moment after there was something to do,
 * else when woken and every quarter of a second. Full hands take nothing, so that other workers get it.
 */
export const takeSteps = <Step>({ concurrency, claim, execute, onError }: TakeOptions<Step>): Taking => {
  const stopping = new AbortController();
  const inHand = new Set<Promise<unknown>>();
  let awakeUntilMs = 0;
  let interrupt = new AbortController();
  let isInterrupted = false;
  const wake = () => {
    awakeUntilMs = performance.now() + awakeForMs;
    isInterrupted = true;
    interrupt.abort();
  };
  const pause = async (ms: number) => {
    if (!isInterrupted) await delay(ms, undefined, { signal: interrupt.signal }).catch(() => undefined);
    isInterrupted = false;
    interrupt = new AbortController();
  };
  const start = (step: Step) => {
    const work = execute(step)
      .catch(onError)
      .finally(() => inHand.delete(work));
    inHand.add(work);
  };
  /** True when there may be more. */
  const look = async (): Promise<boolean> => {
    const free = concurrency - inHand.size;
    const steps = await claim(free);
    for (const step of steps) start(step);
    if (steps.length > 0) awakeUntilMs = performance.now() + awakeForMs;
    return steps.length === free;
  };
  const run = async () => {
    while (!stopping.signal.aborted) {
      if (inHand.size >= concurrency) {
        await Promise.race(inHand);
        continue;
      }
      const hasMore = await look().catch((error: unknown) => {
        onError(error);
        awakeUntilMs = 0;
        return false;
      });
      if (!hasMore) await pause(performance.now() < awakeUntilMs ? awakePauseMs : idlePauseMs);
    }
  };
  const running = run();
  return {
    wake,
    stop: async () => {
      stopping.abort();
      wake();
      await running;
      await Promise.all(inHand);
    },
  };
};
