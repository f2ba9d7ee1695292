import { DomainError } from '@switchyard/domain';
import { describe, expect, test } from 'vitest';
import { createOrganisation, createPerson, keyActor, listAuditTypes } from '../../test/create-test-app.ts';
import { claimSteps } from '../runs/claim-step.ts';
import { executeStep } from '../runs/execute-step.ts';
import { startRun } from '../runs/start-run.ts';
import { applyRunMigration } from './apply-run-migration.ts';
import { getRunMigration } from './get-run-migration.ts';
import { listRunMigrations } from './list-run-migrations.ts';
import { ask, end, migrationWorld, start } from './migration.fixture.ts';
import { planRunMigration } from './plan-run-migration.ts';

const flow = migrationWorld();

const line = [
  ['start', 'ask'],
  ['ask', 'end', 'approved'],
] as const;

const work = (n: string) => ({
  id: 'work',
  kind: 'script' as const,
  config: { code: `export const main = () => ({ n: ${n} });` },
});
const toWork = [
  ['start', 'work'],
  ['work', 'end'],
] as const;

describe('applying', () => {
  test('does nothing the second time, and is taken up where it was left', async () => {
    const slug = await flow.publish([start, ask(), end()], line);
    const runIds = [await flow.begin(slug), await flow.begin(slug), await flow.begin(slug)];
    const toVersion = await flow.publishNext(slug, [start, ask('ask', 'Sure?'), end()], line);
    const plan = await flow.plan(slug, { toVersion });
    const { app } = flow.world.test;
    const input = { migrationId: plan.id, digest: plan.digest, max: 2 };
    expect(await applyRunMigration(app, flow.world.ana, input)).toMatchObject({ status: 'applying', left: 1 });
    expect(await applyRunMigration(app, flow.world.ana, input)).toMatchObject({ status: 'done', left: 0 });
    const audit = await listAuditTypes(app, flow.world.organisationId);
    expect(await applyRunMigration(app, flow.world.ana, input)).toMatchObject({
      status: 'done',
      outcomes: { moved: 3 },
    });
    expect(await listAuditTypes(app, flow.world.organisationId)).toEqual(audit);
    for (const runId of runIds) expect(await flow.listRequests(runId)).toHaveLength(2);
    expect(await flow.plan(slug, { toVersion })).toMatchObject({ total: 0 });
    expect((await listRunMigrations(app, flow.world.ana, { workflowSlug: slug })).items).toMatchObject([
      { total: 0 },
      { id: plan.id, outcomes: { moved: 3 } },
    ]);
  });

  test('is for the plan that was seen', async () => {
    const slug = await flow.publish([start, ask(), end()], line);
    await flow.begin(slug);
    const toVersion = await flow.publishNext(slug, [start, ask(), end()], line);
    const { id } = await flow.plan(slug, { toVersion });
    const digest = '0'.repeat(64);
    const applied = applyRunMigration(flow.world.test.app, flow.world.ana, { migrationId: id, digest });
    await expect(applied).rejects.toThrow('not the plan you have seen');
  });

  test('plans a run that has moved on anew: skipped where it would lose what was not shown, ended where it is over', async () => {
    const nodes = [start, ask('first', 'First?'), ask('second', 'Second?'), end()];
    const edges = [
      ['start', 'first'],
      ['first', 'second', 'approved'],
      ['second', 'end', 'approved'],
    ] as const;
    const slug = await flow.publish(nodes, edges);
    const [moved, over, still] = [await flow.begin(slug), await flow.begin(slug), await flow.begin(slug)];
    const toVersion = await flow.publishNext(
      slug,
      [start, ask('first', 'First?'), ask('second', 'Second, really?'), end()],
      edges,
    );
    const plan = await flow.plan(slug, { toVersion });
    expect(plan.verdicts).toMatchObject({ kept: 3 });
    await flow.approve(moved);
    await flow.approve(over);
    await flow.approve(over);
    expect(await flow.apply(plan)).toMatchObject({ outcomes: { skipped: 1, ended: 1, moved: 1 } });
    expect((await flow.report(plan, moved)).outcomeReason).toContain('was not shown');
    expect([await flow.versionOf(moved), await flow.versionOf(over), await flow.versionOf(still)]).toEqual([
      1,
      1,
      toVersion,
    ]);
    const [, second] = await flow.listRequests(moved);
    expect(second).toMatchObject({ title: 'Second?', status: 'pending' });
  });

  test('leaves a run alone while a worker has one of its steps, and moves it once it is free', async () => {
    const script = { id: 'work', kind: 'script' as const, config: { code: 'export const main = () => ({ n: 1 });' } };
    const edges = [
      ['start', 'work'],
      ['work', 'ask'],
      ['ask', 'end', 'approved'],
    ] as const;
    const slug = await flow.publish([start, script, ask(), end()], edges);
    const { app } = flow.world.test;
    const { organisationId, ana } = flow.world;
    const { runId } = await startRun(app, ana, { workflowSlug: slug });
    const toVersion = await flow.publishNext(slug, [start, script, ask(), end('1')], edges);
    await claimSteps(app, { owner: 'somebody', max: 1, scope: { organisationId } });
    const plan = await flow.plan(slug, { toVersion });
    expect(plan.verdicts.busy).toBe(1);
    expect(await flow.apply(plan)).toMatchObject({ status: 'done', outcomes: { busy: 1, moved: 0 } });
    expect((await flow.report(plan, runId)).outcomeReason).toBe('A step is being worked on; try again in a moment.');
    await flow.query(`UPDATE step SET status = 'ready' WHERE run_id = $1 AND status = 'running'`, [runId]);
    const input = { migrationId: plan.id, digest: plan.digest, isRetry: true };
    expect(await applyRunMigration(app, ana, input)).toMatchObject({ status: 'done', outcomes: { busy: 0, moved: 1 } });
    expect(await flow.versionOf(runId)).toBe(toVersion);
  });

  test('keeps a due step whose claim has seen the old version: its result counts, and the run goes on in the new one', async () => {
    const slug = await flow.publish([start, work('1'), end('"old"')], toWork);
    const { app } = flow.world.test;
    const { organisationId, ana } = flow.world;
    const { runId } = await startRun(app, ana, { workflowSlug: slug });
    const toVersion = await flow.publishNext(slug, [start, work('1'), end('steps.work.output.n')], toWork);
    const plan = await flow.plan(slug, { toVersion });
    const [claimed] = await claimSteps(app, { owner: 'somebody', max: 1, scope: { organisationId } });
    if (!claimed) throw new Error('Nothing was due.');
    // As if the claim had begun before the migration and taken the row after it.
    await flow.query(`UPDATE step SET status = 'ready' WHERE run_id = $1 AND status = 'running'`, [runId]);
    expect(await flow.apply(plan)).toMatchObject({ outcomes: { moved: 1 } });
    await flow.query(`UPDATE step SET status = 'running' WHERE run_id = $1 AND status = 'ready'`, [runId]);
    const stopping = new AbortController().signal;
    expect(await executeStep(app, claimed, { owner: 'somebody', stopping, mayChain: () => false })).toBe(1);
    expect(await flow.look(runId)).toMatchObject({ status: 'completed', versionNumber: toVersion, output: { it: 1 } });
  });

  test('replaces a due step whose work has changed: the old one is never begun', async () => {
    const slug = await flow.publish([start, work('1'), end('steps.work.output.n')], toWork);
    const { runId } = await startRun(flow.world.test.app, flow.world.ana, { workflowSlug: slug });
    const toVersion = await flow.publishNext(slug, [start, work('2'), end('steps.work.output.n')], toWork);
    await flow.apply(await flow.plan(slug, { toVersion }));
    await flow.settle();
    expect(await flow.look(runId)).toMatchObject({ status: 'completed', output: { it: 2 } });
    const steps = await flow.query<{ status: string; attempt: number }>(
      `SELECT status, attempt FROM step WHERE run_id = $1 AND node_id = 'work' ORDER BY ordinal`,
      [runId],
    );
    expect(steps).toEqual([
      { status: 'cancelled', attempt: 0 },
      { status: 'completed', attempt: 1 },
    ]);
  });

  test('of a run that cannot be opened anew reports it and goes on with the others', async () => {
    const wait = (config: object) => ({ id: 'wait', kind: 'wait' as const, config: { ...config } });
    const edges = [
      ['start', 'wait'],
      ['wait', 'end'],
    ] as const;
    const slug = await flow.publish([start, wait({ for: 'PT1H' }), end()], edges);
    const [bad, good] = [await flow.begin(slug, { until: 'never' }), await flow.begin(slug, { until: '2090-01-01' })];
    const toVersion = await flow.publishNext(slug, [start, wait({ until: 'input.until' }), end()], edges);
    const plan = await flow.plan(slug, { toVersion });
    expect(await flow.apply(plan)).toMatchObject({ outcomes: { failed: 1, moved: 1 } });
    expect((await flow.report(plan, bad)).outcomeReason).toContain('should wait until a date');
    expect([await flow.versionOf(bad), await flow.versionOf(good)]).toEqual([1, toVersion]);
  });
});

