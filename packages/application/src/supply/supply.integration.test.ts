import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { noSupplyLimits, type OrganisationId, type SupplyLimits } from '@switchyard/domain';
import type { MeterState } from '@switchyard/routing';
import { createTestDatabase, startNodeProcess, type TestDatabase } from '@switchyard/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createOrganisation } from '../../test/create-test-app.ts';
import type { App } from '../app.ts';
import { appEnvSchema } from '../app-env.ts';
import { createApp, type RunningApp } from '../create-app.ts';
import { readEnv } from '../read-env.ts';
import { acquireSupply, type SupplyAnswer } from './acquire-supply.ts';
import { closeSupply } from './beat.ts';
import { supplyLimitError } from './supply-words.ts';

let database: TestDatabase;
let running: RunningApp;
let env: Record<string, string>;
let organisationId: OrganisationId;
const others: App[] = [];

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 10 });
  env = { DATABASE_URL: database.url, SWITCHYARD_MASTER_KEY: Buffer.alloc(32).toString('base64') };
  running = createApp('test', readEnv(appEnvSchema, { ...env, SWITCHYARD_LOG_LEVEL: 'silent' }));
});
afterAll(async () => {
  for (const app of others) await closeSupply(app);
  await running.close();
  await database.drop();
});
beforeEach(async () => {
  organisationId = await createOrganisation(running.app);
});

/** What another process is, as far as limits go: it shares the database and nothing else. */
const anotherProcess = (): App => {
  const app = { ...running.app };
  others.push(app);
  return app;
};

interface Asking {
  readonly waitMs?: number;
  readonly tokens?: number;
  readonly signal?: AbortSignal;
}

const ask = (app: App, limits: Partial<SupplyLimits>, { waitMs = 0, tokens = 0, signal }: Asking = {}) =>
  acquireSupply(app, {
    organisationId,
    subjects: [{ id: 'supplier:lab', label: 'Lab', limits: { ...noSupplyLimits, ...limits } }],
    tokens,
    waitMs,
    signal: signal ?? new AbortController().signal,
  });

const permitOf = (answer: SupplyAnswer) => {
  if (answer.kind === 'admitted') return answer.permit;
  throw new Error('It was held back.');
};
const shortageOf = (answer: SupplyAnswer) => (answer.kind === 'limited' ? answer.shortage : null);

describe('limits that processes share', () => {
  test('a call without limits asks nobody and writes nothing', async () => {
    permitOf(await ask(running.app, {})).release(10);
    const meters = await database.db.queryOnce('system', 'SELECT 1 FROM supply_meter WHERE organisation_id = $1', [
      organisationId,
    ]);
    expect(meters).toEqual([]);
  });

  test('places are shared: the one more waits for one that is given back, in whichever process', async () => {
    const [here, there] = [anotherProcess(), anotherProcess()];
    const limits = { callsAtOnce: 2 };
    const first = permitOf(await ask(here, limits));
    permitOf(await ask(there, limits));
    expect(shortageOf(await ask(there, limits))).toMatchObject({ limitedBy: 'callsAtOnce' });
    const waiting = ask(there, limits, { waitMs: 60_000 });
    first.release(0);
    expect((await waiting).kind).toBe('admitted');
  });

  test('a raised limit lets in who waits at the old one as soon as a call says so', async () => {
    const app = anotherProcess();
    permitOf(await ask(app, { callsAtOnce: 1 }));
    const waiting = ask(app, { callsAtOnce: 1 }, { waitMs: 60_000 });
    expect((await ask(app, { callsAtOnce: 3 }, { waitMs: 60_000 })).kind).toBe('admitted');
    expect((await waiting).kind).toBe('admitted');
  });

  test('a minute’s calls are shared, and the one too many is told when there is room, in words', async () => {
    const limits = { callsPerMinute: 3 };
    const [here, there] = [anotherProcess(), anotherProcess()];
    for (const app of [here, there, here]) permitOf(await ask(app, limits)).release(0);
    const shortage = shortageOf(await ask(there, limits));
    expect(shortage).toMatchObject({ limitedBy: 'callsPerMinute' });
    expect(shortage?.retryAfterMs).toBeGreaterThan(30_000);
    if (!shortage) throw new Error('It was let in.');
    const now = () => new Date('2026-11-21T14:00:00Z');
    const { message } = supplyLimitError({ ...here, now }, { ...shortage, retryAfterMs: 61_000 });
    expect(message).toBe('Lab: at most 3 calls a minute; next at 14:01:01 UTC.');
  });

  test('what a call did not use of its tokens, and what was never sent, is free again for others', async () => {
    const limits = { tokensPerMinute: 1000 };
    const [here, there] = [anotherProcess(), anotherProcess()];
    const held = permitOf(await ask(here, limits, { tokens: 800 }));
    expect(shortageOf(await ask(there, limits, { tokens: 500 }))).toMatchObject({ limitedBy: 'tokensPerMinute' });
    held.release(100);
    permitOf(await ask(there, limits, { tokens: 700, waitMs: 60_000 })).release(null);
    expect((await ask(here, limits, { tokens: 800, waitMs: 60_000 })).kind).toBe('admitted');
  });

  test('the clock of a process has no say', async () => {
    const limits = { callsPerMinute: 1 };
    const jumped = { ...anotherProcess(), now: () => new Date(Date.now() + 86_400_000) };
    others.push(jumped);
    permitOf(await ask(anotherProcess(), limits)).release(0);
    expect(shortageOf(await ask(jumped, limits))).not.toBeNull();
  });

  test('who went away while it waited holds nothing and blocks nobody', async () => {
    const limits = { callsAtOnce: 1 };
    const app = anotherProcess();
    const first = permitOf(await ask(app, limits));
    const leaving = new AbortController();
    const gone = ask(app, limits, { waitMs: 60_000, signal: leaving.signal });
    leaving.abort(new Error('gone'));
    await expect(gone).rejects.toThrow('gone');
    first.release(0);
    expect((await ask(anotherProcess(), limits, { waitMs: 60_000 })).kind).toBe('admitted');
  });
});

