import { newId } from '@switchyard/db';
import { isDomainError, type OrganisationId, type RunId, type UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createOrganisation,
  createPerson,
  createTestApp,
  listAuditTypes,
  type TestApp,
} from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { publishTaskProcess } from '../../test/publish-task-process.ts';
import { countInbox } from '../approvals/count-inbox.ts';
import { decideApproval } from '../approvals/decide-approval.ts';
import { getInboxItem } from '../approvals/get-inbox-item.ts';
import { listInbox } from '../approvals/list-inbox.ts';
import { type ModelServer, startModelServer } from '../evals/evals.fixture.ts';
import { getRun } from '../runs/get-run.ts';
import { startRun } from '../runs/start-run.ts';
import { releaseBudgetWaits } from './release-budget-waits.ts';
import { createBudget } from './set-budget.ts';
import { sweepBudgets } from './sweep-budgets.ts';
import { topUpBudget } from './top-up-budget.ts';

let fixture: TestApp;
let lab: ModelServer;
let organisationId: OrganisationId;
let olivia: UserActor;
let omar: UserActor;

beforeAll(async () => {
  lab = await startModelServer();
  lab.answer = () => ({ total: 3 });
  fixture = await createTestApp({ poolSize: 20, allowedHosts: [lab.host] });
});
afterAll(async () => {
  await lab.close();
  await fixture.close();
});
beforeEach(async () => {
  lab.asked.length = 0;
  organisationId = await createOrganisation(fixture.app);
  olivia = await createPerson(fixture.app, organisationId, { name: 'Olivia' });
  omar = await createPerson(fixture.app, organisationId, { name: 'Omar', roles: ['operator'] });
});

const price = (outputMicroUsdPerMTok: number) =>
  JSON.stringify({ inputMicroUsdPerMTok: 0, outputMicroUsdPerMTok, version: 'test' });

/** A strong model whose call costs at most $2 and came to $0.02, and a cheap one at a thousandth of that, which has no evidence. */
const addSupplier = async (): Promise<void> => {
  const supplierId = newId();
  await fixture.app.db.transaction({ organisationId }, async (tx) => {
    await tx.execute(
      `INSERT INTO supplier (id, organisation_id, slug, name, kind, base_url, data_class_max)
       VALUES ($1, $2, 'lab', 'Lab', 'openai-compatible', $3, 'restricted')`,
      [supplierId, organisationId, lab.url],
    );
    for (const [key, perMTok] of [
      ['strong', 2_000_000_000],
      ['cheap', 2_000_000],
    ] as const) {
      await tx.execute(
        `INSERT INTO supplier_model (id, organisation_id, supplier_id, key, name, context_tokens, capabilities, price)
         VALUES ($1, $2, $3, $4, $4, 100000, '{structured_output}', $5)`,
        [newId(), organisationId, supplierId, key, price(perMTok)],
      );
    }
  });
};

const spec = {
  slug: 'extract',
  name: 'Read',
  instructions: 'Read the total.',
  input: { type: 'object', properties: { document: { type: 'string' } } },
  output: { type: 'object', properties: { total: { type: 'number' } }, required: ['total'] },
  dataClass: 'internal',
  maxOutputTokens: 1000,
};

/** Publishes start → AI step → end. Only the strong model has shown that it can do the task. */
const publish = async (): Promise<string> => {
  await addSupplier();
  const { taskId, workflowSlug } = await publishTaskProcess(fixture.app, organisationId, spec);
  await fixture.app.db.transaction({ organisationId }, (tx) =>
    tx.execute(
      `INSERT INTO evidence (organisation_id, task_id, candidate_ref, attempted, accepted, graded, succeeded)
       VALUES ($1, $2, 'lab/strong', 200, 200, 200, 200), ($1, $2, 'lab/cheap', 200, 200, 200, 20)`,
      [organisationId, taskId],
    ),
  );
  return workflowSlug;
};

/** Models that were asked, in turn. */
const asked = (): string[] => lab.asked.map((each) => each.trim());

/** A run that has reached its AI step under a budget of a dollar. */
const runOut = async (): Promise<{ runId: RunId; budgetId: string; requestId: string; digest: string }> => {
  const workflowSlug = await publish();
  const budget = await createBudget(fixture.app, olivia, {
    spec: { name: 'Lab', scope: 'organisation', period: 'month', capMicroUsd: 1_000_000 },
  });
  const { runId } = await startRun(fixture.app, omar, { workflowSlug, input: {} });
  await drain(fixture.app, organisationId);
  const [entry] = (await listInbox(fixture.app, olivia)).items;
  if (!entry) throw new Error('nobody was asked');
  const item = await getInboxItem(fixture.app, olivia, { id: entry.id });
  return { runId, budgetId: budget.id, requestId: entry.id, digest: item.kind === 'approval' ? item.digest : '' };
};

