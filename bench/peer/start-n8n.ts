import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findFreePort, startEmbeddedPostgres, startGuardedProcess } from '@switchyard/db/embedded';
import { startRedis } from '@switchyard/testing';
import pg from 'pg';
import { type PeerWorkflow, peerWorkflows } from './n8n-workflows.ts';

export interface Peer {
  /** Sends one call; resolves with the answer's body, or with null when none came within 20 s. Throws unless it is 200. */
  call(workflow: PeerWorkflow): Promise<string | null>;
  /** Resolves when as many runs of a workflow as given stand in a state; looks every 5 ms. */
  reached(workflow: PeerWorkflow, status: 'waiting' | 'success', count: number): Promise<void>;
  count(workflow: PeerWorkflow, status: 'waiting' | 'success'): Promise<number>;
  /** Where each waiting run is continued. */
  resumeUrls(): Promise<string[]>;
  post(url: string): Promise<string | null>;
  close(): Promise<void>;
}

interface Command {
  readonly entry: string;
  readonly env: NodeJS.ProcessEnv;
}

const runToEnd = async ({ entry, env }: Command, ...args: string[]): Promise<void> => {
  const lines: string[] = [];
  const child = startGuardedProcess({
    command: process.execPath,
    args: [entry, ...args],
    env,
    output: (line) => lines.push(line),
  });
  const code = await child.exited;
  if (code !== 0) throw new Error(`n8n ${args.join(' ')} ended with ${code}:\n${lines.slice(-20).join('\n')}`);
};

const startAndAwait = async ({ entry, env }: Command, ready: RegExp, ...args: string[]) => {
  const lines: string[] = [];
  let isReady = false;
  const child = startGuardedProcess({
    command: process.execPath,
    args: [entry, ...args],
    env,
    output: (line) => {
      if (!isReady) lines.push(line);
      isReady ||= ready.test(line);
    },
  });
  for (const startedAt = performance.now(); !isReady; await delay(50)) {
    if (!child.isRunning() || performance.now() - startedAt > 180_000)
      throw new Error(`n8n ${args.join(' ')} did not come up:\n${lines.slice(-20).join('\n')}`);
  }
  return child;
};

const pollEveryMs = 5;

/** An answer that is later than this is none: its run may end, but whoever called does not hear of it. */
const answerWithinMs = 20_000;

/** The answer; null where none came in time. Throws when it is not 200. */
const post = async (url: string): Promise<string | null> => {
  const signal = AbortSignal.timeout(answerWithinMs);
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: '{"amount":12.5}', signal }).catch(() => null);
  if (!response) return null;
  const text = await response.text();
  if (response.status !== 200) throw new Error(`n8n answered ${response.status}: ${text.slice(0, 300)}`);
  return text;
};

interface Servers {
  readonly postgresUrl: string;
  readonly redisPort: number;
}

const environment = async (directory: string, mainPort: number, { postgresUrl, redisPort }: Servers) => {
  const { hostname, port, pathname, username, password } = new URL(postgresUrl);
  return {
    PATH: process.env.PATH,
    HOME: directory,
    N8N_USER_FOLDER: directory,
    NODE_ENV: 'production',
    DB_TYPE: 'postgresdb',
    DB_POSTGRESDB_HOST: hostname,
    DB_POSTGRESDB_PORT: port,
    DB_POSTGRESDB_DATABASE: pathname.slice(1),
    DB_POSTGRESDB_USER: decodeURIComponent(username),
    DB_POSTGRESDB_PASSWORD: decodeURIComponent(password),
    EXECUTIONS_MODE: 'queue',
    QUEUE_BULL_REDIS_HOST: '127.0.0.1',
    QUEUE_BULL_REDIS_PORT: String(redisPort),
    QUEUE_HEALTH_CHECK_PORT: String(await findFreePort()),
    N8N_ENCRYPTION_KEY: 'of-the-bench',
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_HOST: '127.0.0.1',
    N8N_PORT: String(mainPort),
    // Its default engine for expressions reaches a quarter of this one.
    N8N_EXPRESSION_ENGINE: 'legacy',
    N8N_DIAGNOSTICS_ENABLED: 'false',
    N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
    N8N_TEMPLATES_ENABLED: 'false',
  };
};

/** The workflows imported and published, one main process and one worker at concurrency 10. */
const startProcesses = async (entry: string, env: NodeJS.ProcessEnv, directory: string, target: string) => {
  const file = join(directory, 'workflows.json');
  writeFileSync(file, JSON.stringify(peerWorkflows(target)));
  await runToEnd({ entry, env }, 'import:workflow', `--input=${file}`);
  for (const id of ['w1', 'w2', 'w3']) await runToEnd({ entry, env }, 'publish:workflow', `--id=${id}`);
  const withBroker = async () => ({ entry, env: { ...env, N8N_RUNNERS_BROKER_PORT: String(await findFreePort()) } });
  const main = await startAndAwait(await withBroker(), /Editor is now accessible/, 'start');
  const worker = await startAndAwait(await withBroker(), /Registered runner/, 'worker', '--concurrency=10');
  return () => Promise.all([worker.stop('TERM', 20_000), main.stop('TERM', 20_000)]);
};

/** What stands in its tables. */
const openReader = async (postgresUrl: string, mainPort: number) => {
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  const count: Peer['count'] = async (workflow, status) => {
    const { rows } = await client.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM execution_entity WHERE "workflowId" = $1 AND status = $2',
      [workflow, status],
    );
    return rows[0]?.count ?? 0;
  };
  const reached: Peer['reached'] = async (workflow, status, wanted) => {
    for (const startedAt = performance.now(); (await count(workflow, status)) < wanted; await delay(pollEveryMs))
      if (performance.now() - startedAt > 120_000) throw new Error(`n8n's runs of ${workflow} are not all ${status}.`);
  };
  const resumeUrls: Peer['resumeUrls'] = async () => {
    const { rows } = await client.query<{ url: string }>(
      `SELECT substring(d.data FROM 'webhook-waiting/[0-9]+\\?signature=[0-9a-f]+') AS url
       FROM execution_data d JOIN execution_entity e ON e.id = d."executionId" WHERE e.status = 'waiting'`,
    );
    return rows.map(({ url }) => `http://127.0.0.1:${mainPort}/${url}`);
  };
  return { count, reached, resumeUrls, end: () => client.end() };
};

/**
 * n8n in queue mode on servers of its own, execution data saved, PostgreSQL with the same durability as ours. `folder` holds an
 * installed n8n; `directory` takes everything that it writes.
 */
export const startN8n = async (folder: string, directory: string, target: string): Promise<Peer> => {
  const entry = join(folder, 'node_modules/n8n/bin/n8n');
  if (!existsSync(entry))
    throw new Error(
      `There is no n8n in ${folder}. Install it there: npm install --ignore-scripts --legacy-peer-deps n8n@2.41.1`,
    );
  const postgres = await startEmbeddedPostgres({ directory: join(directory, 'postgres') });
  const redis = await startRedis();
  const mainPort = await findFreePort();
  const env = await environment(directory, mainPort, { postgresUrl: postgres.url, redisPort: redis.port });
  const stopProcesses = await startProcesses(entry, env, directory, target);
  const { end, ...reader } = await openReader(postgres.url, mainPort);
  return {
    ...reader,
    call: (workflow) => post(`http://127.0.0.1:${mainPort}/webhook/${workflow}`),
    post,
    close: async () => {
      await end();
      await stopProcesses();
      await redis.stop();
      await postgres.stop();
    },
  };
};
