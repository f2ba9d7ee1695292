import { createPostgresBackend, Worker, withBackend } from 'bullmq';
import { hearNearBell } from './near-bell.ts';
import { openRedis, postgresConnection, type QueueTarget, queueName } from './queue-target.ts';
import { quietClients } from './quiet-client.ts';

export interface Listener {
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly target: QueueTarget;
  /** There may be work. Called when a ring is heard, and again once another can be. */
  readonly onRing: () => void;
  readonly onError: (error: unknown) => void;
}

quietClients();
const PostgresWorker = withBackend(createPostgresBackend).Worker;

/** A ring that a killed process was hearing is heard by another after this long; until then none can be rung. */
const hearingMaxMs = 5000;

/** Hears the bell. */
export const listen = ({ target, onRing, onError }: ListenOptions): Listener => {
  const hear = async () => onRing();
  const redis = target.kind === 'redis' ? openRedis(target.url, 'consumer') : undefined;
  const options = {
    concurrency: 1,
    lockDuration: hearingMaxMs,
    stalledInterval: hearingMaxMs,
    // After a restart of the server the bell is heard again at once, not after the library's 15 s.
    runRetryDelay: 500,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
  };
  const worker = redis
    ? new Worker(queueName, hear, { ...options, connection: redis })
    : new PostgresWorker(queueName, hear, { ...options, connection: postgresConnection(target.url, 2) });
  // A ring that came while the job was held has added nothing: whoever made it is heard by looking once more.
  worker.on('completed', onRing);
  worker.on('error', onError);
  const near = target.ringDirectory === null ? null : hearNearBell(target.ringDirectory, onRing, onError);
  return {
    close: async () => {
      near?.close();
      // Orderly words with a Redis that is gone would be waited for until it is back; there is nothing in hand to finish.
      await worker.close(redis !== undefined);
      redis?.disconnect();
    },
  };
};
