import { type Database, newId } from '@switchyard/db';
import { DomainError, type OrganisationId, type ReceiptId, receiptSchema, type UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createOrganisation, createPerson, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import type { App } from '../app.ts';
import { getBudget } from '../budgets/get-budget.ts';
import { reserveBudget } from '../budgets/reserve-budget.ts';
import { createBudget } from '../budgets/set-budget.ts';
import { sweepBudgets } from '../budgets/sweep-budgets.ts';
import { type CallRecord, writeCallRecord } from './receipt-writer.ts';

let fixture: TestApp;
let organisationId: OrganisationId;
let ana: UserActor;

beforeAll(async () => {
  fixture = await createTestApp({ poolSize: 10 });
});
afterAll(() => fixture.close());
beforeEach(async () => {
  organisationId = await createOrganisation(fixture.app);
  ana = await createPerson(fixture.app, organisationId, { roles: ['admin'] });
});

const lost = () => new DomainError('unavailable', 'The connection broke.', { retryable: true });

/** The process with a database whose next answers are lost after it has done what it was asked. */
const startLosing = () => {
  const { db } = fixture.app;
  const toLose = { commits: 0, answers: 0 };
  const transaction: Database['transaction'] = async (scope, work) => {
    const value = await db.transaction(scope, work);
    if (toLose.commits === 0) return value;
    toLose.commits -= 1;
    throw lost();
  };
  const queryOnce: Database['queryOnce'] = async (...given) => {
    if (toLose.answers === 0) return db.queryOnce(...given);
    toLose.answers -= 1;
    throw lost();
  };
  const app: App = { ...fixture.app, db: { ...db, transaction, queryOnce } };
  return { app, toLose };
};

const reserve = async (app: App): Promise<string> => {
  const answer = await reserveBudget(app, { organisationId, scopes: {}, worstCaseMicroUsd: 1000, ttlMs: 600_000 });
  if (answer.kind === 'refused') throw new Error(`refused by ${answer.budget.name}`);
  return answer.reservationId;
};

const recordOf = async (app: App): Promise<CallRecord> => ({
  context: {
    ...{ id: newId<ReceiptId>(), organisationId, origin: 'gateway', workflowId: null, runId: null, stepId: null },
    ...{ taskId: null, taskVersionId: null, taskSlug: null, apiKeyId: null, personId: null, inputHash: 1n },
    isCacheHit: false,
  },
  receipt: receiptSchema.parse({
    ...{ v: 1, decision: { v: 1, candidates: [], excluded: [], explanation: 'None.' }, attempts: [] },
    ...{ outcome: 'accepted', dataClass: 'internal', sourceVersions: {}, costMicroUsd: 10, durationMs: 1 },
  }),
  settlements: [{ reservationId: await reserve(app), costMicroUsd: 10 }],
});

const createCap = async (): Promise<string> => {
  const spec = { name: 'All', scope: 'organisation', period: 'month', capMicroUsd: 10_000 } as const;
  return (await createBudget(fixture.app, ana, { spec })).id;
};

const spentOf = async (id: string): Promise<number | undefined> => {
  await sweepBudgets(fixture.app);
  const [period] = (await getBudget(fixture.app, ana, { id })).periods;
  return period?.spentMicroUsd;
};

const countReceipts = async (): Promise<number | undefined> => {
  const rows = await fixture.app.db.queryOnce<{ count: number }>(
    { organisationId },
    'SELECT count(*) FROM receipt WHERE organisation_id = $1',
    [organisationId],
  );
  return rows[0]?.count;
};

test('records whose commit was done and not answered are stored and settled once, and their calls are answered', async () => {
  const id = await createCap();
  const { app, toLose } = startLosing();
  const records = await Promise.all([recordOf(app), recordOf(app), recordOf(app)]);
  toLose.commits = 1;
  await Promise.all(records.map((record) => writeCallRecord(app, record)));
  expect(await countReceipts()).toBe(3);
  expect(await spentOf(id)).toBe(30);
});

test('where the database cannot say what became of a commit, it is asked until it does: nothing is settled twice', async () => {
  const id = await createCap();
  const { app, toLose } = startLosing();
  const record = await recordOf(app);
  toLose.commits = 2;
  toLose.answers = 1;
  await expect(writeCallRecord(app, record)).rejects.toMatchObject({ code: 'conflict' });
  await expect.poll(() => spentOf(id)).toBe(10);
  expect(await countReceipts()).toBe(1);
});

test('a record that cannot be written leaves its money held', async () => {
  const id = await createCap();
  const { app } = startLosing();
  const record = await recordOf(app);
  const broken = { ...record, context: { ...record.context, apiKeyId: 'no\0name' } };
  await expect(writeCallRecord(app, broken)).rejects.toThrow();
  expect(await countReceipts()).toBe(0);
  expect(await spentOf(id)).toBe(0);
  await writeCallRecord(app, record);
  expect(await spentOf(id)).toBe(10);
});
