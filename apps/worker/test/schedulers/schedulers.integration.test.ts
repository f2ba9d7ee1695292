import { randomBytes, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { appEnvSchema, createApp, type RunningApp } from '@switchyard/application';
import { createOrganisation, defineWorkflow, publishDefinition } from '@switchyard/application/test';
import type { OrganisationId } from '@switchyard/domain';
import { createTestDatabase, type GuardedProcess, startNodeProcess, type TestDatabase } from '@switchyard/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

const minuteMs = 60_000;
const firstTick = new Date('2026-10-25T00:01:00Z');

let database: TestDatabase;
let running: RunningApp;
let organisationId: OrganisationId;
let schedulers: GuardedProcess[] = [];
let env: Record<string, string>;

beforeAll(async () => {
  database = await createTestDatabase();
  const shared = { DATABASE_URL: database.url, SWITCHYARD_MASTER_KEY: randomBytes(32).toString('base64') };
  running = createApp('test', appEnvSchema.parse({ ...shared, SWITCHYARD_LOG_LEVEL: 'silent' }));
  const { app } = running;
  organisationId = await createOrganisation(app);
  const triggers = [{ type: 'schedule', cron: '* * * * *', timeZone: 'Europe/Paris', input: {}, missed: 'all' }];
  const slug = await publishDefinition(
    app,
    organisationId,
    defineWorkflow(
      [
        { id: 'start', kind: 'start', config: { triggers } },
        { id: 'end', kind: 'end', config: { output: [{ name: 'tick', value: 'run.scheduledAt' }] } },
      ],
      [{ from: 'start', to: 'end' }],
    ),
  );
  await app.db.transaction({ organisationId }, (tx) =>
    tx.execute(
      `INSERT INTO schedule (id, organisation_id, workflow_id, ordinal, cron, time_zone, missed, next_tick_at)
       SELECT $1, $2, id, 0, '* * * * *', 'Europe/Paris', 'all', $4 FROM workflow WHERE organisation_id = $2 AND slug = $3`,
      [randomUUID(), organisationId, slug, firstTick],
    ),
  );
  env = {
    ...shared,
    SWITCHYARD_LOG_LEVEL: 'silent',
    SWITCHYARD_POOL_SIZE: '2',
    CLOCK_BEGAN_MS: String(Date.now()),
    CLOCK_SHOWED_MS: String(firstTick.getTime() - minuteMs),
  };
});
afterAll(async () => {
  for (const each of schedulers) each.signal('KILL');
  await Promise.all(schedulers.map(({ exited }) => exited));
  await running.close();
  await database.drop();
});

const launch = () => startNodeProcess(fileURLToPath(new URL('two-schedulers.ts', import.meta.url)), env);

interface RunRow {
  readonly idempotency_key: string;
  readonly status: string;
  readonly output: { readonly tick: string };
}

const listRuns = () =>
  running.app.db.transaction({ organisationId }, (tx) =>
    tx.query<RunRow>('SELECT idempotency_key, status, output FROM run WHERE organisation_id = $1 ORDER BY id', [
      organisationId,
    ]),
  );

const untilRuns = (count: number) =>
  vi.waitFor(async () => expect((await listRuns()).length).toBeGreaterThanOrEqual(count), {
    timeout: 60_000,
    interval: 50,
  });

test('eight schedulers, half of them killed and replaced, start one run for each tick and miss none', async () => {
  schedulers = [launch(), launch(), launch(), launch()];
  await untilRuns(20);
  for (const each of schedulers.slice(0, 2)) each.signal('KILL');
  const reached = (await listRuns()).length;
  schedulers.push(launch(), launch());
  await untilRuns(reached + 20);
  for (const each of schedulers) each.signal('KILL');
  await Promise.all(schedulers.map(({ exited }) => exited));

  const runs = await listRuns();
  const ticks = runs.map(({ output }) => output.tick);
  const expected = runs.map((_run, index) => new Date(firstTick.getTime() + index * minuteMs).toISOString());
  expect(ticks.toSorted()).toEqual(expected);
  expect(runs.every(({ status }) => status === 'completed')).toBe(true);
  const [schedule] = await running.app.db.transaction({ organisationId }, (tx) =>
    tx.query<{ last_tick_at: Date }>('SELECT last_tick_at FROM schedule WHERE organisation_id = $1', [organisationId]),
  );
  expect(schedule?.last_tick_at.toISOString()).toBe(expected.at(-1));
});
