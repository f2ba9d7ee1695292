import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@switchyard/db/embedded';
import { migrate } from '@switchyard/db/migrate';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import './provided-context.ts';

const template = 'switchyard_template';

const createTemplate = async (server: EmbeddedPostgres): Promise<void> => {
  const client = new pg.Client({ connectionString: server.urlOf('postgres') });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${template}`);
    await migrate({ url: server.urlOf(template) });
    // A template must have no connections of its own.
    await client.query(`ALTER DATABASE ${template} ALLOW_CONNECTIONS false`);
  } finally {
    await client.end();
  }
};

/** One PostgreSQL per vitest run, migrated once; gone with its folder at the end. */
const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const directory = await mkdtemp(join(tmpdir(), 'switchyard-test-'));
  const server = await startEmbeddedPostgres({ directory, durability: 'fast' });
  const teardown = async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await createTemplate(server);
  } catch (error) {
    await teardown();
    throw error;
  }
  project.provide('postgres', { adminUrl: server.urlOf('postgres'), template });
  return teardown;
};

export default setup;
