import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTestDatabase, startNodeProcess, type TestDatabase } from '@switchyard/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOrganisation, createPerson } from '../../test/create-test-app.ts';
import { appEnvSchema } from '../app-env.ts';
import { createApp, type RunningApp } from '../create-app.ts';
import { readEnv } from '../read-env.ts';
import { createBudget } from './set-budget.ts';
import { sweepBudgets } from './sweep-budgets.ts';

const program = fileURLToPath(new URL('../../test/budget-caller.ts', import.meta.url));
const capMicroUsd = 100_000;

let database: TestDatabase;
let running: RunningApp;
let notes: string;
let env: Record<string, string>;

beforeAll(async () => {
  database = await createTestDatabase();
  notes = mkdtempSync(join(tmpdir(), 'switchyard-callers-'));
  env = { DATABASE_URL: database.url, SWITCHYARD_MASTER_KEY: Buffer.alloc(32).toString('base64') };
  running = createApp('test', readEnv(appEnvSchema, { ...env, SWITCHYARD_LOG_LEVEL: 'silent' }));
});
afterAll(async () => {
  await running.close();
  await database.drop();
  rmSync(notes, { recursive: true, force: true });
});

const readNotes = () => {
  const lines = readdirSync(notes).flatMap((name) => readFileSync(join(notes, name), 'utf8').split('\n').slice(0, -1));
  const billed = lines.filter((line) => line.startsWith('billed ')).map((line) => Number(line.slice('billed '.length)));
  return { calls: billed.length, billed: billed.reduce((sum, each) => sum + each, 0) };
};

/** A fresh caller is refused only when nothing that it could use is free. */
const isRefused = (name: string): boolean =>
  existsSync(join(notes, name)) && readFileSync(join(notes, name), 'utf8').includes('refused\n');

test('processes that are killed in the middle of their calls overrun nothing, and lose little of the cap', async () => {
  const { app } = running;
  const organisationId = await createOrganisation(app);
  const ana = await createPerson(app, organisationId);
  await createBudget(app, ana, {
    spec: { name: 'All', scope: 'organisation', period: 'month', capMicroUsd },
  });
  let started = 0;
  const start = () => {
    const name = String(started++);
    const of = { ...env, CALLER_ORGANISATION: organisationId, CALLER_NOTES: join(notes, name) };
    return { name, process: startNodeProcess(program, of) };
  };
  const callers = [start(), start()];
  try {
    for (const share of [0.2, 0.4, 0.6]) {
      await expect
        .poll(() => readNotes().billed, { timeout: 60_000, interval: 10 })
        .toBeGreaterThan(capMicroUsd * share);
      callers.shift()?.process.signal('KILL');
      callers.push(start());
    }
    await expect.poll(() => callers.every(({ name }) => isRefused(name)), { timeout: 60_000 }).toBe(true);
  } finally {
    for (const caller of callers) caller.process.signal('KILL');
    await Promise.all(callers.map((caller) => caller.process.exited));
  }
  await sweepBudgets(app, { silenceMs: 0 });
  const [account] = await app.db.queryOnce<{ taken: number; spent: number; unknown: number }>(
    'system',
    'SELECT taken_micro_usd AS taken, spent_micro_usd AS spent, unknown_micro_usd AS unknown FROM budget_period',
  );
  const { billed } = readNotes();
  expect(billed).toBeLessThanOrEqual(capMicroUsd);
  expect(account?.taken).toBeLessThanOrEqual(capMicroUsd);
  // Everything that was billed is counted, as spent or among what is unknown.
  expect((account?.spent ?? 0) + (account?.unknown ?? 0)).toBe(account?.taken);
  expect(account?.taken).toBeGreaterThanOrEqual(billed);
  // Five processes with fifty calls each were cut off: what became unknown is what these calls may have cost, and little more.
  expect(account?.taken).toBeGreaterThan(capMicroUsd * 0.9);
}, 180_000);
