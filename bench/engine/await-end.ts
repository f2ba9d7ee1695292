import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

export interface EndWatch {
  /** Resolves as soon as the run has ended as it should; rejects when it failed. */
  ended(runId: string): Promise<void>;
  /** Transactions that watching itself has cost, to be left out of the account. */
  polls(): number;
  close(): Promise<void>;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

const pollEveryMs = 2;
/** Under load a question takes longer; asking may cost a fifth of one connection's time and no more. */
const pausePerPoll = 4;
/** Where a single run is waited for, its latency is what is measured: it is looked at as often as a timer allows. */
const pauseAloneMs = 1;

/** Watches runs from outside, by one cheap query for all of them. */
export const watchEnds = async (databaseUrl: string): Promise<EndWatch> => {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'bench-watch' });
  await client.connect();
  // The statement is planned once, while the table is small: a scan of it would cost more than the runs that are watched.
  await client.query('SET enable_seqscan = off');
  const waiting = new Map<string, Waiter>();
  let polls = 0;
  let isClosed = false;
  const settle = (id: string, status: string) => {
    const waiter = waiting.get(id);
    waiting.delete(id);
    if (status === 'completed') waiter?.resolve();
    else waiter?.reject(new Error(`Run ${id} ended as ${status}.`));
  };
  const watch = async () => {
    while (!isClosed) {
      const askedAtMs = performance.now();
      if (waiting.size > 0) {
        polls += 1;
        const { rows } = await client.query<{ id: string; status: string }>({
          name: 'ended',
          text: `SELECT id, status FROM run WHERE id = ANY($1::uuid[]) AND status NOT IN ('running', 'waiting')`,
          values: [[...waiting.keys()]],
        });
        for (const { id, status } of rows) settle(id, status);
      }
      const isAlone = waiting.size <= 1;
      await delay(isAlone ? pauseAloneMs : Math.max(pollEveryMs, (performance.now() - askedAtMs) * pausePerPoll));
    }
  };
  const watching = watch();
  return {
    ended: (runId) => new Promise((resolve, reject) => waiting.set(runId, { resolve, reject })),
    polls: () => polls,
    close: async () => {
      isClosed = true;
      await watching;
      await client.end();
    },
  };
};
