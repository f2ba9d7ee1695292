import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startEmbeddedPostgres } from '../src/embedded/index.ts';

const fixture = fileURLToPath(new URL('./fixtures/embedded-process.ts', import.meta.url));

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'switchyard-embedded-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const count = async (url: string): Promise<string> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('CREATE TABLE IF NOT EXISTS visit (at timestamptz)');
    await client.query('INSERT INTO visit VALUES (now())');
    return (await client.query<{ n: string }>('SELECT count(*) AS n FROM visit')).rows[0]?.n ?? '';
  } finally {
    await client.end();
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const startElsewhere = async () => {
  const child = spawn(process.execPath, [fixture, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const serverPid = Number(readFileSync(join(directory, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  return { child, serverPid };
};

test('data survives a stop and a second start', async () => {
  const first = await startEmbeddedPostgres({ directory });
  expect(await count(first.url)).toBe('1');
  await first.stop();
  const second = await startEmbeddedPostgres({ directory });
  expect(await count(second.url)).toBe('2');
  await second.stop();
});

test('the password lies in a file that only its owner can read', async () => {
  const server = await startEmbeddedPostgres({ directory });
  await server.stop();
  expect(statSync(join(directory, 'postgres.password')).mode & 0o777).toBe(0o600);
});

test('PostgreSQL dies with the process that started it, even when that is killed', async () => {
  const { child, serverPid } = await startElsewhere();
  child.kill('SIGKILL');
  await vi.waitUntil(() => !isAlive(serverPid), { timeout: 20_000 });
  const next = await startEmbeddedPostgres({ directory });
  expect(await count(next.url)).toBe('1');
  await next.stop();
});

test('a second start on the same data is refused and names the process that holds it', async () => {
  const { child } = await startElsewhere();
  await expect(startEmbeddedPostgres({ directory })).rejects.toMatchObject({
    code: 'conflict',
    details: { pid: child.pid },
  });
  child.kill('SIGKILL');
});
