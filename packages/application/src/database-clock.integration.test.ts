import { fileURLToPath } from 'node:url';
import { startNodeProcess } from '@switchyard/testing';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createTestApp, type TestApp } from '../test/create-test-app.ts';
import { keepDatabaseClock } from './database-clock.ts';

let fixture: TestApp;
beforeAll(async () => {
  fixture = await createTestApp();
  return () => fixture.close();
});
afterEach(() => vi.useRealTimers());

/** How far the clock is from the database's, in ms. */
const errorOf = async (now: () => Date): Promise<number> => {
  const before = now().getTime();
  const [row] = await fixture.app.db.queryOnce<{ ms: number }>(
    'system',
    'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms',
  );
  const ms = row?.ms ?? 0;
  return Math.max(before - ms, ms - now().getTime(), 0);
};

const hourMs = 3_600_000;

test.each([-hourMs, hourMs, 24 * hourMs])('a machine whose clock is %d ms off goes by the database', async (offMs) => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + offMs });
  const clock = keepDatabaseClock(fixture.app.db);
  await clock.untilSet();
  expect(await errorOf(clock.now)).toBeLessThan(5000);
  clock.close();
});

test('a clock of the machine that is set meanwhile changes nothing', async () => {
  const clock = keepDatabaseClock(fixture.app.db);
  await clock.untilSet();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 24 * hourMs });
  expect(await errorOf(clock.now)).toBeLessThan(5000);
  vi.setSystemTime(Date.now() - 48 * hourMs);
  expect(await errorOf(clock.now)).toBeLessThan(5000);
  clock.close();
});

test('time goes on while the database is away, and is set as soon as it is there', async () => {
  const { db } = fixture.app;
  let isAway = true;
  const queryOnce: typeof db.queryOnce = (scope, text, values) =>
    isAway ? Promise.reject(new Error('away')) : db.queryOnce(scope, text, values);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - hourMs });
  const clock = keepDatabaseClock({ ...db, queryOnce });
  const first = clock.now();
  await vi.waitFor(() => expect(clock.now().getTime()).toBeGreaterThan(first.getTime()));
  isAway = false;
  await clock.untilSet();
  expect(await errorOf(clock.now)).toBeLessThan(5000);
  clock.close();
});

test('a process that waits for the database and has nothing else to do says so once, and stays until it is there', async () => {
  const program = fileURLToPath(new URL('../test/await-database-clock.ts', import.meta.url));
  const waiter = startNodeProcess(program, {});
  expect([await waiter.exited, ...waiter.lastLines()]).toEqual([0, 'Error: away', 'asked 3 times']);
});
