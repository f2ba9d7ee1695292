import { Redis } from 'ioredis';
import pg from 'pg';

const truncateAll = `
  DO $$ DECLARE t record; BEGIN
    FOR t IN SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
             WHERE schemaname = 'switchyard_queue' AND tablename NOT LIKE '%migration%' LOOP
      EXECUTE 'TRUNCATE ' || t.name || ' CASCADE';
    END LOOP; END $$`;

const flushRedis = async (url: string): Promise<void> => {
  const client = new Redis(url);
  try {
    await client.flushall();
  } finally {
    client.disconnect();
  }
};

const truncateTables = async (url: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  // The server may be ended under it; the statement that fails tells.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(truncateAll);
  } finally {
    await client.end();
  }
};

/** What an administrator's mistake would do to a queue: all of Redis is flushed, or the queue's tables are truncated. */
export const emptyQueue = (target: {
  readonly databaseUrl: string;
  readonly redisUrl: string | null;
}): Promise<void> => (target.redisUrl === null ? truncateTables(target.databaseUrl) : flushRedis(target.redisUrl));
