import type { OrganisationId, UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createOrganisation,
  createPerson,
  createTestApp,
  listAuditTypes,
  type TestApp,
} from '../../test/create-test-app.ts';
import { listRuns } from '../runs/list-runs.ts';
import { createWorkflow } from './create-workflow.ts';
import { fireDueSchedules } from './fire-due-schedules.ts';
import { getWorkflow } from './get-workflow.ts';
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

const publishSchedules = async (crons: readonly string[], slug?: string, required: string[] = []) => {
  const target = slug ?? (await createWorkflow(fixture.app, ana, { name: 'Nightly' })).slug;
  const { draft, revision } = await getWorkflow(fixture.app, ana, { slug: target });
  const triggers = crons.map((cron) => ({ type: 'schedule', cron, timeZone: 'Europe/Paris', input: {} }));
  const input = { type: 'object', properties: { day: { type: 'string' } }, required };
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

test('a crash between the start and moving the schedule on does not start a second run', async () => {
  const slug = await publishSchedules(['* * * * *']);
  const tick = await advanceTo(slug);
  await fireDueSchedules(fixture.app);
  await fixture.app.db.transaction({ organisationId }, (tx) =>
    tx.execute('UPDATE schedule SET next_tick_at = $1, last_tick_at = NULL', [tick ?? null]),
  );
  await fireDueSchedules(fixture.app);
  expect(await countRuns()).toBe(1);
});

test('ticks that passed while nobody looked give one run, and the audit trail says that some passed', async () => {
  const slug = await publishSchedules(['* * * * *']);
  await advanceTo(slug);
  fixture.advance(30 * minuteMs);
  expect(await fireDueSchedules(fixture.app)).toBe(1);
  expect(await fireDueSchedules(fixture.app)).toBe(0);
  expect(await countRuns()).toBe(1);
  expect(await listAuditTypes(fixture.app, organisationId)).toContain('schedule.missed');
});

test('the tick follows the clock of its time zone across a change of daylight saving', async () => {
  const { nextTick } = await import('./next-tick.ts');
  const ticksOf = (cron: string, from: string, count: number) => {
    const ticks: string[] = [];
    let at = new Date(from);
    for (let index = 0; index < count; index += 1) {
      const next = nextTick(cron, 'Europe/Paris', at);
      if (!next) break;
      ticks.push(next.toISOString());
      at = next;
    }
    return ticks;
  };
  expect(ticksOf('30 8 * * *', '2026-03-27T12:00:00Z', 3)).toEqual([
    '2026-03-28T07:30:00.000Z',
    '2026-03-29T06:30:00.000Z',
    '2026-03-30T06:30:00.000Z',
  ]);
  // 02:30 does not exist on 29 March and exists twice on 25 October: once each.
  expect(ticksOf('30 2 * * *', '2026-03-28T12:00:00Z', 2).map((tick) => tick.slice(0, 10))).toEqual([
    '2026-03-29',
    '2026-03-30',
  ]);
  expect(ticksOf('30 2 * * *', '2026-10-24T12:00:00Z', 2).map((tick) => tick.slice(0, 10))).toEqual([
    '2026-10-25',
    '2026-10-26',
  ]);
});

test('publishing an unchanged schedule again neither skips nor repeats a tick; a removed one stops', async () => {
  const slug = await publishSchedules(['0 8 * * *']);
  const before = await nextTickOf(slug);
  await publishSchedules(['0 8 * * *', '0 9 * * *'], slug);
  expect(await nextTickOf(slug)).toBe(before);
  expect((await getWorkflow(fixture.app, ana, { slug })).schedules).toHaveLength(2);
  await publishSchedules(['0 8 * * *'], slug);
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
