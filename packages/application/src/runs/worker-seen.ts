import type { Tx } from '@switchyard/db';
import type { App } from '../app.ts';

/** How often a worker says that it is alive; whoever asks allows for three of these. */
export const seenEveryMs = 5000;

/** Notes that a worker is alive, and forgets those that have not been for a day. */
export const noteWorker = async (app: App, owner: string): Promise<void> => {
  await app.db.transaction('system', async (tx) => {
    tx.send(
      `INSERT INTO worker_seen (owner, seen_at) VALUES ($1, now())
       ON CONFLICT (owner) DO UPDATE SET seen_at = EXCLUDED.seen_at`,
      [owner],
    );
    tx.send(`DELETE FROM worker_seen WHERE seen_at < now() - interval '1 day'`, []);
  });
};

/** How long no worker has been seen, in ms; null when none ever was, or not for a day. */
export const findWorkerSilence = async (tx: Tx): Promise<number | null> => {
  const [row] = await tx.query<{ silence: number | null }>(
    'SELECT (extract(epoch FROM now() - max(seen_at)) * 1000)::float8 AS silence FROM worker_seen',
    [],
  );
  return row?.silence ?? null;
};
