import { describe, expect, test } from 'vitest';
import { listAuditTypes } from '../../test/create-test-app.ts';
import { sendMessage } from '../runs/send-message.ts';
import { getRunMigration } from './get-run-migration.ts';
import { ask, end, migrationWorld, start } from './migration.fixture.ts';

const flow = migrationWorld();

const line = [
  ['start', 'ask'],
  ['ask', 'end', 'approved'],
] as const;

describe('the dry run', () => {
  test('names every open approval that would be withdrawn and whom it waits for, and changes nothing', async () => {
    const slug = await flow.publish([start, ask(), end()], line);
    const runId = await flow.begin(slug);
    const toVersion = await flow.publishNext(slug, [start, ask('ask', 'Is it really all right?'), end()], line);
    const before = await flow.look(runId);
    const plan = await flow.plan(slug, { toVersion });
    expect(plan).toMatchObject({ status: 'planned', total: 1, left: 1, verdicts: { voided: 1, kept: 0 } });
    expect((await flow.report(plan, runId)).report).toMatchObject({
      voidedApprovals: [{ title: 'May it?', waitsFor: ['anyone who is approver'] }],
      places: [{ nodeId: 'ask', fate: 'reopened', changed: ['config.title'], count: 1 }],
    });
    expect(await flow.look(runId)).toEqual(before);
    expect(await listAuditTypes(flow.world.test.app, flow.world.organisationId)).not.toContain('run.migrated');
  });

  test('says why a run has no place in the new version, and what to choose', async () => {
    const slug = await flow.publish([start, ask(), end()], line);
    const runId = await flow.begin(slug);
    const toVersion = await flow.publishNext(slug, [start, end()], [['start', 'end']]);
    const plan = await flow.plan(slug, { toVersion });
    expect(plan.verdicts.impossible).toBe(1);
    expect((await flow.report(plan, runId)).report.problems).toEqual([
      'The new version has no node “ask” (ask). Say which node it has become, or where such runs go on.',
    ]);
    expect(await flow.apply(plan)).toMatchObject({ status: 'done', outcomes: { skipped: 1, moved: 0 } });
    expect(await flow.versionOf(runId)).toBe(1);
  });

  test('covers more runs than one look does, page by page', async () => {
    const slug = await flow.publish([start, ask(), end()], line);
    for (let count = 0; count < 3; count += 1) await flow.begin(slug);
    const toVersion = await flow.publishNext(slug, [start, ask(), end()], line);
    const { id } = await flow.plan(slug, { toVersion });
    const { app } = flow.world.test;
    const first = await getRunMigration(app, flow.world.ana, { migrationId: id, limit: 2 });
    const cursor = first.nextCursor ?? undefined;
    const second = await getRunMigration(app, flow.world.ana, { migrationId: id, limit: 2, cursor });
    expect([first.runs.length, second.runs.length, second.nextCursor]).toEqual([2, 1, null]);
  });

  test('refuses a mapping to a node that is not there, and versions that are the same or missing', async () => {
    const slug = await flow.publish([start, ask(), end()], line);
    const toVersion = await flow.publishNext(slug, [start, ask(), end()], line);
    await expect(flow.plan(slug, { toVersion, mapping: { ask: { to: 'gone' } } })).rejects.toThrow(
      'has no node “gone”',
    );
    await expect(flow.plan(slug, { toVersion, fromVersion: toVersion })).rejects.toThrow('Choose two');
    await expect(flow.plan(slug, { toVersion: 9 })).rejects.toThrow('has no version 9');
  });
});

