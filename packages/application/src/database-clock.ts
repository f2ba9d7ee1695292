import type { Database } from '@switchyard/db';

/** How often a process compares its clock with the database's; at first sooner, because the first answer includes connecting. */
const everyMs = 5000;
const soonMs = 200;

export interface DatabaseClock {
  readonly now: () => Date;
  /** Resolves once the database has said what time it is; before that, the clock is the machine's. Who waits keeps the process alive. */
  untilSet(): Promise<void>;
  close(): void;
}

export interface ClockOptions {
  /** Called once, with the reason, when somebody waits and the database does not answer. */
  readonly onAway?: (cause: unknown) => void;
}

/**
 * The time of the database, kept by a clock of the process that runs evenly whatever happens to the machine's. So a machine whose clock is
 * wrong, or is set while it works, fires no timer before its time and holds none back, and all processes mean the same by now.
 */
export const keepDatabaseClock = (db: Database, { onAway }: ClockOptions = {}): DatabaseClock => {
  let aheadMs = Date.now() - performance.now();
  let comparisons = 0;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let isAwaited = false;
  let isSaid = false;
  const set = Promise.withResolvers<void>();

  const compare = async (): Promise<void> => {
    const askedMs = performance.now();
    const [row] = await db.queryOnce<{ ms: number }>(
      'system',
      'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms',
    );
    if (!row) return;
    // It was that time at some moment between question and answer: what agrees with that stays, so that time does not jitter.
    const [least, most] = [row.ms - performance.now(), row.ms - askedMs];
    aheadMs = comparisons > 0 ? Math.min(Math.max(aheadMs, least), most) : (least + most) / 2;
    comparisons += 1;
    set.resolve();
  };

  /** A database that is away says nothing new; time goes on. */
  const bear = (cause: unknown): void => {
    if (!isAwaited || isSaid || comparisons > 0) return;
    isSaid = true;
    onAway?.(cause);
  };
  const keep = (): void => {
    compare()
      .catch(bear)
      .finally(() => {
        if (isClosed) return;
        timer = setTimeout(keep, comparisons > 1 ? everyMs : soonMs);
        if (!isAwaited || comparisons > 0) timer.unref();
      });
  };
  keep();

  return {
    now: () => new Date(aheadMs + performance.now()),
    untilSet: () => {
      isAwaited = true;
      if (comparisons === 0) timer?.ref();
      return set.promise;
    },
    close: () => {
      isClosed = true;
      clearTimeout(timer);
      set.resolve();
    },
  };
};