describe('who may', () => {
  test('is whoever may publish the process; nobody else, and nobody of another organisation', async () => {
    const slug = await flow.publish([start, ask(), end()], line);
    const runId = await flow.begin(slug);
    const toVersion = await flow.publishNext(slug, [start, ask(), end()], line);
    const plan = await flow.plan(slug, { toVersion });
    const { app } = flow.world.test;
    const { organisationId } = flow.world;
    const input = { migrationId: plan.id, digest: plan.digest };
    for (const role of ['operator', 'approver', 'auditor', 'viewer'] as const) {
      const person = await createPerson(app, organisationId, { roles: [role] });
      await expect(flow.plan(slug, { toVersion }, person)).rejects.toThrow(DomainError);
      expect(() => getRunMigration(app, person, { migrationId: plan.id })).toThrow(DomainError);
      await expect(applyRunMigration(app, person, input)).rejects.toThrow(DomainError);
    }
    const stranger = await createPerson(app, await createOrganisation(app), { roles: ['owner'] });
    await expect(flow.plan(slug, { toVersion }, stranger)).rejects.toThrow('no workflow');
    await expect(getRunMigration(app, stranger, { migrationId: plan.id })).rejects.toThrow('does not exist');
    await expect(applyRunMigration(app, stranger, input)).rejects.toThrow('does not exist');
    await expect(planRunMigration(app, stranger, { migrationId: plan.id })).rejects.toThrow('does not exist');
    expect(await flow.versionOf(runId)).toBe(1);
    const key = keyActor(organisationId, ['workflows:write']);
    expect(await applyRunMigration(app, key, input)).toMatchObject({ outcomes: { moved: 1 } });
  });
});
