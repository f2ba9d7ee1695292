import { createPostgresBackend, Queue, withBackend } from 'bullmq';
import { bellJobId, bellJobName } from './bell-job.ts';
import { openNearBell } from './near-bell.ts';
import { openRedis, postgresConnection, type QueueTarget, queueName } from './queue-target.ts';
import { quietClients } from './quiet-client.ts';
import { spaced } from './spaced.ts';

/** Tells workers that there is work. At least once, best effort: workers also look into Postgres by themselves. */
export interface QueueBell {
  ring(): Promise<void>;
  /** Rings that no worker has heard yet: 0 or 1, however often it was rung. */
  depth(): Promise<number>;
  close(): Promise<void>;
}

quietClients();
const PostgresQueue = withBackend(createPostgresBackend).Queue;

/** A ring is a single job: while one waits, others add nothing. What there is to do stands in Postgres, and retries belong to the engine. */
const jobOptions = { jobId: bellJobId, removeOnComplete: true, removeOnFail: true, attempts: 1 };

/**
 * Rings of one process are this far apart at least; the first goes out at once and one more follows for those that came
 * meanwhile. A worker that was rung keeps looking for longer than this, so that under load nobody waits for the second.
 */
const ringGapMs = 100;

export const createBell = (target: QueueTarget): QueueBell => {
  const redis = target.kind === 'redis' ? openRedis(target.url, 'producer') : undefined;
  const queue = redis
    ? new Queue(queueName, { connection: redis })
    : new PostgresQueue(queueName, { connection: postgresConnection(target.url, 2) });
  queue.on('error', () => {});
  const near = target.ringDirectory === null ? null : openNearBell(target.ringDirectory);
  const ring = spaced(async () => {
    await queue.add(bellJobName, {}, jobOptions);
  }, ringGapMs);
  return {
    // Workers of other machines look by themselves soon enough where one of this machine has been told.
    ring: async () => {
      if (!near?.ring()) await ring.call();
    },
    depth: async () => {
      const counts = await queue.getJobCounts('waiting', 'active', 'prioritized');
      return Object.values(counts).reduce((sum, count) => sum + count, 0);
    },
    close: async () => {
      near?.close();
      await ring.settle().catch(() => undefined);
      await queue.close();
      redis?.disconnect();
    },
  };
};
