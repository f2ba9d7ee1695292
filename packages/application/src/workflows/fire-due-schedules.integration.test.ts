import type { OrganisationId, UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createOrganisation,
  createPerson,
  createTestApp,
  listAuditTypes,
  type TestApp,
} from '../../test/create-test-app.ts';
import { listRuns } from '../runs/list-runs.ts';
import { archiveWorkflow, restoreWorkflow } from './archive-workflow.ts';
import { createWorkflow } from './create-workflow.ts';
import { fireDueSchedules } from './fire-due-schedules.ts';
import { getWorkflow } from './get-workflow.ts';
import { pauseSchedule, resumeSchedule } from './pause-schedule.ts';
import { publishWorkflow } from './publish-workflow.ts';
import { saveDraft } from './save-draft.ts';

let fixture: TestApp;
let organisationId: OrganisationId;
let ana: UserActor;

beforeAll(async () => {
  fixture = await createTestApp({ poolSize: 20 });
});
afterAll(() => fixture.close());
beforeEach(async () => {
  // Schedulers serve every organisation: those of earlier tests rest.
  await fixture.app.db.transaction('system', (tx) => tx.execute('UPDATE schedule SET is_enabled = false'));
  organisationId = await createOrganisation(fixture.app);
  ana = await createPerson(fixture.app, organisationId, { roles: ['process_owner'] });
});

const minuteMs = 60_000;

interface PublishOptions {
  readonly slug?: string;
  readonly missed?: 'skip' | 'latest' | 'all';
}

const publishSchedules = async (crons: readonly string[], { slug, missed }: PublishOptions = {}) => {
  const target = slug ?? (await createWorkflow(fixture.app, ana, { name: 'Nightly' })).slug;
  const { draft, revision } = await getWorkflow(fixture.app, ana, { slug: target });
  const triggers = crons.map((cron) => ({
    type: 'schedule',
    cron,
    timeZone: 'Europe/Paris',
    input: {},
    ...(missed ? { missed } : {}),
  }));
  const input = { type: 'object', properties: { day: { type: 'string' } }, required: [] };
  const nodes = draft.nodes.map((node) => (node.kind === 'start' ? { ...node, config: { triggers, input } } : node));
  const saved = await saveDraft(fixture.app, ana, { slug: target, revision, draft: { ...draft, nodes } });
  await publishWorkflow(fixture.app, ana, { slug: target, revision: saved.revision, note: 'schedule' });
  return target;
};

const countRuns = async () => (await listRuns(fixture.app, ana, {})).items.length;
const nextTickOf = async (slug: string) => (await getWorkflow(fixture.app, ana, { slug })).schedules[0]?.nextTickAt;

/** Moves the clock to just behind the next tick. */
const advanceTo = async (slug: string) => {
  const next = await nextTickOf(slug);
  fixture.advance(new Date(next ?? 0).getTime() - fixture.app.now().getTime() + 1);
  return next;
};

test('a tick that any number of schedulers see at once starts one run', async () => {
  const slug = await publishSchedules(['* * * * *']);
  expect(await fireDueSchedules(fixture.app)).toBe(0);
  await advanceTo(slug);
  const fired = await Promise.all(Array.from({ length: 8 }, () => fireDueSchedules(fixture.app)));
  expect(fired.reduce((sum, each) => sum + each, 0)).toBe(1);
  expect(await countRuns()).toBe(1);
  expect(await fireDueSchedules(fixture.app)).toBe(0);
  await advanceTo(slug);
  expect(await fireDueSchedules(fixture.app)).toBe(1);
  expect(await countRuns()).toBe(2);
});

test('a start that fails undoes the move, and the tick is fired by a round soon after', async () => {
  const slug = await publishSchedules(['* * * * *']);
  const tick = await advanceTo(slug);
  const { db } = fixture.app;
  const broken: typeof db.transaction = (scope, work) =>
    db.transaction(scope, async (tx) => {
      const value = await work(tx);
      if (scope !== 'system') throw new Error('the process dies before the commit');
      return value;
    });
  expect(await fireDueSchedules({ ...fixture.app, db: { ...db, transaction: broken } })).toBe(0);
  expect(await nextTickOf(slug)).toBe(tick);
  expect(await countRuns()).toBe(0);
  // What failed is left alone for a moment.
  await expect.poll(() => fireDueSchedules(fixture.app), { timeout: 20_000 }).toBe(1);
  expect(await countRuns()).toBe(1);
});

const missedEvents = async () => {
  const rows = await fixture.app.db.transaction({ organisationId }, (tx) =>
    tx.query<{ payload: { count?: number; reason: string } }>(
      `SELECT payload FROM audit_event WHERE organisation_id = $1 AND type = 'schedule.missed' ORDER BY id`,
      [organisationId],
    ),
  );
  return rows.map(({ payload }) => payload);
};

const drainSchedules = async () => {
  let fired = 0;
  for (let round = await fireDueSchedules(fixture.app); round > 0; round = await fireDueSchedules(fixture.app)) {
    fired += round;
  }
  return fired;
};

