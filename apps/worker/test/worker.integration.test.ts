import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createApp, type RunningApp, startRun } from '@switchyard/application';
import { createOrganisation, createPerson, defineWorkflow, publishDefinition } from '@switchyard/application/test';
import type { OrganisationId, UserActor } from '@switchyard/domain';
import { createTestDatabase, redisAvailable, startRedis, type TestDatabase, type TestRedis } from '@switchyard/testing';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type SideEffectServer, startSideEffectServer } from './side-effect-server.ts';

const workerMain = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const waiting = { timeout: 45_000, interval: 100 };

describe.each(['postgres', 'redis'] as const)('workers on the %s queue', (backend) => {
  const isAvailable = backend === 'postgres' || redisAvailable;
  let database: TestDatabase;
  let redis: TestRedis | undefined;
  let effects: SideEffectServer;
  let running: RunningApp;
  let env: Record<string, string>;
  let organisationId: OrganisationId;
  let ana: UserActor;
  let workflowSlug: string;
  const workers: ChildProcess[] = [];

  beforeAll(async () => {
    if (!isAvailable) return;
    database = await createTestDatabase();
    redis = backend === 'redis' ? await startRedis() : undefined;
    effects = await startSideEffectServer(30);
    env = {
      DATABASE_URL: database.url,
      SWITCHYARD_MASTER_KEY: randomBytes(32).toString('base64'),
      SWITCHYARD_OUTBOUND_ALLOW: effects.host,
      SWITCHYARD_LOG_LEVEL: 'silent',
      ...(redis ? { REDIS_URL: redis.url } : {}),
    };
    running = createApp('test', {
      ...env,
      SWITCHYARD_WEB_URL: 'http://127.0.0.1:3000',
      SWITCHYARD_GATEWAY_URL: 'http://127.0.0.1:3001',
      SWITCHYARD_POOL_SIZE: 10,
    } as Parameters<typeof createApp>[1]);
  });
  afterAll(async () => {
    if (!isAvailable) return;
    await running.close();
    effects.close();
    await redis?.stop();
    await database.drop();
  });
  beforeEach(async () => {
    organisationId = await createOrganisation(running.app);
    ana = await createPerson(running.app, organisationId, { roles: ['owner'] });
    const definition = defineWorkflow(
      [
        { id: 'start', kind: 'start', config: {} },
        { id: 'one', kind: 'http', config: { url: effects.url } },
        { id: 'two', kind: 'http', config: { url: effects.url } },
        { id: 'end', kind: 'end', config: {} },
      ],
      [
        { from: 'start', to: 'one' },
        { from: 'one', to: 'two' },
        { from: 'two', to: 'end' },
      ],
    );
    workflowSlug = await publishDefinition(running.app, organisationId, definition);
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => ended(worker, 'SIGTERM')));
  });

  const startWorkerProcess = (): ChildProcess => {
    const worker = spawn(process.execPath, [workerMain], {
      env: { ...env, PATH: '', NODE_ENV: 'test' },
      stdio: 'ignore',
    });
    workers.push(worker);
    return worker;
  };

  const ended = (worker: ChildProcess, signal: NodeJS.Signals): Promise<number | null> =>
    new Promise((resolve) => {
      if (worker.exitCode !== null || worker.signalCode !== null) return resolve(worker.exitCode);
      worker.once('exit', (code) => resolve(code));
      worker.kill(signal);
    });

  const startRuns = (count: number) =>
    Promise.all(Array.from({ length: count }, () => startRun(running.app, ana, { workflowSlug, trigger: 'api' })));

  const counts = async (): Promise<Record<string, number>> => {
    const rows = await running.app.db.transaction({ organisationId }, (tx) =>
      tx.query<{ status: string; count: number }>(
        'SELECT status, count(*)::int AS count FROM run WHERE organisation_id = $1 GROUP BY status',
        [organisationId],
      ),
    );
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  };

  /** Steps whose attempts were recorded as done more than once: must be none. */
  const doneTwice = () =>
    running.app.db.transaction({ organisationId }, (tx) =>
      tx.query(
        `SELECT step_id FROM step_attempt WHERE organisation_id = $1 AND status = 'completed'
         GROUP BY step_id HAVING count(*) > 1`,
        [organisationId],
      ),
    );

  const emptyTheQueue = async (): Promise<void> => {
    if (redis) {
      const client = new Redis(redis.url);
      await client.flushall();
      client.disconnect();
      return;
    }
    await database.tamper(
      `DO $$ DECLARE t record; BEGIN
         FOR t IN SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
                  WHERE schemaname = 'switchyard_queue' AND tablename NOT LIKE '%migration%' LOOP
           EXECUTE 'TRUNCATE ' || t.name || ' CASCADE';
         END LOOP; END $$`,
    );
  };

  test.skipIf(!isAvailable)('carry every run to its end and make each effect once', async () => {
    startWorkerProcess();
    await startRuns(20);
    await expect.poll(counts, waiting).toEqual({ completed: 20 });
    expect([...effects.calls.values()].every((calls) => calls === 1)).toBe(true);
    expect(await doneTwice()).toEqual([]);
  });

  test.skipIf(!isAvailable)('finish everything although the queue is emptied before they look', async () => {
    await startRuns(10);
    await emptyTheQueue();
    startWorkerProcess();
    await expect.poll(counts, waiting).toEqual({ completed: 10 });
    expect(await doneTwice()).toEqual([]);
  });

  test.skipIf(!isAvailable)(
    'that are killed lose nothing: another finishes under the same idempotency keys',
    async () => {
      const victim = startWorkerProcess();
      await startRuns(20);
      await expect.poll(async () => (await counts()).completed ?? 0, waiting).toBeGreaterThan(2);
      await ended(victim, 'SIGKILL');
      // The clock of leases, not the test, would wait 30 s.
      await running.app.db.transaction({ organisationId }, (tx) =>
        tx.execute(`UPDATE step SET lease_until = now() WHERE organisation_id = $1 AND status = 'running'`, [
          organisationId,
        ]),
      );
      startWorkerProcess();
      await expect.poll(counts, waiting).toEqual({ completed: 20 });
      expect(await doneTwice()).toEqual([]);
    },
  );

  test.skipIf(!isAvailable)('that are asked to stop finish what they hold and leave the rest ready', async () => {
    const worker = startWorkerProcess();
    await startRuns(20);
    await expect.poll(async () => (await counts()).completed ?? 0, waiting).toBeGreaterThan(0);
    expect(await ended(worker, 'SIGTERM')).toBe(0);
    const held = await running.app.db.transaction({ organisationId }, (tx) =>
      tx.query(`SELECT id FROM step WHERE organisation_id = $1 AND status = 'running'`, [organisationId]),
    );
    expect(held).toEqual([]);
  });
});