describe('processes that are killed', () => {
  const program = fileURLToPath(new URL('../../test/supply-caller.ts', import.meta.url));
  let upstream: Server;
  let url: string;
  let underWay: number;
  let most: number;
  let arrivals: Map<string, number>;

  beforeEach(async () => {
    [underWay, most, arrivals] = [0, 0, new Map()];
    upstream = createServer((request, response) => {
      const caller = request.url ?? '';
      underWay += 1;
      most = Math.max(most, underWay);
      arrivals.set(caller, (arrivals.get(caller) ?? 0) + 1);
      response.once('close', () => {
        underWay -= 1;
      });
      setTimeout(() => response.end('answer'), 10);
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  });

  const startCallers = (limits: Partial<SupplyLimits>) => {
    const start = (name: string) =>
      startNodeProcess(program, {
        ...env,
        CALLER_ORGANISATION: organisationId,
        CALLER_NAME: name,
        CALLER_UPSTREAM: url,
        CALLER_LIMITS: JSON.stringify({ ...noSupplyLimits, ...limits }),
      });
    const callers = ['a', 'b', 'c', 'd'].map(start);
    return { callers, start };
  };
  const callsOf = (...names: string[]): number[] => names.map((name) => arrivals.get(`/${name}`) ?? 0);
  const total = (): number => [...arrivals.values()].reduce((sum, count) => sum + count, 0);

  const handedOut = async (): Promise<number> => {
    const [row] = await database.db.queryOnce<{ state: MeterState }>(
      'system',
      'SELECT state FROM supply_meter WHERE organisation_id = $1',
      [organisationId],
    );
    return (row?.state.handed ?? []).reduce((sum, [, calls]) => sum + calls, 0);
  };

  const end = async (callers: ReturnType<typeof startCallers>['callers']): Promise<void> => {
    for (const caller of callers) caller.signal('KILL');
    await Promise.all(callers.map((caller) => caller.exited));
    upstream.closeAllConnections();
    upstream.close();
  };

  test('four of them never have more calls under way than the limit, none starves, and a kill frees its places', async () => {
    const { callers, start } = startCallers({ callsAtOnce: 3 });
    try {
      await expect.poll(() => Math.min(...callsOf('a', 'b', 'c', 'd')), { timeout: 90_000 }).toBeGreaterThanOrEqual(5);
      for (const caller of callers.splice(0)) caller.signal('KILL');
      callers.push(start('after'));
      await expect.poll(() => callsOf('after')[0], { timeout: 90_000 }).toBeGreaterThanOrEqual(10);
      expect(most).toBeLessThanOrEqual(3);
    } finally {
      await end(callers);
    }
  }, 240_000);

  test('they make no more calls in a minute than the limit, and a kill costs little of it', async () => {
    const { callers, start } = startCallers({ callsPerMinute: 40 });
    try {
      await expect.poll(total, { timeout: 90_000 }).toBeGreaterThanOrEqual(10);
      callers.shift()?.signal('KILL');
      callers.push(start('after'));
      // What was in the hands of the killed one counts until its minute is over.
      await expect.poll(total, { timeout: 90_000 }).toBeGreaterThanOrEqual(30);
      await expect.poll(handedOut, { timeout: 90_000 }).toBe(40);
      expect(total()).toBeLessThanOrEqual(40);
    } finally {
      await end(callers);
    }
  }, 240_000);
});