describe('ticks that passed while nobody looked', () => {
  test('give one run of the latest, and the audit trail counts the others', async () => {
    const slug = await publishSchedules(['* * * * *']);
    await advanceTo(slug);
    fixture.advance(30 * minuteMs);
    expect(await drainSchedules()).toBe(1);
    expect(await countRuns()).toBe(1);
    expect(await missedEvents()).toEqual([expect.objectContaining({ count: 30, isMore: false })]);
  });

  test('give no run where the schedule skips them, but the next one is fired', async () => {
    const slug = await publishSchedules(['0 * * * *'], { missed: 'skip' });
    await advanceTo(slug);
    fixture.advance(5 * 60 * minuteMs + 10 * minuteMs);
    expect(await drainSchedules()).toBe(0);
    expect(await missedEvents()).toEqual([expect.objectContaining({ count: 6 })]);
    await advanceTo(slug);
    expect(await drainSchedules()).toBe(1);
  });

  test('give a run each where the schedule makes up for all, a hundred at most', async () => {
    const slug = await publishSchedules(['* * * * *'], { missed: 'all' });
    const first = await advanceTo(slug);
    fixture.advance(10 * minuteMs);
    expect(await drainSchedules()).toBe(11);
    const keys = await runKeys();
    expect(new Set(keys).size).toBe(11);
    expect(keys.some((key) => key?.endsWith(first ?? ''))).toBe(true);
    await advanceTo(slug);
    fixture.advance(120 * minuteMs);
    expect(await drainSchedules()).toBe(100);
    expect(await missedEvents()).toEqual([expect.objectContaining({ count: 21 })]);
  });
});

const runKeys = () =>
  fixture.app.db.transaction({ organisationId }, async (tx) => {
    const rows = await tx.query<{ idempotency_key: string | null }>(
      'SELECT idempotency_key FROM run WHERE organisation_id = $1',
      [organisationId],
    );
    return rows.map((row) => row.idempotency_key);
  });

describe('a paused schedule', () => {
  const only = async (slug: string) => {
    const [schedule] = (await getWorkflow(fixture.app, ana, { slug })).schedules;
    if (!schedule) throw new Error('There is no schedule.');
    return schedule;
  };

  test('does not tick until it is resumed, and makes up for nothing', async () => {
    const slug = await publishSchedules(['* * * * *'], { missed: 'all' });
    const { id: scheduleId, nextTicks } = await only(slug);
    expect(nextTicks).toHaveLength(5);
    const paused = await pauseSchedule(fixture.app, ana, { slug, scheduleId });
    expect(paused).toMatchObject({ nextTickAt: null, nextTicks: [], paused: { by: ana.name } });
    fixture.advance(10 * minuteMs);
    expect(await drainSchedules()).toBe(0);
    const resumed = await resumeSchedule(fixture.app, ana, { slug, scheduleId });
    expect(resumed.paused).toBeNull();
    expect(new Date(resumed.nextTickAt ?? 0).getTime()).toBeGreaterThan(fixture.app.now().getTime());
    await advanceTo(slug);
    expect(await drainSchedules()).toBe(1);
    const types = await listAuditTypes(fixture.app, organisationId);
    expect(types.filter((type) => /schedule\.(paused|resumed)/.test(type))).toEqual([
      'schedule.paused',
      'schedule.resumed',
    ]);
  });

  test('stays paused when it is published again, edited, moved or archived for a while', async () => {
    const slug = await publishSchedules(['0 8 * * *', '0 9 * * *']);
    const [, second] = (await getWorkflow(fixture.app, ana, { slug })).schedules;
    await pauseSchedule(fixture.app, ana, { slug, scheduleId: second?.id ?? '' });
    const states = async () =>
      (await getWorkflow(fixture.app, ana, { slug })).schedules.map(({ cron, paused }) => `${cron} ${paused !== null}`);
    await publishSchedules(['0 8 * * *', '0 10 * * *'], { slug });
    expect(await states()).toEqual(['0 8 * * * false', '0 10 * * * true']);
    await publishSchedules(['0 10 * * *', '0 8 * * *'], { slug });
    expect(await states()).toEqual(['0 10 * * * true', '0 8 * * * false']);
    await archiveWorkflow(fixture.app, ana, { slug });
    await restoreWorkflow(fixture.app, ana, { slug });
    expect(await states()).toEqual(['0 10 * * * true', '0 8 * * * false']);
  });

  test('is paused by those who may operate runs, and only in its own organisation', async () => {
    const slug = await publishSchedules(['* * * * *']);
    const { id: scheduleId } = await only(slug);
    const viewer = await createPerson(fixture.app, organisationId, { roles: ['viewer'] });
    await expect(pauseSchedule(fixture.app, viewer, { slug, scheduleId })).rejects.toMatchObject({ code: 'forbidden' });
    const stranger = await createPerson(fixture.app, await createOrganisation(fixture.app));
    await expect(pauseSchedule(fixture.app, stranger, { slug, scheduleId })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

test('publishing an unchanged schedule again neither skips nor repeats a tick; a removed one stops', async () => {
  const slug = await publishSchedules(['0 8 * * *']);
  const before = await nextTickOf(slug);
  await publishSchedules(['0 8 * * *', '0 9 * * *'], { slug });
  expect(await nextTickOf(slug)).toBe(before);
  expect((await getWorkflow(fixture.app, ana, { slug })).schedules).toHaveLength(2);
  await publishSchedules(['0 8 * * *'], { slug });
  expect((await getWorkflow(fixture.app, ana, { slug })).schedules).toHaveLength(1);
});

test('a run that cannot be started is recorded as missed, and the schedule goes on', async () => {
  const slug = await publishSchedules(['* * * * *']);
  await fixture.app.db.transaction({ organisationId }, (tx) => tx.execute('UPDATE workflow SET archived_at = now()'));
  const tick = await nextTickOf(slug);
  fixture.advance(2 * minuteMs);
  expect(await fireDueSchedules(fixture.app)).toBe(0);
  expect(await nextTickOf(slug)).not.toBe(tick);
  expect(await listAuditTypes(fixture.app, organisationId)).toContain('schedule.missed');
});
