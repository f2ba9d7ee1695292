import { createPostgresBackend, Worker, withBackend } from 'bullmq';
import { type JobHandlers, type JobName, jobCatalogue } from './job-catalogue.ts';
import { openRedis, postgresConnection, type QueueTarget, queueName } from './queue-target.ts';

export interface Listener {
  /** Stops taking jobs and waits for those in hand. */
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly target: QueueTarget;
  /** Jobs handled at once by this process. */
  readonly concurrency: number;
  readonly handlers: JobHandlers;
  /** A handler threw, or the queue itself did. */
  readonly onError: (error: unknown) => void;
}

const PostgresWorker = withBackend(createPostgresBackend).Worker;

const isJobName = (name: string): name is JobName => Object.hasOwn(jobCatalogue, name);

/** Hears the bell: parses each job and gives it to its handler. Unknown names are reported and dropped. */
export const listen = ({ target, concurrency, handlers, onError }: ListenOptions): Listener => {
  const handle = async (job: { readonly name: string; readonly data: unknown }): Promise<void> => {
    if (!isJobName(job.name)) return onError(new Error(`unknown job ${job.name}`));
    try {
      await handlers[job.name](jobCatalogue[job.name].parse(job.data));
    } catch (error) {
      onError(error);
    }
  };
  const redis = target.kind === 'redis' ? openRedis(target.url, 'consumer') : undefined;
  const options = { concurrency, removeOnComplete: { count: 0 }, removeOnFail: { count: 0 } };
  const worker = redis
    ? new Worker(queueName, handle, { ...options, connection: redis })
    : new PostgresWorker(queueName, handle, {
        ...options,
        connection: postgresConnection(target.url, concurrency + 2),
      });
  worker.on('error', onError);
  return {
    close: async () => {
      await worker.close();
      redis?.disconnect();
    },
  };
};
