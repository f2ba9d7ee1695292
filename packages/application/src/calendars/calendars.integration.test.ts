import type { Actor, CalendarSpec, OrganisationId, UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createOrganisation, createPerson, createTestApp, keyActor, type TestApp } from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { defineWorkflow, publishDefinition } from '../../test/publish-definition.ts';
import { getRun } from '../runs/get-run.ts';
import { startRun } from '../runs/start-run.ts';
import { createWorkflow } from '../workflows/create-workflow.ts';
import { publishWorkflow } from '../workflows/publish-workflow.ts';
import { createCalendar } from './create-calendar.ts';
import { getCalendar } from './get-calendar.ts';
import { listCalendars } from './list-calendars.ts';
import { removeCalendar } from './remove-calendar.ts';
import { saveCalendar } from './save-calendar.ts';
import { updateCalendar } from './update-calendar.ts';

let fixture: TestApp;
let organisationId: OrganisationId;
let ana: UserActor;

beforeAll(async () => {
  fixture = await createTestApp();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  organisationId = await createOrganisation(fixture.app);
  ana = await createPerson(fixture.app, organisationId, { roles: ['process_owner'] });
});

const office = [{ from: '09:00', to: '17:00' }];
const london: CalendarSpec = {
  slug: 'london',
  name: 'London office',
  timeZone: 'Europe/London',
  weekly: {
    monday: office,
    tuesday: office,
    wednesday: office,
    thursday: office,
    friday: office,
    saturday: [],
    sunday: [],
  },
  holidays: [{ date: '2049-12-27', name: 'Boxing Day (substitute)' }],
};

const at = (instant: string) => ({ ...fixture.app, now: () => new Date(instant) });

/** start → a wait of `config` → end. */
const waiting = (config: object) =>
  defineWorkflow(
    [
      { id: 'start', kind: 'start', config: {} },
      { id: 'hold', kind: 'wait', name: 'Hold', config: { ...config } },
      { id: 'end', kind: 'end', config: {} },
    ],
    [
      { from: 'start', to: 'hold' },
      { from: 'hold', to: 'end' },
    ],
  );

const timersOf = (runId: string) =>
  fixture.app.db.transaction({ organisationId }, async (tx) => {
    const rows = await tx.query<{ due_at: Date }>('SELECT due_at FROM timer WHERE run_id = $1', [runId]);
    return rows.map(({ due_at }) => due_at.toISOString());
  });

