import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@switchyard/db/embedded';
import { migrate } from '@switchyard/db/migrate';

export interface RestartablePostgres {
  /** Superuser connection string of a migrated database; the same after every restart. */
  readonly url: string;
  /** Ends the server as its service manager would, leaves it down for a while, and starts it on the same port. */
  restart(downMs: number): Promise<void>;
  /** The same with kill -9: the server starts by recovering from its log. */
  crash(downMs: number): Promise<void>;
  stop(): Promise<void>;
}

/** A PostgreSQL of a test's own that keeps every commit it has answered, and that the test may end at any moment. */
export const startRestartablePostgres = async (): Promise<RestartablePostgres> => {
  const directory = await mkdtemp(join(tmpdir(), 'switchyard-restart-'));
  let server: EmbeddedPostgres = await startEmbeddedPostgres({ directory });
  await migrate({ url: server.url });
  const startAgain = async (downMs: number): Promise<void> => {
    await delay(downMs);
    server = await startEmbeddedPostgres({ directory, port: server.port });
  };
  return {
    url: server.url,
    restart: async (downMs) => {
      await server.stop();
      await startAgain(downMs);
    },
    crash: async (downMs) => {
      process.kill(
        Number(readFileSync(join(server.directory, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]),
        'SIGKILL',
      );
      await server.stop();
      await startAgain(downMs);
    },
    stop: async () => {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
};