describe('moving a run that waits', () => {
  test('for a decision keeps the request where nothing about it has changed: what was seen is what is decided on', async () => {
    const slug = await flow.publish([start, ask(), end()], line);
    const runId = await flow.begin(slug);
    const note = { id: 'note', kind: 'set' as const, config: { assignments: [{ name: 'x', value: '"new"' }] } };
    const toVersion = await flow.publishNext(
      slug,
      [start, ask(), note, end('vars.x')],
      [
        ['start', 'ask'],
        ['ask', 'note', 'approved'],
        ['note', 'end'],
      ],
    );
    const [request] = await flow.listRequests(runId);
    expect(await flow.apply(await flow.plan(slug, { toVersion }))).toMatchObject({ outcomes: { moved: 1 } });
    expect(await flow.listRequests(runId)).toEqual([request]);
    await flow.approve(runId);
    expect(await flow.look(runId)).toMatchObject({
      status: 'completed',
      versionNumber: toVersion,
      output: { it: 'new' },
    });
  });

  test('for a decision withdraws it with the reason and asks anew where it has changed; recorded for the run and as a whole', async () => {
    const slug = await flow.publish([start, ask(), end()], line);
    const runId = await flow.begin(slug);
    const toVersion = await flow.publishNext(slug, [start, ask('ask', 'Sure?'), end()], line);
    await flow.apply(await flow.plan(slug, { toVersion }));
    expect(await flow.listRequests(runId)).toMatchObject([
      { title: 'May it?', status: 'withdrawn' },
      { title: 'Sure?', status: 'pending' },
    ]);
    const events = await flow.query<{ type: string; payload: object }>(
      `SELECT type, payload FROM audit_event WHERE type ~ 'migrat|withdrawn' ORDER BY id`,
    );
    expect(events).toMatchObject([
      { type: 'workflow.migration-begun', payload: { runs: 1, toVersion, fromVersion: null } },
      { type: 'approval.withdrawn', payload: { reason: `The workflow was changed to version ${toVersion}.` } },
      { type: 'run.migrated', payload: { fromVersion: 1, toVersion, voidedApprovals: ['May it?'], reopened: ['ask'] } },
      { type: 'workflow.migration-ended', payload: { moved: 1, notMoved: 0 } },
    ]);
    await flow.approve(runId);
    expect((await flow.look(runId)).status).toBe('completed');
  });

  test('asks anew where the new version was published by somebody who must not decide on it', async () => {
    const gate = ask('ask', 'May it?', { isSeparationOfDuties: true });
    const slug = await flow.publish([start, gate, end()], line);
    const runId = await flow.begin(slug);
    const toVersion = await flow.publishNext(slug, [start, gate, end()], line, flow.world.ben.userId);
    await flow.apply(await flow.plan(slug, { toVersion }));
    expect(await flow.listRequests(runId)).toMatchObject([{ status: 'withdrawn' }, { status: 'pending' }]);
    await expect(flow.approve(runId)).rejects.toThrow();
  });

  test('under a node that has another name now is found under it, by people and by expressions', async () => {
    const set = (id: string) => ({
      id,
      kind: 'set' as const,
      config: { assignments: [{ name: 'x', value: '41 + 1' }] },
    });
    const slug = await flow.publish(
      [start, set('sum'), ask(), end()],
      [
        ['start', 'sum'],
        ['sum', 'ask'],
        ['ask', 'end', 'approved'],
      ],
    );
    const runId = await flow.begin(slug);
    const toVersion = await flow.publishNext(
      slug,
      [start, set('total'), ask('check'), end('steps.total.output.x + steps.start.output.n')],
      [
        ['start', 'total'],
        ['total', 'check'],
        ['check', 'end', 'approved'],
      ],
    );
    const mapping = { sum: { to: 'total' }, ask: { to: 'check' } };
    await flow.query('UPDATE step SET output = $2 WHERE run_id = $1 AND ordinal = 1', [runId, '{"n": 1}']);
    expect(await flow.apply(await flow.plan(slug, { toVersion, mapping }))).toMatchObject({ outcomes: { moved: 1 } });
    expect(await flow.listRequests(runId)).toMatchObject([{ status: 'pending', node_id: 'check' }]);
    await flow.approve(runId);
    // The start was read by no expression of the old version; the new one finds it all the same.
    expect(await flow.look(runId)).toMatchObject({ status: 'completed', output: { it: 43 } });
  });

  test('goes on elsewhere where somebody chose so', async () => {
    const slug = await flow.publish([start, ask(), end()], line);
    const runId = await flow.begin(slug);
    const other = ask('other', 'Something else?');
    const toVersion = await flow.publishNext(
      slug,
      [start, other, end()],
      [
        ['start', 'other'],
        ['other', 'end', 'approved'],
      ],
    );
    await flow.apply(await flow.plan(slug, { toVersion, mapping: { ask: { continueAt: 'other' } } }));
    expect(await flow.listRequests(runId)).toMatchObject([
      { status: 'withdrawn' },
      { status: 'pending', node_id: 'other' },
    ]);
    await flow.approve(runId);
    expect((await flow.look(runId)).status).toBe('completed');
  });

  test('for a time keeps its timer, or counts the new one from when the wait began', async () => {
    const wait = (length: string) => ({ id: 'wait', kind: 'wait' as const, config: { for: length } });
    const edges = [
      ['start', 'wait'],
      ['wait', 'end'],
    ] as const;
    const slug = await flow.publish([start, wait('PT1H'), end()], edges);
    const runId = await flow.begin(slug);
    const timers = () =>
      flow.query<{ id: string; due_at: Date; fired_at: Date | null }>(
        'SELECT id, due_at, fired_at FROM timer WHERE run_id = $1 ORDER BY id',
        [runId],
      );
    const [first] = await timers();
    const same = await flow.publishNext(slug, [start, wait('PT1H'), end('1')], edges);
    await flow.apply(await flow.plan(slug, { toVersion: same }));
    expect(await timers()).toEqual([first]);
    flow.world.test.advance(1000);
    const longer = await flow.publishNext(slug, [start, wait('PT3H'), end('2')], edges);
    const plan = await flow.plan(slug, { toVersion: longer });
    expect((await flow.report(plan, runId)).report.timers).toEqual({ kept: 0, rearmed: 1, dropped: 1 });
    await flow.apply(plan);
    const [old, renewed] = await timers();
    expect(old?.fired_at).not.toBeNull();
    expect(renewed?.due_at.getTime()).toBe((first?.due_at.getTime() ?? 0) + 7_200_000);
    expect((await flow.look(runId)).waitingReason).toContain(renewed?.due_at.toISOString());
    flow.world.test.advance(3 * 3_600_000);
    await flow.settle();
    expect(await flow.look(runId)).toMatchObject({ status: 'completed', output: { it: 2 } });
  });

  test('for a message waits for the one of the new version, also when that came before', async () => {
    const receive = (message: string) => ({ id: 'hear', kind: 'receive' as const, config: { message, key: '"k"' } });
    const edges = [
      ['start', 'hear'],
      ['hear', 'end'],
    ] as const;
    const slug = await flow.publish([start, receive('paid'), end()], edges);
    const runId = await flow.begin(slug);
    const toVersion = await flow.publishNext(slug, [start, receive('settled'), end('steps.hear.output')], edges);
    await sendMessage(flow.world.test.app, flow.world.ana, { name: 'settled', key: 'k', payload: 7 });
    const plan = await flow.plan(slug, { toVersion });
    expect((await flow.report(plan, runId)).report.messageWaits).toEqual({ kept: 0, changed: 1, dropped: 1 });
    await flow.apply(plan);
    await flow.settle();
    expect(await flow.look(runId)).toMatchObject({ status: 'completed', output: { it: 7 } });
  });

  test('arms, keeps and disarms the events on its border as the new version says', async () => {
    const timer = (id: string, after: string) => ({ id, on: 'timer', after, isInterrupting: false });
    const gate = (...boundary: ReturnType<typeof timer>[]) => ({ ...ask(), boundary });
    const remind = { id: 'remind', kind: 'set' as const, config: { assignments: [{ name: 'n', value: '1' }] } };
    const edges = (...ids: string[]) =>
      [...line, ...ids.map((id): [string, string, string] => ['ask', 'remind', id]), ['remind', 'end']] as [
        string,
        string,
        string?,
      ][];
    const slug = await flow.publish(
      [start, gate(timer('a', 'PT1H'), timer('b', 'PT2H')), remind, end()],
      edges('a', 'b'),
    );
    const runId = await flow.begin(slug);
    const toVersion = await flow.publishNext(
      slug,
      [start, gate(timer('b', 'PT2H'), timer('c', 'PT4H')), remind, end()],
      edges('b', 'c'),
    );
    const plan = await flow.plan(slug, { toVersion });
    expect((await flow.report(plan, runId)).report).toMatchObject({
      verdict: 'changed',
      timers: { kept: 1, rearmed: 1, dropped: 1 },
      voidedApprovals: [],
    });
    await flow.apply(plan);
    const open = await flow.query<{ boundary_id: string }>(
      'SELECT boundary_id FROM timer WHERE run_id = $1 AND fired_at IS NULL ORDER BY boundary_id',
      [runId],
    );
    expect(open.map(({ boundary_id }) => boundary_id)).toEqual(['b', 'c']);
  });

  test('in the items of a list goes on with each of them, and with those to come, in the new version', async () => {
    const each = { id: 'each', kind: 'forEach' as const, config: { items: '[1, 2, 3]', atOnce: 2, collect: 'vars.x' } };
    const set = (value: string) => ({
      id: 'set',
      kind: 'set' as const,
      config: { assignments: [{ name: 'x', value }] },
    });
    const edges = [
      ['start', 'each'],
      ['each', 'ask', 'body'],
      ['ask', 'set', 'approved'],
      ['set', 'each'],
      ['each', 'end'],
    ] as const;
    const slug = await flow.publish([start, each, ask(), set('item'), end('steps.each.output.results')], edges);
    const runId = await flow.begin(slug);
    const toVersion = await flow.publishNext(
      slug,
      [start, each, ask(), set('item * 10'), end('steps.each.output.results')],
      edges,
    );
    const plan = await flow.plan(slug, { toVersion });
    expect((await flow.report(plan, runId)).report.places).toMatchObject([
      { nodeId: 'each', fate: 'kept' },
      { nodeId: 'ask', fate: 'kept', count: 2 },
    ]);
    await flow.apply(plan);
    for (let count = 0; count < 3; count += 1) await flow.approve(runId);
    expect(await flow.look(runId)).toMatchObject({ status: 'completed', output: { it: [10, 20, 30] } });
  });
});
