import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

export interface PostgresUsage {
  /** Transactions that changed something: each waits for the disk. */
  readonly writes: number;
  /** All transactions, reads included. */
  readonly commits: number;
  readonly walBytes: number;
}

export interface PostgresMeter {
  read(): Promise<PostgresUsage>;
  /** Waits until idle servers have reported their counts, which they do after at most ten seconds. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Counters of the server, on a connection of its own as superuser. */
export const openPostgresMeter = async (url: string): Promise<PostgresMeter> => {
  const client = new pg.Client({ connectionString: url, application_name: 'bench-meter' });
  await client.connect();
  return {
    read: async () => {
      const { rows } = await client.query<{ writes: string; commits: string; wal: string }>(
        `SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS writes,
                (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database())::text AS commits,
                pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::text AS wal`,
      );
      const [row] = rows;
      return { writes: Number(row?.writes), commits: Number(row?.commits), walBytes: Number(row?.wal) };
    },
    settle: () => delay(11_000),
    close: () => client.end(),
  };
};
