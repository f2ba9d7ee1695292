import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findFreePort, startGuardedProcess } from '@switchyard/db/embedded';
import { Redis } from 'ioredis';
import { isCi } from './testing.env.ts';

export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** Ends the server, as a crash would when `withoutSaving` (nothing is ever saved here). */
  stop(): Promise<void>;
}

const isInstalled = spawnSync('redis-server', ['--version']).status === 0;

/** For `describe.skipIf(!redisAvailable)`. Always true in CI, so that a missing redis-server fails there. */
export const redisAvailable: boolean = isInstalled || isCi();

const readyWithinMs = 10_000;

const awaitReady = async (port: number, isRunning: () => boolean): Promise<boolean> => {
  const client = new Redis({
    port,
    host: '127.0.0.1',
    lazyConnect: true,
    retryStrategy: () => 20,
    maxRetriesPerRequest: null,
  });
  client.on('error', () => undefined);
  const answered = client.ping().then(() => true);
  const startedAt = performance.now();
  try {
    while (performance.now() - startedAt < readyWithinMs && isRunning()) {
      if (await Promise.race([answered, delay(20, false)])) return true;
    }
    return false;
  } finally {
    client.disconnect();
    await answered.catch(() => undefined);
  }
};

/** Starts a redis-server of its own on a free port of 127.0.0.1: nothing on disk, no eviction. */
export const startRedis = async (): Promise<TestRedis> => {
  if (!isInstalled)
    throw new Error('redis-server is not installed: apt-get install redis-server, or brew install redis.');
  const directory = await mkdtemp(join(tmpdir(), 'switchyard-redis-'));
  const port = await findFreePort();
  const server = startGuardedProcess({
    command: 'redis-server',
    args: [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--maxmemory-policy',
      'noeviction',
      '--dir',
      directory,
    ],
    output: () => undefined,
  });
  const stop = async () => {
    await server.stop('TERM', 5000);
    await rm(directory, { recursive: true, force: true });
  };
  if (!(await awaitReady(port, server.isRunning))) {
    await stop();
    throw new Error(`redis-server did not answer on port ${port} within ${readyWithinMs} ms.`);
  }
  return { url: `redis://127.0.0.1:${port}`, port, stop };
};