const answer = (wait: { requestId: string; digest: string }, form: Record<string, string | number>, actor = olivia) =>
  decideApproval(fixture.app, actor, {
    approvalId: wait.requestId,
    outcome: 'approved',
    digest: wait.digest,
    form,
  } as never);

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'it went through',
    (thrown: unknown) => (isDomainError(thrown) ? thrown.code : String(thrown)),
  );

test('a step that a budget does not admit asks those who manage budgets, and the run says why it waits', async () => {
  const { runId, requestId } = await runOut();
  expect(asked()).toEqual([]);
  const run = await getRun(fixture.app, omar, { runId });
  expect(run.status).toBe('waiting');
  expect(run.wait?.reason).toContain('The budget “Lab” has run out: $0.00 of $1.00 spent');
  expect(run.wait?.remedy).toContain('tops it up');
  expect(await getInboxItem(fixture.app, olivia, { id: requestId })).toMatchObject({
    title: 'The budget “Lab” has run out: “read” waits',
    mayDecide: true,
    allowsChanges: false,
    outcomes: [{ outcome: 'approved' }, { outcome: 'rejected', sentence: 'Reject → the step fails' }],
  });
});

test('topped up, the step is done, the money is spent, and the top-up is on record', async () => {
  const wait = await runOut();
  await answer(wait, { choice: 'top_up', amountUsd: 1.5 });
  await drain(fixture.app, organisationId);
  expect(await getRun(fixture.app, omar, { runId: wait.runId })).toMatchObject({ status: 'completed' });
  expect(asked()).toEqual(['strong']);
  expect(await listAuditTypes(fixture.app, organisationId)).toEqual(
    expect.arrayContaining(['budget.topped-up', 'approval.decided']),
  );
  await expect
    .poll(async () => {
      await sweepBudgets(fixture.app);
      const [period] = await fixture.app.db.queryOnce<{ spent: number }>(
        'system',
        'SELECT spent_micro_usd AS spent FROM budget_period WHERE organisation_id = $1',
        [organisationId],
      );
      return period?.spent;
    })
    .toBe(20_000);
});

test('downgraded, the cheapest does it that every floor lets in', async () => {
  const wait = await runOut();
  await answer(wait, { choice: 'downgrade' });
  await drain(fixture.app, organisationId);
  expect(await getRun(fixture.app, omar, { runId: wait.runId })).toMatchObject({ status: 'completed' });
  expect(asked()).toEqual(['cheap']);
});

test('stopped, the step fails and says who stopped it and why', async () => {
  const { runId, requestId, digest } = await runOut();
  const reason = 'Not worth two dollars.';
  await decideApproval(fixture.app, olivia, { approvalId: requestId, outcome: 'rejected', reason, digest });
  const run = await getRun(fixture.app, omar, { runId });
  expect(run).toMatchObject({ status: 'failed', error: { code: 'budget_exhausted' } });
  expect(run.error?.message).toContain('Olivia stopped it: Not worth two dollars.');
  expect(asked()).toEqual([]);
});

test('who may not manage budgets cannot grant money, nor can who started the run, and the first answer wins', async () => {
  const wait = await runOut();
  const approver = await createPerson(fixture.app, organisationId, { name: 'Ben', roles: ['approver'] });
  expect(await codeOf(answer(wait, { choice: 'top_up', amountUsd: 2 }, approver))).toBe('forbidden');
  const answers = await Promise.all([1, 2, 3].map(() => codeOf(answer(wait, { choice: 'top_up', amountUsd: 2 }))));
  expect(answers.filter((code) => code === 'it went through')).toHaveLength(1);
  const [period] = await fixture.app.db.queryOnce<{ extra: number }>(
    'system',
    'SELECT extra_micro_usd AS extra FROM budget_period WHERE organisation_id = $1',
    [organisationId],
  );
  expect(period?.extra).toBe(2_000_000);
});

test('a manager who started the run cannot grant it money', async () => {
  omar = await createPerson(fixture.app, organisationId, { name: 'Adam', roles: ['admin'] });
  const wait = await runOut();
  expect(await codeOf(answer(wait, { choice: 'top_up', amountUsd: 2 }, omar))).toBe('forbidden');
});

test('a budget that has room again lets the step go on, and the question is taken back', async () => {
  const wait = await runOut();
  expect(await releaseBudgetWaits(fixture.app)).toBe(0);
  await topUpBudget(fixture.app, olivia, { id: wait.budgetId, amountMicroUsd: 5_000_000 });
  expect(await releaseBudgetWaits(fixture.app)).toBe(1);
  await drain(fixture.app, organisationId);
  expect(await getRun(fixture.app, omar, { runId: wait.runId })).toMatchObject({ status: 'completed' });
  expect(await codeOf(answer(wait, { choice: 'downgrade' }))).toBe('conflict');
});

