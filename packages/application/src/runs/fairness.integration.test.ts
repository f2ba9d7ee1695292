import { newId } from '@switchyard/db';
import type { OrganisationId, RunId, UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createOrganisation,
  createPerson,
  createTestApp,
  listAuditTypes,
  type TestApp,
} from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { defineWorkflow, publishDefinition } from '../../test/publish-definition.ts';
import { changePriority } from './change-priority.ts';
import { claimStatements } from './claim-statement.ts';
import { type ClaimedStep, claimSteps } from './claim-step.ts';
import { startRun } from './start-run.ts';

let fixture: TestApp;
let first: UserActor;
let second: UserActor;
let slugs: Map<OrganisationId, string>;

const definition = defineWorkflow(
  [
    { id: 'start', kind: 'start', config: {} },
    { id: 'call', kind: 'http', config: { url: 'http://127.0.0.1:1/' } },
    { id: 'end', kind: 'end', config: {} },
  ],
  [
    { from: 'start', to: 'call' },
    { from: 'call', to: 'end' },
  ],
);

beforeAll(async () => {
  fixture = await createTestApp({ poolSize: 20 });
});
afterAll(() => fixture.close());
beforeEach(async () => {
  await fixture.app.db.transaction('system', (tx) => tx.execute(`UPDATE step SET status = 'cancelled'`));
  slugs = new Map();
  first = await join();
  second = await join();
});

const join = async (): Promise<UserActor> => {
  const organisationId = await createOrganisation(fixture.app);
  slugs.set(organisationId, await publishDefinition(fixture.app, organisationId, definition));
  return createPerson(fixture.app, organisationId);
};

const start = async (actor: UserActor, priority?: number): Promise<RunId> => {
  const workflowSlug = slugs.get(actor.organisationId) ?? '';
  return (await startRun(fixture.app, actor, { workflowSlug, ...(priority === undefined ? {} : { priority }) })).runId;
};
const startMany = async (actor: UserActor, count: number): Promise<void> => {
  for (let index = 0; index < count; index += 1) await start(actor);
};
const claim = (max: number): Promise<ClaimedStep[]> => claimSteps(fixture.app, { owner: 'one', max });
const countOf = (steps: readonly ClaimedStep[], actor: UserActor) =>
  steps.filter(({ organisationId }) => organisationId === actor.organisationId).length;
const agedBy = (runId: RunId, seconds: number) =>
  fixture.app.db.transaction('system', (tx) =>
    tx.execute(`UPDATE step SET available_at = now() - $2 * interval '1 second' WHERE run_id = $1`, [runId, seconds]),
  );

/** Copies the ready step of a run, so that a backlog costs no runs. */
const multiply = (runId: RunId, count: number) =>
  fixture.app.db.transaction('system', async (tx) => {
    await tx.execute(
      `INSERT INTO step (id, organisation_id, run_id, node_id, kind, name, ordinal, status, input, available_at)
       SELECT gen_random_uuid(), organisation_id, run_id, node_id, kind, name, 100 + n, 'ready', input,
              available_at - interval '1 hour'
       FROM step CROSS JOIN generate_series(1, $2) n WHERE run_id = $1 AND status = 'ready'`,
      [runId, count],
    );
    await tx.execute('ANALYZE step');
  });

interface Plan {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}
/** The most rows of the table of steps that any node of the plan has read. */
const mostSteps = (plan: Plan): number => {
  const { 'Actual Loops': loops, 'Actual Rows': rows, 'Rows Removed by Filter': removed = 0 } = plan;
  const own = plan['Relation Name'] === 'step' ? (rows + removed) * loops : 0;
  return Math.max(own, ...(plan.Plans ?? []).map(mostSteps));
};

test('hands are shared between organisations, however much one of them has waiting', async () => {
  await startMany(first, 12);
  await startMany(second, 4);
  const taken = await claim(6);
  expect([countOf(taken, first), countOf(taken, second)]).toEqual([3, 3]);
  // What one does not use is the other's.
  const more = await claim(6);
  expect([countOf(more, first), countOf(more, second)]).toEqual([5, 1]);
});

test('a single hand goes round: an organisation is served once before another is served twice', async () => {
  const third = await join();
  for (const actor of [first, second, third]) await startMany(actor, 3);
  const served: string[] = [];
  for (let turn = 0; turn < 9; turn += 1) served.push(...(await claim(1)).map(({ organisationId }) => organisationId));
  for (const round of [0, 3, 6]) expect(new Set(served.slice(round, round + 3)).size).toBe(3);
});

