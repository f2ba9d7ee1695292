import { newId } from '@switchyard/db';
import { isDomainError, type OrganisationId, type StepId, type UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createOrganisation,
  createPerson,
  createTestApp,
  listAuditTypes,
  type TestApp,
} from '../../test/create-test-app.ts';
import { defineWorkflow, publishDefinition } from '../../test/publish-definition.ts';
import { cancelRun } from '../runs/cancel-run.ts';
import { getRun } from '../runs/get-run.ts';
import { startRun } from '../runs/start-run.ts';
import { completeWorkItem } from './complete-work-item.ts';
import { getInboxItem } from './get-inbox-item.ts';
import { listInbox } from './list-inbox.ts';
import { openWorkItem } from './open-work-item.ts';

let fixture: TestApp;
let organisationId: OrganisationId;
let omar: UserActor;

beforeAll(async () => {
  fixture = await createTestApp({ poolSize: 20 });
});
afterAll(() => fixture.close());
beforeEach(async () => {
  organisationId = await createOrganisation(fixture.app);
  omar = await createPerson(fixture.app, organisationId, { name: 'Omar', roles: ['operator'] });
});

const spec = {
  slug: 'extract',
  name: 'Read the receipt',
  instructions: 'Read the total.',
  input: { type: 'object', properties: { document: { type: 'string' } } },
  output: { type: 'object', properties: { total: { type: 'number' } }, required: ['total'] },
  checks: [{ kind: 'occursIn', name: 'Total occurs', field: 'total', inputField: 'document' }],
  dataClass: 'internal',
};

/** A run whose task has been handed to a person. */
const handOver = async (roles: readonly string[] = ['operator']) => {
  const definition = defineWorkflow(
    [
      { id: 'start', kind: 'start', config: {} },
      { id: 'read', kind: 'task', config: { task: 'extract' } },
      { id: 'end', kind: 'end', config: { output: [{ name: 'total', value: 'steps.read.output.total' }] } },
    ],
    [
      { from: 'start', to: 'read' },
      { from: 'read', to: 'end' },
    ],
  );
  const workflowSlug = await publishDefinition(fixture.app, organisationId, definition);
  const { runId } = await startRun(fixture.app, omar, { workflowSlug, input: {} });
  const workItemId = await fixture.app.db.transaction({ organisationId }, async (tx) => {
    const [taskId, taskVersionId] = [newId(), newId()];
    await tx.execute(
      `INSERT INTO task_version (id, organisation_id, task_id, number, hash, spec) VALUES ($1, $2, $3, 1, 'h', $4)`,
      [taskVersionId, organisationId, taskId, JSON.stringify(spec)],
    );
    const [step] = await tx.query<{ id: StepId }>(
      `UPDATE step SET status = 'waiting' WHERE run_id = $1 AND node_id = 'read' RETURNING id`,
      [runId],
    );
    return openWorkItem(tx, {
      organisationId,
      at: fixture.app.now(),
      runId,
      stepId: step?.id ?? newId<StepId>(),
      taskVersionId,
      receiptId: null,
      title: 'Read the receipt',
      input: { document: 'TOTAL 31.30' },
      suggestion: { output: { total: 3 }, problems: ['Total occurs: 3 does not occur.'], from: 'rules' },
      roles,
    });
  });
  return { runId, workItemId };
};

const failureOf = async (work: Promise<unknown>): Promise<string> => {
  const thrown = await work.then(
    () => new Error('it went through'),
    (error: unknown) => error,
  );
  return isDomainError(thrown) ? `${thrown.code}: ${thrown.message}` : String(thrown);
};

test('an answer that passes the definition of done carries the run on', async () => {
  const { runId, workItemId } = await handOver();
  expect((await listInbox(fixture.app, omar)).items).toMatchObject([
    { kind: 'work_item', id: workItemId, isMine: true },
  ]);
  expect(await getInboxItem(fixture.app, omar, { id: workItemId })).toMatchObject({ mayDo: true, status: 'open' });
  await completeWorkItem(fixture.app, omar, { workItemId, output: { total: 31.3 } });
  expect(await getRun(fixture.app, omar, { runId })).toMatchObject({ status: 'completed', output: { total: 31.3 } });
  expect(await listAuditTypes(fixture.app, organisationId)).toContain('step.done-by-person');
  expect((await listInbox(fixture.app, omar)).items).toEqual([]);
  const labelled = await fixture.app.db.queryOnce(
    { organisationId },
    'SELECT expected, source, created_by_id FROM labelled_case WHERE organisation_id = $1',
    [organisationId],
  );
  expect(labelled).toEqual([{ expected: { total: 31.3 }, source: 'work_item', created_by_id: omar.userId }]);
});

test('an answer that does not fit the schema is refused; one that a check refuses needs a reason', async () => {
  const { workItemId } = await handOver();
  const schema = completeWorkItem(fixture.app, omar, { workItemId, output: {}, overrideReason: 'I know better.' });
  expect(await failureOf(schema)).toContain('total is required');
  const check = { workItemId, output: { total: 99 } };
  expect(await failureOf(completeWorkItem(fixture.app, omar, check))).toContain('does not occur');
  const overruled = { ...check, overrideReason: 'The scan cut it off.' };
  expect(await completeWorkItem(fixture.app, omar, overruled)).toMatchObject({ checks: ['Total occurs'] });
});

test('of several who hand in at once one wins, and the others learn who', async () => {
  const { workItemId } = await handOver();
  const answers = await Promise.allSettled(
    Array.from({ length: 10 }, () => completeWorkItem(fixture.app, omar, { workItemId, output: { total: 31.3 } })),
  );
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const lost = answers.flatMap((answer) => (answer.status === 'rejected' ? [String(answer.reason)] : []));
  for (const reason of lost) expect(reason).toContain('Omar did this already');
});

test('other roles and other organisations cannot do it, and a cancelled run takes it back', async () => {
  const { runId, workItemId } = await handOver();
  const viewer = await createPerson(fixture.app, organisationId, { roles: ['viewer'] });
  const eve = await createPerson(fixture.app, await createOrganisation(fixture.app), { roles: ['owner'] });
  const output = { total: 31.3 };
  expect(await failureOf(completeWorkItem(fixture.app, viewer, { workItemId, output }))).toContain('forbidden');
  expect(await failureOf(completeWorkItem(fixture.app, eve, { workItemId, output }))).toContain('not_found');
  await cancelRun(fixture.app, omar, { runId, reason: 'Sent twice.' });
  expect(await failureOf(completeWorkItem(fixture.app, omar, { workItemId, output }))).toContain('conflict');
});

test('a step handed over twice keeps its first item', async () => {
  const { workItemId } = await handOver();
  const item = await getInboxItem(fixture.app, omar, { id: workItemId });
  const again = await fixture.app.db.transaction({ organisationId }, (tx) =>
    openWorkItem(tx, {
      organisationId,
      at: fixture.app.now(),
      runId: item.runId,
      stepId: item.stepId as StepId,
      taskVersionId: newId(),
      receiptId: null,
      title: 'Again',
      input: {},
      suggestion: null,
      roles: [],
    }),
  );
  expect(again).toBe(workItemId);
});
