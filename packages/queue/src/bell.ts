import { createPostgresBackend, Queue, withBackend } from 'bullmq';
import { inBatches } from './in-batches.ts';
import type { Job } from './job-catalogue.ts';
import { openRedis, postgresConnection, type QueueTarget, queueName } from './queue-target.ts';

/** Hands jobs to the queue. At least once, best effort: the sweep over Postgres covers whatever is lost. */
export interface QueueBell {
  ring(jobs: readonly Job[]): Promise<void>;
  /** Jobs waiting for a worker right now. */
  depth(): Promise<number>;
  close(): Promise<void>;
}

const PostgresQueue = withBackend(createPostgresBackend).Queue;

// A finished job has said what it had to say; the history is in Postgres. Retries belong to the engine.
const jobDefaults = { removeOnComplete: true, removeOnFail: true, attempts: 1 };

export const createBell = (target: QueueTarget): QueueBell => {
  const redis = target.kind === 'redis' ? openRedis(target.url, 'producer') : undefined;
  const queue = redis
    ? new Queue(queueName, { connection: redis, defaultJobOptions: jobDefaults })
    : new PostgresQueue(queueName, { connection: postgresConnection(target.url, 4), defaultJobOptions: jobDefaults });
  queue.on('error', () => {});
  return {
    ring: inBatches(async (jobs) => {
      await queue.addBulk(
        jobs.map(({ name, payload, delayMs }) => ({
          name,
          data: payload,
          opts: delayMs === undefined ? {} : { delay: delayMs },
        })),
      );
    }),
    depth: async () => {
      const counts = await queue.getJobCounts('waiting', 'active', 'prioritized');
      return Object.values(counts).reduce((sum, count) => sum + count, 0);
    },
    close: async () => {
      await queue.close();
      redis?.disconnect();
    },
  };
};
