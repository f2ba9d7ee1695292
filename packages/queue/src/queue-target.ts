import { DomainError } from '@switchyard/domain';
import { Redis } from 'ioredis';

/** Where the bell hangs: a schema of its own in Postgres, or Redis. */
export interface QueueTarget {
  readonly kind: 'postgres' | 'redis';
  readonly url: string;
  /** Folder in which workers of this machine say where they listen; null where processes do not share one. */
  readonly ringDirectory: string | null;
}

/** Redis when its address is given, else the database that is there anyway. */
export const queueTargetOf = (options: {
  readonly databaseUrl: string;
  readonly redisUrl?: string | undefined;
  readonly ringDirectory?: string | undefined;
}): QueueTarget => {
  const ringDirectory = options.ringDirectory ?? null;
  return options.redisUrl
    ? { kind: 'redis', url: options.redisUrl, ringDirectory }
    : { kind: 'postgres', url: options.databaseUrl, ringDirectory };
};

export const queueName = 'switchyard';
export const queueSchema = 'switchyard_queue';

/** Producers fail fast instead of waiting for ever; consumers wait, because BullMQ blocks on them. */
export const openRedis = (url: string, role: 'producer' | 'consumer'): Redis => {
  if (!/^rediss?:\/\//.test(url)) {
    throw new DomainError('misconfigured', 'REDIS_URL must start with redis:// or rediss://.');
  }
  const redis = new Redis(url, {
    maxRetriesPerRequest: role === 'producer' ? 1 : null,
    retryStrategy: (attempt) => Math.min(attempt * 200, 5000),
  });
  // Errors reach the caller through the command that failed; without a listener they would end the process.
  redis.on('error', () => {});
  return redis;
};

/** Pool settings of the Postgres backend; larger than the concurrency so that claiming never starves finishing. */
export const postgresConnection = (url: string, max: number) => ({
  connectionString: url,
  schema: queueSchema,
  migrate: true,
  max,
  // The pool takes its own listener off a connection that it lends: one that breaks just then would end the process.
  onConnect: (client: { on(event: 'error', listener: () => void): unknown }) => {
    client.on('error', () => {});
  },
});
