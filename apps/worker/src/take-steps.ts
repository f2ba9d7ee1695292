import { setTimeout as delay } from 'node:timers/promises';

export interface TakeOptions<Step> {
  /** Steps in hand at once. */
  readonly concurrency: number;
  /** Takes up to `max` steps that are due; the only place where it is decided who gets what. */
  readonly claim: (max: number) => Promise<readonly Step[]>;
  readonly execute: (step: Step) => Promise<unknown>;
  readonly onError: (error: unknown) => void;
}

export interface Taking<Step> {
  /** There may be steps to take now. */
  wake(): void;
  /** Does a step that this worker holds already, beside those it takes. Resolves when it is done. */
  give(step: Step): Promise<void>;
  /** Takes nothing more, and resolves when what is in hand is done. */
  stop(): Promise<void>;
}

/** After a ring or a step that was due, more is likely to come. */
const awakeForMs = 200;
/** While awake, how long a look that found nothing is followed by none: at first, and at most after several of them. */
const awakePauseMs = { least: 4, most: 50 };
/** The longest that work waits whose ring was lost, or that the worker which was rung has no hand free for. */
const idlePauseMs = 250;
/** After a look that took something there is a pause of twice its length: what becomes due meanwhile is taken together. */
const pausePerLook = 2;

/**
 * Looks for due steps and does them, as many at once as there are hands: when woken, for a moment after there was something to
 * do ever less often, and every quarter of a second. Full hands take nothing, so that other workers get it.
 */
export const takeSteps = <Step>({ concurrency, claim, execute, onError }: TakeOptions<Step>): Taking<Step> => {
  const stopping = new AbortController();
  const inHand = new Set<Promise<unknown>>();
  let awakeUntilMs = 0;
  let pauseMs = awakePauseMs.least;
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
  const start = (step: Step): Promise<void> => {
    const work = execute(step).then(
      () => void inHand.delete(work),
      (error: unknown) => {
        inHand.delete(work);
        onError(error);
      },
    );
    inHand.add(work);
    return work;
  };
  /** Looks once, and says how long nothing need be looked for unless somebody rings. */
  const look = async (): Promise<number> => {
    const lookedAtMs = performance.now();
    const free = concurrency - inHand.size;
    const steps = await claim(free);
    for (const step of steps) void start(step);
    if (steps.length === free) return 0;
    if (steps.length === 0) {
      pauseMs = Math.min(2 * pauseMs, awakePauseMs.most);
      return performance.now() < awakeUntilMs ? pauseMs : idlePauseMs;
    }
    // Not interrupted: whoever rings meanwhile is served afterwards, with all the others.
    await delay(Math.min((performance.now() - lookedAtMs) * pausePerLook, awakePauseMs.most));
    awakeUntilMs = performance.now() + awakeForMs;
    pauseMs = awakePauseMs.least;
    return pauseMs;
  };
  const run = async () => {
    while (!stopping.signal.aborted) {
      if (inHand.size >= concurrency) {
        await Promise.race(inHand);
        continue;
      }
      const idleMs = await look().catch((error: unknown) => {
        onError(error);
        return idlePauseMs;
      });
      if (idleMs > 0) await pause(idleMs);
    }
  };
  const running = run();
  return {
    wake,
    give: start,
    stop: async () => {
      stopping.abort();
      wake();
      await running;
      while (inHand.size > 0) await Promise.all(inHand);
    },
  };
};