describe('a calendar', () => {
  test('is made, listed, changed under its revision and removed, each with who did it', async () => {
    const made = await createCalendar(fixture.app, ana, { spec: london });
    expect(made).toEqual({ slug: 'london', revision: 1 });
    await expect(createCalendar(fixture.app, ana, { spec: london })).rejects.toMatchObject({ code: 'conflict' });
    const spec = {
      ...london,
      holidays: [
        { date: '2026-12-28', name: 'Boxing Day (substitute)' },
        { date: '2026-12-25', name: 'Christmas Day' },
      ],
    };
    expect(await updateCalendar(fixture.app, ana, { spec, revision: 1 })).toEqual({ slug: 'london', revision: 2 });
    await expect(updateCalendar(fixture.app, ana, { spec, revision: 1 })).rejects.toMatchObject({ code: 'conflict' });
    const stored = await getCalendar(fixture.app, ana, { slug: 'london' });
    expect(stored.spec.holidays.map(({ date }) => date)).toEqual(['2026-12-25', '2026-12-28']);
    expect((await listCalendars(fixture.app, ana)).items).toEqual([
      expect.objectContaining({ slug: 'london', name: 'London office', holidayCount: 2 }),
    ]);
    await removeCalendar(fixture.app, ana, { slug: 'london' });
    expect((await listCalendars(fixture.app, ana)).items).toEqual([]);
    const events = await fixture.app.db.transaction({ organisationId }, (tx) =>
      tx.query<{ type: string; actor_id: string; payload: object }>(
        `SELECT type, actor_id, payload FROM audit_event WHERE organisation_id = $1 ORDER BY id`,
        [organisationId],
      ),
    );
    expect(events.map(({ type }) => type)).toEqual(['calendar.created', 'calendar.updated', 'calendar.removed']);
    expect(events.every(({ actor_id }) => actor_id === ana.userId)).toBe(true);
    expect(events[1]?.payload).toMatchObject({
      changed: ['holidays'],
      removedHolidays: ['2049-12-27 Boxing Day (substitute)'],
    });
  });

  test('is kept by a script: sent once it is made, sent again it is changed or left alone', async () => {
    const script: Actor = keyActor(organisationId, ['workflows:write']);
    expect(await saveCalendar(fixture.app, script, { spec: london })).toEqual({ slug: 'london', revision: 1 });
    expect(await saveCalendar(fixture.app, script, { spec: london })).toEqual({ slug: 'london', revision: 1 });
    const renamed = { ...london, name: 'London' };
    expect(await saveCalendar(fixture.app, script, { spec: renamed })).toEqual({ slug: 'london', revision: 2 });
  });

  test('is not shown to other organisations and not changed by those who only look', async () => {
    await createCalendar(fixture.app, ana, { spec: london });
    const stranger = await createPerson(fixture.app, await createOrganisation(fixture.app));
    await expect(getCalendar(fixture.app, stranger, { slug: 'london' })).rejects.toMatchObject({ code: 'not_found' });
    const viewer = await createPerson(fixture.app, organisationId, { roles: ['viewer'] });
    expect((await listCalendars(fixture.app, viewer)).items).toHaveLength(1);
    await expect(removeCalendar(fixture.app, viewer, { slug: 'london' })).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('without an open day, with overlapping hours or a day twice is refused', async () => {
    const closed = Object.fromEntries(Object.keys(london.weekly).map((day) => [day, []]));
    const overlapping = [
      { from: '09:00', to: '13:00' },
      { from: '12:00', to: '17:00' },
    ];
    const wrong: object[] = [
      { weekly: closed },
      { weekly: { ...london.weekly, monday: overlapping } },
      { weekly: { ...london.weekly, monday: [{ from: '17:00', to: '09:00' }] } },
      { timeZone: 'Mars/Base' },
      { holidays: [...london.holidays, ...london.holidays] },
      { holidays: [{ date: '2026-02-30', name: 'Nothing' }] },
    ];
    for (const change of wrong) {
      await expect(createCalendar(fixture.app, ana, { spec: { ...london, ...change } })).rejects.toThrow();
    }
  });
});

describe('a step that counts in a calendar', () => {
  test('waits eight open hours, over a weekend', async () => {
    await createCalendar(fixture.app, ana, { spec: london });
    const slug = await publishDefinition(fixture.app, organisationId, waiting({ for: 'PT8H', calendar: 'london' }));
    const { runId } = await startRun(at('2026-11-20T16:00:00Z'), ana, { workflowSlug: slug });
    expect(await timersOf(runId)).toEqual(['2026-11-23T16:00:00.000Z']);
  });

  test('has a deadline on the next business day, which later changes of the calendar do not move', async () => {
    await createCalendar(fixture.app, ana, { spec: london });
    const definition = defineWorkflow(
      [
        { id: 'start', kind: 'start', config: {} },
        {
          id: 'ask',
          kind: 'approval',
          config: {
            title: 'May we?',
            stages: [{ name: 'One', who: { users: [ana.email], groups: [], roles: [] } }],
            deadline: 'P1D',
            calendar: 'london',
            isSeparationOfDuties: false,
          },
        },
        { id: 'end', kind: 'end', config: {} },
      ],
      [
        { from: 'start', to: 'ask' },
        ...['approved', 'rejected', 'changes', 'expired'].map((port) => ({ from: 'ask', to: 'end', port })),
      ],
    );
    const slug = await publishDefinition(fixture.app, organisationId, definition);
    const friday = at('2026-12-24T10:00:00Z');
    const { runId } = await startRun(friday, ana, { workflowSlug: slug });
    expect(await timersOf(runId)).toEqual(['2026-12-25T10:00:00.000Z']);
    const holidays = [{ date: '2026-12-25', name: 'Christmas Day' }];
    await updateCalendar(fixture.app, ana, { spec: { ...london, holidays }, revision: 1 });
    expect(await timersOf(runId)).toEqual(['2026-12-25T10:00:00.000Z']);
    const later = await startRun(friday, ana, { workflowSlug: slug });
    expect(await timersOf(later.runId)).toEqual(['2026-12-28T10:00:00.000Z']);
  });

  test('keeps its calendar from being removed, and says so when it is gone all the same', async () => {
    await createCalendar(fixture.app, ana, { spec: london });
    const slug = await publishDefinition(
      fixture.app,
      organisationId,
      waiting({ for: 'PT8H', calendar: 'london' }),
      'counts-in-london',
    );
    await expect(removeCalendar(fixture.app, ana, { slug: 'london' })).rejects.toThrow('counts-in-london');
    expect((await getCalendar(fixture.app, ana, { slug: 'london' })).uses).toEqual([
      expect.objectContaining({ workflowSlug: slug, version: 1, isCurrent: true }),
    ]);
    await fixture.app.db.transaction({ organisationId }, (tx) =>
      tx.execute('DELETE FROM calendar WHERE organisation_id = $1', [organisationId]),
    );
    const { runId } = await startRun(fixture.app, ana, { workflowSlug: slug });
    const { status, error } = await getRun(fixture.app, ana, { runId });
    expect(status).toBe('failed');
    expect(error?.message).toContain('“Hold” counts in the calendar “london”, which was deleted');
  });

  test('cannot be published with a calendar that does not exist', async () => {
    const definition = waiting({ for: 'PT8H', calendar: 'paris' });
    const file = {
      format: 'switchyard-workflow' as const,
      v: 1 as const,
      slug: 'w',
      name: 'W',
      description: '',
      definition,
    };
    const { slug, revision } = await createWorkflow(fixture.app, ana, { name: 'W', from: { kind: 'file', file } });
    await expect(publishWorkflow(fixture.app, ana, { slug, revision, note: 'First' })).rejects.toThrow(
      'calendar “paris”, which does not exist',
    );
  });
});

describe('waits of years', () => {
  test.each([
    ['ten years', { for: 'P3650D' }, '2036-11-17T12:00:00.000Z'],
    ['until 2049', { until: '"2049-01-01"' }, '2049-01-01T00:00:00.000Z'],
    ['until a time with its offset', { until: '"2049-06-01T09:00:00+02:00"' }, '2049-06-01T07:00:00.000Z'],
    ['ten years of business days', { for: 'P2600D', calendar: 'london' }, '2036-11-07T12:00:00.000Z'],
    ['until the last year', { until: '"9999-12-31T23:59:59Z"' }, '9999-12-31T23:59:59.000Z'],
  ])('%s are armed to the millisecond and fire then, not before', async (_name, config, dueAt) => {
    await createCalendar(fixture.app, ana, { spec: { ...london, holidays: [] } });
    const slug = await publishDefinition(fixture.app, organisationId, waiting(config));
    const { runId } = await startRun(at('2026-11-20T12:00:00Z'), ana, { workflowSlug: slug });
    expect(await timersOf(runId)).toEqual([dueAt]);
    await drain(at(new Date(Date.parse(dueAt) - 1).toISOString()), organisationId);
    expect((await getRun(fixture.app, ana, { runId })).status).toBe('waiting');
    await drain(at(dueAt), organisationId);
    expect((await getRun(fixture.app, ana, { runId })).status).toBe('completed');
  });

  test.each([
    ['a duration beyond the year 9999', { for: 'P9999999D' }, 'outside the years 1 to 9999'],
    ['a duration that no clock can count', { for: `P${'9'.repeat(400)}D` }, 'outside the years 1 to 9999'],
    ['a word', { until: '"tomorrow"' }, 'but got "tomorrow"'],
    ['a number', { until: '5' }, 'but got 5'],
    ['a time without an offset, which would depend on the server', { until: '"2049-01-01T09:00"' }, 'but got "2049'],
  ])('%s fails in words', async (_name, config, message) => {
    const slug = await publishDefinition(fixture.app, organisationId, waiting(config));
    const { runId } = await startRun(fixture.app, ana, { workflowSlug: slug });
    const { status, error } = await getRun(fixture.app, ana, { runId });
    expect(status).toBe('failed');
    expect(error?.message).toContain(message);
  });

  test('a hundred thousand armed timers do not stand between the loop and what is due: the index of due times is read', async () => {
    const slug = await publishDefinition(fixture.app, organisationId, waiting({ for: 'PT1H' }));
    const { runId } = await startRun(fixture.app, ana, { workflowSlug: slug });
    await fixture.app.db.transaction('system', async (tx) => {
      await tx.execute(
        `INSERT INTO timer (id, organisation_id, run_id, step_id, kind, due_at)
         SELECT gen_random_uuid(), $1, $2, gen_random_uuid(), 'wait', now() + interval '1 year' + n * interval '1 minute'
         FROM generate_series(1, 100000) AS n`,
        [organisationId, runId],
      );
      await tx.execute('ANALYZE timer');
    });
    const plan = await fixture.app.db.transaction('system', (tx) =>
      tx.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN SELECT id FROM timer WHERE fired_at IS NULL AND due_at <= now() ORDER BY due_at LIMIT 200`,
      ),
    );
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('timer_due_partial');
    await drain(at(new Date(fixture.app.now().getTime() + 3_600_000).toISOString()), organisationId);
    expect((await getRun(fixture.app, ana, { runId })).status).toBe('completed');
  });
});