describe('several steps that wait for one budget', () => {
  const startAnother = async (actor = omar): Promise<RunId> => {
    const [workflow] = await fixture.app.db.queryOnce<{ slug: string }>(
      'system',
      'SELECT slug FROM workflow WHERE organisation_id = $1',
      [organisationId],
    );
    const { runId } = await startRun(fixture.app, actor, { workflowSlug: workflow?.slug ?? '', input: {} });
    await drain(fixture.app, organisationId);
    return runId;
  };
  const statusOf = async (runId: RunId) => (await getRun(fixture.app, omar, { runId })).status;

  test('are one entry of the inbox, which says how many wait; each stays a request of its own', async () => {
    const wait = await runOut();
    await startAnother();
    await startAnother();
    const { items } = await listInbox(fixture.app, olivia);
    expect(items.map(({ id }) => id)).toEqual([wait.requestId]);
    expect(await countInbox(fixture.app, olivia)).toEqual({ count: 1, isMore: false });
    expect((await listInbox(fixture.app, olivia, { filter: 'all' })).items).toHaveLength(3);
    const item = await getInboxItem(fixture.app, olivia, { id: wait.requestId });
    expect(JSON.stringify(item)).toContain('2 more steps wait for the same budget');
  });

  test('behind one that a manager may not answer, because it is the manager’s own, are offered to that manager', async () => {
    omar = await createPerson(fixture.app, organisationId, { name: 'Adam', roles: ['admin'] });
    await runOut();
    const petra = await createPerson(fixture.app, organisationId, { name: 'Petra', roles: ['process_owner'] });
    await startAnother(petra);
    expect((await listInbox(fixture.app, omar)).items).toHaveLength(1);
    expect((await listInbox(fixture.app, olivia)).items).toHaveLength(1);
  });

  test('go on together with the cheapest, once each, when that is chosen for all of them', async () => {
    const wait = await runOut();
    const others = [await startAnother(), await startAnother()];
    await answer(wait, { choice: 'downgrade_all' });
    expect(await releaseBudgetWaits(fixture.app)).toBe(2);
    await drain(fixture.app, organisationId);
    expect(await Promise.all([wait.runId, ...others].map(statusOf))).toEqual(['completed', 'completed', 'completed']);
    expect(asked()).toEqual(['cheap', 'cheap', 'cheap']);
    expect(await listAuditTypes(fixture.app, organisationId)).toContain('budget.downgraded');
    const later = await startAnother();
    await releaseBudgetWaits(fixture.app);
    await drain(fixture.app, organisationId);
    expect(await statusOf(later)).toBe('completed');
  });

  test('are stopped one by one, which the entry says; of two who decide about it at once one does', async () => {
    const wait = await runOut();
    const others = [await startAnother(), await startAnother()];
    const item = await getInboxItem(fixture.app, olivia, { id: wait.requestId });
    expect(JSON.stringify(item)).toContain(
      'Reject → the step fails; the 2 more steps that wait for the same budget go on',
    );
    const adam = await createPerson(fixture.app, organisationId, { name: 'Adam', roles: ['admin'] });
    const { requestId: approvalId, digest } = wait;
    const decisions = [olivia, adam].map((actor) =>
      codeOf(decideApproval(fixture.app, actor, { approvalId, digest, outcome: 'rejected', reason: 'Too dear.' })),
    );
    const forAll = codeOf(answer(wait, { choice: 'downgrade_all' }, adam));
    const codes = await Promise.all([...decisions, forAll]);
    expect(codes.filter((code) => code === 'it went through')).toHaveLength(1);
    expect(codes.filter((code) => code === 'conflict')).toHaveLength(2);
    const isStopped = codes[2] !== 'it went through';
    expect(await releaseBudgetWaits(fixture.app)).toBe(isStopped ? 0 : 2);
    await drain(fixture.app, organisationId);
    const [own, rest] = isStopped ? ['failed', 'waiting'] : ['completed', 'completed'];
    expect(await Promise.all([wait.runId, ...others].map(statusOf))).toEqual([own, rest, rest]);
    // Who waits still is asked about next.
    expect((await listInbox(fixture.app, olivia)).items).toHaveLength(isStopped ? 1 : 0);
  });

  test('that the cheapest does not fit either wait for an answer of their own, and are not tried over and over', async () => {
    const wait = await runOut();
    await fixture.app.db.queryOnce('system', 'UPDATE budget SET cap_micro_usd = 1 WHERE organisation_id = $1', [
      organisationId,
    ]);
    await answer(wait, { choice: 'downgrade_all' });
    await drain(fixture.app, organisationId);
    expect(await releaseBudgetWaits(fixture.app)).toBe(0);
    expect(await statusOf(wait.runId)).toBe('waiting');
    expect((await listInbox(fixture.app, olivia)).items).toHaveLength(1);
  });
});

test('topped up without an amount, it is by what the step can need', async () => {
  const wait = await runOut();
  await answer(wait, { choice: 'top_up' });
  await drain(fixture.app, organisationId);
  expect(await getRun(fixture.app, omar, { runId: wait.runId })).toMatchObject({ status: 'completed' });
});