test('the higher priority goes first, equal ones in the order in which they became due', async () => {
  const [low, oldest, newer, high] = [
    await start(first, 1),
    await start(first),
    await start(first),
    await start(first, 9),
  ];
  const order: RunId[] = [];
  for (let turn = 0; turn < 4; turn += 1) order.push(...(await claim(1)).map(({ runId }) => runId));
  expect(order).toEqual([high, oldest, newer, low]);
});

test('waiting raises the priority by one each 30 seconds, so that nothing waits for ever', async () => {
  const low = await start(first, 0);
  const high = await start(first, 9);
  await agedBy(low, 9 * 30 - 5);
  expect((await claim(1))[0]?.runId).toBe(high);
  const next = await start(first, 9);
  await agedBy(low, 9 * 30 + 5);
  expect((await claim(2)).map(({ runId }) => runId)).toEqual([low, next]);
});

test('claimants at the same time take different steps and leave none behind', async () => {
  await multiply(await start(first), 60);
  await multiply(await start(second), 60);
  const taken: ClaimedStep[] = [];
  while (taken.length < 122) {
    const steps = (await Promise.all(Array.from({ length: 8 }, () => claim(5)))).flat();
    if (steps.length === 0) break;
    taken.push(...steps);
  }
  expect(new Set(taken.map(({ id }) => id)).size).toBe(122);
});

test('a run and what waits of it get another priority from an operator, which is recorded; an ended run does not', async () => {
  const [earlier, later] = [await start(first), await start(first)];
  await changePriority(fixture.app, first, { runId: later, priority: 8 });
  expect((await claim(1))[0]?.runId).toBe(later);
  expect(await listAuditTypes(fixture.app, first.organisationId)).toContain('run.priority-changed');
  await expect(changePriority(fixture.app, second, { runId: earlier, priority: 8 })).rejects.toMatchObject({
    code: 'not_found',
  });
  await fixture.app.db.transaction('system', (tx) =>
    tx.execute(`UPDATE run SET status = 'cancelled' WHERE id = $1`, [earlier]),
  );
  await expect(changePriority(fixture.app, first, { runId: earlier, priority: 8 })).rejects.toMatchObject({
    code: 'not_permitted_now',
  });
});

test('a run inside a run has the priority of the run around it', async () => {
  const { organisationId } = first;
  const outer = await publishDefinition(
    fixture.app,
    organisationId,
    defineWorkflow(
      [
        { id: 'start', kind: 'start', config: {} },
        { id: 'inner', kind: 'subworkflow', config: { workflow: slugs.get(organisationId) ?? '', isAwaited: false } },
        { id: 'end', kind: 'end', config: {} },
      ],
      [
        { from: 'start', to: 'inner' },
        { from: 'inner', to: 'end' },
      ],
    ),
  );
  const { runId } = await startRun(fixture.app, first, { workflowSlug: outer, priority: 7 });
  await drain(fixture.app, organisationId);
  const children = await fixture.app.db.queryOnce<{ priority: number; step: number }>(
    { organisationId },
    `SELECT r.priority, s.priority AS step FROM run r JOIN step s ON s.run_id = r.id AND s.kind = 'http'
     WHERE r.parent_run_id = $1`,
    [runId],
  );
  expect(children).toEqual([{ priority: 7, step: 7 }]);
});

test('one run among 100,000 ready steps of another organisation is in the next claim, which reads as much as it takes', async () => {
  await multiply(await start(first), 100_000);
  const runId = await start(second);
  const taken = await claim(2);
  expect(taken.map(({ runId: of }) => of)).toContain(runId);

  const rows = await fixture.app.db.queryOnce<{ 'QUERY PLAN': [{ readonly Plan: Plan }] }>(
    'system',
    `EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) ${claimStatements.unsuspected}`,
    [10, 'one', 30_000, Array.from({ length: 10 }, () => newId()), newId()],
  );
  const plan = rows[0]?.['QUERY PLAN'][0].Plan;
  if (!plan) throw new Error('no plan');
  // Of the backlog, a batch and its spare: neither all that waits nor a share of it.
  expect(mostSteps(plan)).toBeLessThan(100);
});
