import { fileURLToPath } from 'node:url';
import { createTestDatabase, startNodeProcess, type TestDatabase } from '@switchyard/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOrganisation, createPerson } from '../../test/create-test-app.ts';
import { appEnvSchema } from '../app-env.ts';
import { createApp, type RunningApp } from '../create-app.ts';
import { readEnv } from '../read-env.ts';
import { labelOf, type ModelServer, prepare, startModelServer, startSwap } from './evals.fixture.ts';
import { getEval, workEvals } from './index.ts';

const program = fileURLToPath(new URL('../../test/eval-worker.ts', import.meta.url));

let database: TestDatabase;
let running: RunningApp;
let server: ModelServer;
let env: Record<string, string>;

beforeAll(async () => {
  server = await startModelServer();
  database = await createTestDatabase();
  env = {
    DATABASE_URL: database.url,
    SWITCHYARD_MASTER_KEY: Buffer.alloc(32).toString('base64'),
    SWITCHYARD_OUTBOUND_ALLOW: server.host,
    SWITCHYARD_LOG_LEVEL: 'silent',
  };
  running = createApp('test', readEnv(appEnvSchema, env));
});
afterAll(async () => {
  await running.close();
  await database.drop();
  await server.close();
});

test('workers that are killed in the middle of their calls pay for no case twice, and others finish the evaluation', async () => {
  const { app } = running;
  const ana = await createPerson(app, await createOrganisation(app));
  const cases = 12;
  const id = await startSwap(app, ana, await prepare(app, ana, server, cases));
  // Some answers never come, so that every worker is killed with calls under way.
  let calls = 0;
  server.answer = (_model, text) => {
    calls += 1;
    return calls % 5 === 0 && calls <= 10 ? new Promise(() => undefined) : { label: labelOf(text) };
  };
  for (const until of [5, 10]) {
    const worker = startNodeProcess(program, env);
    await expect.poll(() => calls, { timeout: 60_000, interval: 10 }).toBeGreaterThanOrEqual(until);
    worker.signal('KILL');
    await worker.exited;
  }
  // A minute without a sign of life passes.
  await app.db.transaction('system', (tx) =>
    tx.execute(`UPDATE eval_result SET lease_until = now() - interval '1 second' WHERE status = 'begun'`),
  );
  for (;;) if ((await workEvals(app)) === 0) break;
  const { status, progress } = await getEval(app, ana, { evalRunId: id });
  expect(status).toBe('done');
  expect(progress.finished).toBe(2 * cases);
  expect(progress.lost).toBeGreaterThanOrEqual(2);
  expect(new Set(server.asked).size).toBe(server.asked.length);
  expect(server.asked.length).toBeLessThanOrEqual(2 * cases);
}, 180_000);
