import { fileURLToPath } from 'node:url';
import {
  addCases,
  appEnvSchema,
  createApp,
  createTask,
  getClassifier,
  type RunningApp,
  readEnv,
  startTraining,
} from '@switchyard/application';
import { createOrganisation, createPerson } from '@switchyard/application/test';
import { createTestDatabase, type GuardedProcess, startNodeProcess, type TestDatabase } from '@switchyard/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

const program = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const slug = 'triage';
const workers: GuardedProcess[] = [];

let database: TestDatabase;
let running: RunningApp;
let env: Record<string, string>;

beforeAll(async () => {
  database = await createTestDatabase();
  env = {
    DATABASE_URL: database.url,
    SWITCHYARD_MASTER_KEY: Buffer.alloc(32).toString('base64'),
    SWITCHYARD_LOG_LEVEL: 'silent',
  };
  running = createApp('test', readEnv(appEnvSchema, env));
});
afterAll(async () => {
  for (const worker of workers) worker.signal('KILL');
  await Promise.all(workers.map((worker) => worker.exited));
  await running.close();
  await database.drop();
});

const startWorker = (): GuardedProcess => {
  const worker = startNodeProcess(program, env);
  workers.push(worker);
  return worker;
};

/** Messages about three topics, enough that their training takes a while. */
const messages = (count: number): Uint8Array => {
  const topics = ['card', 'refund', 'transfer'];
  const lines = Array.from({ length: count }, (_, each) => {
    const topic = topics[each % 3] ?? '';
    return `please tell me where my ${topic} is ${each} and whether ${topic} number ${each * 7} arrived,${topic}`;
  });
  return new TextEncoder().encode(['text,topic', ...lines].join('\n'));
};

test('a worker that is killed in the middle of a training leaves nothing of a version, and the next one trains it whole', async () => {
  const { app } = running;
  const ana = await createPerson(app, await createOrganisation(app));
  const output = { type: 'object' as const, properties: { topic: { type: 'string' as const } } };
  const input = { type: 'object' as const, properties: { text: { type: 'string' as const } } };
  await createTask(app, ana, {
    spec: { slug, name: 'Triage', instructions: 'Sort.', input, output, dataClass: 'internal' },
  });
  await addCases(app, ana, { slug }, { name: 'cases.csv', bytes: messages(3000) });
  await startTraining(app, ana, { slug });
  const read = () => getClassifier(app, ana, { slug });

  // However fast it is, it is in the middle when it is killed: what would write its version waits for this lock. A slow one is
  // seen by its progress, which is noted every other second; a quick one by its waiting.
  const hasBegun = async (): Promise<boolean> => {
    const waiting = await app.db.queryOnce(
      'system',
      "SELECT 1 FROM pg_locks WHERE relation = 'classifier_version'::regclass AND NOT granted",
    );
    return waiting.length > 0 || ((await read()).training?.progress ?? 0) > 0;
  };
  await app.db.transaction('system', async (tx) => {
    await tx.execute('LOCK TABLE classifier_version IN EXCLUSIVE MODE');
    const victim = startWorker();
    await expect.poll(hasBegun, { timeout: 90_000, interval: 50 }).toBe(true);
    victim.signal('KILL');
    await victim.exited;
    const left = await read();
    expect(left.training?.status).toBe('running');
    expect(left.versions).toEqual([]);
  });

  // Its lease, which would run out by itself.
  await app.db.queryOnce('system', "UPDATE classifier_training SET lease_until = now() - interval '1 second'");
  startWorker();
  await expect.poll(async () => (await read()).training?.status, { timeout: 150_000, interval: 200 }).toBe('completed');
  const done = await read();
  expect(done.versions.map(({ number, isAdopted }) => ({ number, isAdopted }))).toEqual([
    { number: 1, isAdopted: true },
  ]);
  expect(done.versions[0]?.evaluation.cases).toBe(3000);
}, 300_000);
