import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../packages/db/src/embedded/index.ts';

/** Runs `work` on an empty embedded PostgreSQL that is gone afterwards. */
export const withScratchPostgres = async <Value>(work: (url: string) => Promise<Value>): Promise<Value> => {
  const directory = await mkdtemp(join(tmpdir(), 'switchyard-scratch-'));
  try {
    const server = await startEmbeddedPostgres({ directory, durability: 'fast' });
    try {
      return await work(server.url);
    } finally {
      await server.stop();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};
